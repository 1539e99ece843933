"""Text made comparable: folding, with the way back to the raw text, and the cutting into words."""

from __future__ import annotations

import hashlib
import re
import unicodedata
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, lru_cache
from importlib.metadata import version
from importlib.util import find_spec
from threading import Lock

from indexer.errors import ConfigError, EngineUnavailable

# ── characters ───────────────────────────────────────────────────────────────────────────

_HAN = re.compile(
    "[\u2e80-\u2fd5\u3005\u3007\u3021-\u3029\u3038-\u303b\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff]"
)
_WHITE = re.compile(r"\s+")
_PLAIN = re.compile(
    "[\t\n\r -~·—‘’“”、。〇《》〈〉「」『』【】\u3000\u3400-\u4dbf\u4e00-\u9fff！-～]*"
)
"""What nearly all text is: characters that fold each to one, whatever stands beside them."""

_WIDE = re.compile("[\u3000！-～]")
_CAPITAL = re.compile("[A-Z]")
_SURROGATE = re.compile("[\ud800-\udfff]")
COMMANDS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
"""What moves a terminal's cursor, or turns the direction of what follows."""


def is_han(character: str) -> bool:
    """Tell whether this one character is a Han character, 〇, 々 and radicals included."""
    return _HAN.match(character) is not None


@lru_cache(maxsize=1 << 16)
def is_word(token: str) -> bool:
    """Tell whether a token has a letter, a digit or a Han character; the empty one has none."""
    return any(c.isalnum() or is_han(c) for c in token)


# ── folding ──────────────────────────────────────────────────────────────────────────────


def fold(text: str) -> str:
    """Fold a text, so that what reads the same is the same: the only form that is compared.

    NFKC, lower case, white space beside a Han character removed, other white space one blank,
    none at the ends. Half a surrogate pair, which no index can store, becomes U+FFFD.
    """
    return _WHITE.sub(_blank, _lowered(text))


def fold_with_offsets(text: str) -> tuple[str, list[int]]:
    """Fold a text and say for each folded character where in the raw text it came from.

    The offsets never fall, and one more stands at the end: the length of the raw text. What
    normalization makes of several characters together (e + ´) has the offset of the first.
    """
    wide, origins = _lowered_with_origins(text)
    if not _WHITE.search(wide):
        return wide, [*origins, len(text)]
    folded: list[str] = []
    offsets: list[int] = []
    done = 0
    for white in _WHITE.finditer(wide):
        folded.append(wide[done : white.start()])
        offsets += origins[done : white.start()]
        if _blank(white):
            folded.append(" ")
            offsets.append(origins[white.start()])
        done = white.end()
    folded.append(wide[done:])
    offsets += origins[done:]
    return "".join(folded), [*offsets, len(text)]


def raw_span(raw: str, offsets: Sequence[int], start: int, end: int) -> tuple[int, int]:
    """Return where in ``raw`` the folded characters from ``start`` up to ``end`` stand.

    ``offsets`` are those of ``fold_with_offsets(raw)``. White space after the last character is
    left out; a raw character of which only a part is meant (the 株 of ㈱) is taken whole.
    """
    if start >= end:
        return offsets[start], offsets[start]
    last = offsets[end - 1]
    while offsets[end] == last:
        end += 1
    return offsets[start], last + max(1, len(raw[last : offsets[end]].rstrip()))


def fold_section(raw: str) -> tuple[str, tuple[int, ...]]:
    """Fold a section whose paragraphs are lines, and say where each after the first begins.

    The folded text is that of ``fold``. Lines without text make no paragraph.
    """
    parts: list[str] = []
    breaks: list[int] = []
    length = 0
    for line in _lowered(raw).split("\n"):
        part = _WHITE.sub(_blank, line)
        if not part:
            continue
        if parts:
            if not (is_han(parts[-1][-1]) or is_han(part[0])):
                parts.append(" ")
                length += 1
            breaks.append(length)
        parts.append(part)
        length += len(part)
    return "".join(parts), tuple(breaks)


def is_plain(text: str) -> bool:
    """Tell whether of this text folding leaves every Han character as and where it is.

    So it is nearly always; then only white space beside one goes.
    """
    return _PLAIN.fullmatch(text) is not None


def _lowered(text: str) -> str:
    if _PLAIN.fullmatch(text):
        return _plain_lowered(text)
    # Σ is the one character whose lower case depends on its neighbours; a text that is found
    # whether or not something follows it must not.
    normal = unicodedata.normalize("NFKC", _SURROGATE.sub("\ufffd", text))
    return normal.replace("Σ", "σ").lower()


def _plain_lowered(text: str) -> str:
    for sign in set(_WIDE.findall(text)):
        text = text.replace(sign, unicodedata.normalize("NFKC", sign))
    return text.lower() if _CAPITAL.search(text) else text


# Almost every cluster is one of a few thousand characters.
_lowered_cluster = lru_cache(maxsize=1 << 16)(_lowered)


def _lowered_with_origins(text: str) -> tuple[str, Sequence[int]]:
    """Lower a text and say for each character where in the text it came from."""
    if _PLAIN.fullmatch(text):
        return _plain_lowered(text), range(len(text))
    characters: list[str] = []
    origins: list[int] = []
    for start, end in _clusters(text):
        for c in _lowered_cluster(text[start:end]):
            characters.append(c)
            origins.append(start)
    return "".join(characters), origins


def _blank(white: re.Match[str]) -> str:
    text, start, end = white.string, white.start(), white.end()
    if start == 0 or end == len(text) or is_han(text[start - 1]) or is_han(text[end]):
        return ""
    return " "


def _clusters(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans that normalization works on apart from one another."""
    start = 0
    for i in range(1, len(text)):
        if not _joins(text[i]):
            yield start, i
            start = i
    if text:
        yield start, len(text)


@cache
def _joins(character: str) -> bool:
    """Tell whether normalization may join or reorder this character with what is before it."""
    if character < "\u0300" or "\u4e00" <= character <= "\u9fff":
        return False
    first = unicodedata.normalize("NFKD", character)[0]
    return unicodedata.category(first)[0] == "M" or "\u1160" <= first <= "\u11ff"


# ── sentences and paragraphs ─────────────────────────────────────────────────────────────

_SENTENCE = re.compile("[^。!?]*[。!?]|[^。!?]+")


def units(text: str, breaks: Sequence[int], unit: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of every ``paragraph`` or ``sentence`` of a folded text, in order.

    ``breaks`` are those of ``fold_section``. A sentence ends after 。！？ or with its paragraph;
    ； ends none. Together the spans are the whole text; of nothing, none.
    """
    for start, end in zip((0, *breaks), (*breaks, len(text)), strict=True):
        if unit == "paragraph":
            if start < end:
                yield start, end
        else:
            for sentence in _SENTENCE.finditer(text, start, end):
                yield sentence.span()


# ── words ────────────────────────────────────────────────────────────────────────────────

Cut = Callable[[str], Iterable[str]]

SEGMENTERS = ("jieba", "rjieba")
"""The libraries that can cut, by the name the configuration gives them."""


class Segmenter:
    """Cuts folded text into words; the same for reports and for queries.

    ``fingerprint`` differs wherever two segmenters may cut differently: an index made with
    another one is outdated. The dictionary is its own, and read at the first cut.
    """

    def __init__(self, name: str, user_words: Sequence[str] = ()) -> None:
        words = sorted({fold(word) for word in user_words} - {""})
        listed = hashlib.sha256("\n".join(words).encode()).hexdigest()[:16] if words else "no"
        self.name = name
        self.fingerprint = f"{name} {version(name)}, {listed} user words"
        self._words = words
        self._lock = Lock()
        self._cut: Cut | None = None

    def cut(self, folded: str) -> list[str]:
        """Cut a folded text into words, signs and blanks; joined they are the text again."""
        if self._cut is None:
            with self._lock:
                self._cut = self._cut or _LOADERS[self.name](self._words)
        return list(self._cut(folded))


def segmenter(choice: str = "auto", user_words: Sequence[str] = ()) -> Segmenter:
    """Return the segmenter of that name; ``auto`` is rjieba where it is installed, else jieba.

    The same choice gives the same object. Raises ``EngineUnavailable`` where the one named is
    not installed, ``ConfigError`` for another name.
    """
    if choice == "auto":
        choice = "rjieba" if find_spec("rjieba") else "jieba"
    if choice not in SEGMENTERS:
        raise ConfigError(
            "segmenter = %(choice)s: choose auto, jieba or rjieba", choice=repr(choice)
        )
    if not find_spec(choice):
        raise EngineUnavailable(
            "the segmenter %(name)s is not installed: pip install %(name)s", name=choice
        )
    return _kept(choice, tuple(user_words))


@cache
def _kept(name: str, user_words: tuple[str, ...]) -> Segmenter:
    return Segmenter(name, user_words)


def _load_jieba(words: Sequence[str]) -> Cut:
    # Imported late: it takes as long as all the rest, and most commands cut nothing. Its code has
    # escapes that newer Pythons warn of, and asks for the deprecated pkg_resources.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import jieba

    # Its own initialize() would load a marshalled cache that anybody may have left in the shared
    # temporary folder, and log to stderr; reading the dictionary takes under a second.
    tokenizer = jieba.Tokenizer()
    tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    tokenizer.initialized = True
    for word in words:
        tokenizer.add_word(word)
    return lambda folded: tokenizer.cut(folded)


def _load_rjieba(words: Sequence[str]) -> Cut:
    # An extra: importing it at the top would make it a must.
    import rjieba

    tokenizer = rjieba.Jieba()
    for word in words:
        tokenizer.add_word(word, None, None)
    return lambda folded: tokenizer.cut(folded)


_LOADERS: dict[str, Callable[[Sequence[str]], Cut]] = {
    "jieba": _load_jieba,
    "rjieba": _load_rjieba,
}
