"""How a report and a source lie in a tantivy index: its fields, and a document's values in them."""

from __future__ import annotations

import json
import re
import string
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import astuple
from functools import cache

import msgspec
import numpy as np
import tantivy

from indexer.documents import KEYWORDS
from indexer.engines.terms import placed, storable, unbroken, weighted, words_of
from indexer.model import PARTS, TEXT_FIELDS, IndexDocument, Source, SourceKey

KIND, REPORT, SOURCE = "kind", "report", "source"
"""What a document keeps, in the field KIND; the field SOURCE holds the source itself."""

ID, KEY = "id", "key"
"""A report's id as a number, to order by; what names a report or a source, to replace it by."""

WORDS = "words"
"""All words of a report; those of the title and the issuer as often as they weigh."""

PLACED = "placed"
"""All words of a report, each behind the letter of its text field."""

CHARACTERS, PAIRS = "characters", "pairs"
"""Each character, and each two neighbouring ones, of a report, wherever they stand."""

END = "\ufdef"
"""Stands behind the last character of a text, so that each character begins a pair."""

TEXTS = "texts"
"""The folded text, the lengths of its tokens and its breaks, by text field; stored only."""

PACKED = "facts"
"""The part that is compressed here: the longest, and the one that most answers do without."""

FAST = 1
"""How hard it is compressed: harder takes much longer and saves little."""

SPACED, SINGLE, PAIRED = "spaced", "single", "paired"
"""Tokenizers: at blanks, one character a token, and each two neighbours a token."""

ASKED_ONLY = frozenset(("scope", "version", "missing", "blank", "inferred", "unreadable"))
"""Keywords that nothing is ordered by, and seldom counted by, so that they need no column."""

_encode_texts = msgspec.msgpack.Encoder().encode
decode_texts = msgspec.msgpack.Decoder(dict[str, tuple[bytes, list[int], list[int]]]).decode


def keyword_field(name: str) -> str:
    """Return the field of a keyword."""
    return _short("k", KEYWORDS.index(name))


def _short(kind: str, number: int) -> str:
    # Whenever a column is opened, tantivy reads the list of all of them, and unpacks it where it is
    # longer than 2 KB.
    digits = string.digits + string.ascii_letters
    return kind + digits[number // len(digits)] + digits[number % len(digits)]


def pair_field(name: str) -> str:
    """Return the field that holds each two neighbouring characters of a text field, in place."""
    return f"pairs_{name}"


# ── the fields ───────────────────────────────────────────────────────────────────────────


class Shape:
    """The fields of an index whose reports have the numbers named."""

    def __init__(self, numbers: Sequence[str]) -> None:
        self.numbers: Mapping[str, str] = {name: _short("n", n) for n, name in enumerate(numbers)}
        self.keywords: Mapping[str, str] = {name: keyword_field(name) for name in KEYWORDS}
        builder = tantivy.SchemaBuilder()
        for field in (KIND, KEY):
            builder.add_text_field(field, tokenizer_name="raw", index_option="basic")
        builder.add_unsigned_field(ID, indexed=True, fast=True)
        for field in (WORDS, PLACED):
            builder.add_text_field(field, tokenizer_name=SPACED, index_option="freq")
        builder.add_text_field(CHARACTERS, tokenizer_name=SINGLE, index_option="basic")
        builder.add_text_field(PAIRS, tokenizer_name=PAIRED, index_option="basic")
        for name in TEXT_FIELDS:
            builder.add_text_field(pair_field(name), tokenizer_name=SPACED, index_option="position")
        for name, field in self.keywords.items():
            counted = name not in ASKED_ONLY
            builder.add_text_field(field, tokenizer_name="raw", index_option="basic", fast=counted)
        for field in self.numbers.values():
            builder.add_float_field(field, fast=True)
        for field in (TEXTS, SOURCE, *PARTS):
            builder.add_bytes_field(field, stored=True)
        self.schema = builder.build()


@cache
def tokenizers() -> Mapping[str, tantivy.TextAnalyzer]:
    """Return the tokenizers that the fields name."""
    kinds = {
        SPACED: tantivy.Tokenizer.whitespace(),
        SINGLE: tantivy.Tokenizer.ngram(1, 1),
        PAIRED: tantivy.Tokenizer.ngram(2, 2),
    }
    return {name: tantivy.TextAnalyzerBuilder(kind).build() for name, kind in kinds.items()}


# ── a report and a source ────────────────────────────────────────────────────────────────


def number_of(id: str) -> int | None:
    """Return the number that a report's id is, None for what is no id."""
    return int(id, 16) if re.fullmatch(r"[0-9a-f]{16}", id) else None


def id_of(number: int) -> str:
    """Return the id that was a number."""
    return f"{number:016x}"


def report_key(id: str) -> str:
    """Return the term that names a report."""
    return storable(f"{REPORT}\0{id}")


def report_document(document: IndexDocument, shape: Shape) -> tantivy.Document:
    """Lay a report out; ``KeyError`` for a keyword or number that the index does not have."""
    made = tantivy.Document()
    made.add_text(KIND, REPORT)
    made.add_text(KEY, report_key(document.id))
    made.add_unsigned(ID, int(document.id, 16))
    words = words_of(document.tokens)
    made.add_text(WORDS, weighted(words))
    made.add_text(PLACED, placed(words))
    texts = {name: unbroken(text) for name, text in document.text.items()}
    for name, text in texts.items():
        made.add_text(pair_field(name), _spaced_pairs(text + END))
        made.add_text(PAIRS, text)
    made.add_text(CHARACTERS, "".join(set().union(*texts.values())))
    for name, values in document.keywords.items():
        for value in dict.fromkeys(values):
            made.add_text(shape.keywords[name], storable(value))
    for name, number in document.numbers.items():
        # Of the two zeros of floats tantivy takes one for less.
        made.add_float(shape.numbers[name], number + 0.0)
    made.add_bytes(TEXTS, _encode_texts(_texts(document)))
    for part, written in document.parts.items():
        made.add_bytes(part, zlib.compress(written, FAST) if part == PACKED else written)
    return made


def _spaced_pairs(text: str) -> str:
    """Return each two neighbouring characters of a text with a blank behind them."""
    points = np.frombuffer(text.encode("utf-32-le"), np.dtype("<u4"))
    spaced = np.full((max(len(points) - 1, 0), 3), ord(" "), points.dtype)
    spaced[:, 0], spaced[:, 1] = points[:-1], points[1:]
    return spaced.tobytes().decode("utf-32-le")


def _texts(document: IndexDocument) -> dict[str, tuple[bytes, list[int], list[int]]]:
    return {
        name: (
            text.encode("utf-8", "surrogatepass"),
            list(map(len, document.tokens[name])),
            list(document.breaks.get(name, ())),
        )
        for name, text in document.text.items()
    }


def part_of(document: tantivy.Document, part: str) -> bytes:
    """Return a part of a stored report; ``zlib.error`` where it is broken."""
    written: bytes = document[part][0]
    return zlib.decompress(written) if part == PACKED else written


def source_key(key: SourceKey) -> str:
    """Return the term that names a source."""
    return storable("\0".join((SOURCE, *key)))


def source_document(source: Source) -> tantivy.Document:
    """Lay a source out."""
    made = tantivy.Document()
    made.add_text(KIND, SOURCE)
    made.add_text(KEY, source_key(source.key))
    made.add_bytes(SOURCE, json.dumps(astuple(source)).encode())
    return made


def decode_source(written: bytes) -> Source:
    """Read the source that ``source_document`` laid out."""
    return Source(*json.loads(written))
