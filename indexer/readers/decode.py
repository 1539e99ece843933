"""Bytes to text: which encoding a file is in, told by what its text must say."""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections import Counter

from indexer.errors import UnreadableFile

MUST_HOLD = ("政府", "信息", "公开", "報告", "报告", "工作", "年度")
"""A Chinese text of this kind holds at least one of these; garbage of a wrong encoding does not."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    # UTF-32 first: its little-endian mark begins with that of UTF-16.
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WIDE = ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
_GUESSES = ("utf-8", "gb18030", "big5hkscs")
_LABEL = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]+)", re.IGNORECASE)
_MOST_DAMAGE = 0.1
# What is none of nearly all characters of a text, which are sound and need no other look.
_UNUSUAL = re.compile("[^\t\n -~\u2010-\u2027\u3000-\u303f\u4e00-\u9fef\uff01-\uff5e]")


def decode(data: bytes) -> tuple[str, tuple[str, ...]]:
    """Return the text of a file's bytes, and notes where the encoding is a guess.

    Line ends become ``\\n``. Tried in order: a byte order mark, UTF-8, UTF-16 and UTF-32 without a
    mark, GB18030 (whatever the page's label says) if the text then holds the words such a text
    must, the page's own label, the least damaged guess. Raises ``UnreadableFile`` for an empty
    file and for bytes that are no text.
    """
    if not data.strip(b"\0 \t\r\n\f\x1a"):
        raise UnreadableFile("the file is empty")
    text, notes = _by_mark(data) or _by_strict_rules(data) or _by_guess(data)
    text = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise UnreadableFile("the file is empty")
    if _damage(text) > _MOST_DAMAGE:
        raise UnreadableFile("the file holds no readable text")
    return text, notes


_Decoded = tuple[str, tuple[str, ...]]


def _by_mark(data: bytes) -> _Decoded | None:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _mended(data[len(mark) :], encoding)
    return None


def _by_strict_rules(data: bytes) -> _Decoded | None:
    if b"\0" in data:
        # No text in UTF-8 or GB18030 has NUL bytes; wide encodings have one in every sign of ASCII.
        wide = (_strict(data, encoding) for encoding in _WIDE)
        text = next((t for t in wide if t is not None and _holds_words(t)), None)
        if text is None:
            data = data.replace(b"\0", b"")
            text = _strict_known(data)
            return None if text is None else (text, ("NUL bytes were left out",))
        return text, ()
    text = _strict_known(data)
    return None if text is None else (text, ())


def _strict_known(data: bytes) -> str | None:
    text = _strict(data, "utf-8")
    if text is not None:
        return text
    for encoding in ("gb18030", *_labelled(data)):
        text = _strict(data, encoding)
        if text is not None and _holds_words(text):
            return text
    return None


def _by_guess(data: bytes) -> _Decoded:
    """Take the encoding that leaves the least damage; words such a text must hold count first."""
    tried = [_mended(data, encoding) for encoding in (*_GUESSES, *_WIDE)]
    text, notes = min(tried, key=lambda t: (not _holds_words(t[0]), _damage(t[0])))
    if not _holds_words(text) and b"\0" in data:
        raise UnreadableFile("the file holds no readable text")
    return text, notes or ("the encoding is a guess",)


def _mended(data: bytes, encoding: str) -> _Decoded:
    text = _strict(data, encoding)
    if text is not None:
        return text, ()
    text = data.decode(encoding, "replace")
    return text, (f"read as {encoding} with {text.count(chr(0xFFFD))} damaged characters",)


def _strict(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _labelled(data: bytes) -> tuple[str, ...]:
    """Return the text encoding a page claims for itself, if Python knows it."""
    label = _LABEL.search(data[:4096])
    if label is None:
        return ()
    try:
        encoding = codecs.lookup(label[1].decode("ascii"))
    except LookupError:
        return ()
    # Codecs such as rot13 or base64 are no text encodings, and a page may name any.
    return (encoding.name,) if getattr(encoding, "_is_text_encoding", False) else ()


def _holds_words(text: str) -> bool:
    return any(word in text for word in MUST_HOLD)


def _damage(text: str) -> float:
    """Return the share of characters that no text has: replaced, unassigned, control."""
    if not text:
        return 1.0
    unusual = Counter(_UNUSUAL.findall(text))
    return sum(count for character, count in unusual.items() if _is_bad(character)) / len(text)


def _is_bad(c: str) -> bool:
    if c == "\ufffd" or (ord(c) < 32 and c not in "\t\n\r\f\v\x1a\x07"):
        return True
    return unicodedata.category(c) in ("Cn", "Co", "Cs")
