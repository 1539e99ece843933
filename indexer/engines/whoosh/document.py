"""How a report and a source lie in a Whoosh index: the values of their columns and terms."""

from __future__ import annotations

import json
import zlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import astuple
from typing import Any

import msgspec
import numpy as np

from indexer.engines.whoosh import grams
from indexer.engines.whoosh import index as files
from indexer.model import PARTS, TEXT_FIELDS, IndexDocument, Source, SourceKey
from indexer.text import is_word

REPORT, OF_SOURCE = b"r", b"s"
"""How the key of a document begins, by what the document keeps."""

BETWEEN_FIELDS = b"\xff"
"""Stands between the text fields of a report; no UTF-8 holds it, so nothing is found across."""

COUNTS = np.dtype(("<u2", len(TEXT_FIELDS)))
"""What is kept of a word in a report: how often it stands in each text field."""

NUMBER = np.dtype("<f8")

_encode_cuts = msgspec.msgpack.Encoder().encode
decode_cuts = msgspec.msgpack.Decoder(dict[str, tuple[list[int], list[int]]]).decode
"""Read by text field the lengths of its tokens, and its breaks."""


def encoded(text: str) -> bytes:
    """Write text as it is searched in; anything Python takes for text is taken."""
    return text.encode("utf-8", "surrogatepass")


def decoded(text: bytes) -> str:
    """Read what ``encoded`` wrote."""
    return text.decode("utf-8", "surrogatepass")


def report_key(id: str) -> bytes:
    """Return the key of the document that keeps a report."""
    return REPORT + encoded(id)


def source_key(key: SourceKey) -> bytes:
    """Return the key of the document that keeps a source."""
    return OF_SOURCE + encoded("\0".join(key))


def keyword_term(name: str, value: str) -> bytes:
    """Return the term that stands for a keyword's value."""
    return encoded(f"{name}\0{value}")


def report_values(document: IndexDocument, slots: Mapping[str, int]) -> dict[str, Any]:
    """Lay a report out; ``slots`` are the places of its numbers, after that of its length."""
    words = _word_counts(document)
    counts = np.array(list(words.values()), np.int64).reshape(-1, len(TEXT_FIELDS))
    payloads = np.minimum(counts, np.iinfo(COUNTS.base).max).astype(COUNTS.base)
    row = np.full(1 + len(slots), np.nan, NUMBER)
    row[0] = counts.sum()
    for name, value in document.numbers.items():
        row[slots[name]] = value
    texts = [document.text.get(name, "") for name in TEXT_FIELDS]
    cuts = {
        name: ([len(token) for token in tokens], list(document.breaks.get(name, ())))
        for name, tokens in document.tokens.items()
    }
    return {
        files.KEY: report_key(document.id),
        files.NUMBERS: row.tobytes(),
        files.MARK: grams.mark(texts),
        files.TEXT: BETWEEN_FIELDS.join(map(encoded, texts)),
        files.CUT: _encode_cuts(cuts),
        files.WORDS: {
            encoded(word): payload.tobytes() for word, payload in zip(words, payloads, strict=True)
        },
        files.KEYWORDS: {
            keyword_term(name, value): b""
            for name, values in document.keywords.items()
            for value in values
        },
        **{part: zlib.compress(document.parts[part]) for part in PARTS},
    }


def _word_counts(document: IndexDocument) -> dict[str, list[int]]:
    words: dict[str, list[int]] = {}
    for column, name in enumerate(TEXT_FIELDS):
        for token, count in Counter(document.tokens.get(name, ())).items():
            if is_word(token):
                words.setdefault(token, [0] * len(TEXT_FIELDS))[column] = count
    return words


def source_values(source: Source) -> dict[str, Any]:
    """Lay a source out."""
    return {
        files.KEY: source_key(source.key),
        files.SOURCE: json.dumps(astuple(source)).encode(),
    }


def decode_source(written: bytes) -> Source:
    """Read the source that ``source_values`` laid out."""
    return Source(*json.loads(written))
