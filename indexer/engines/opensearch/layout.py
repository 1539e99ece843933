"""How reports and sources lie in the cluster: mappings made from the catalogue, and documents."""

from __future__ import annotations

import binascii
import hashlib
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

import msgspec

from indexer.catalogue import Catalogue
from indexer.clusterconfig import ClusterConfig
from indexer.documents import KEYWORDS, number_names
from indexer.engines.terms import placed, restored, storable, unbroken, weighted, words_of
from indexer.model import PARTS, TEXT_FIELDS, IndexDocument, Source, SourceKey

LAYOUT = "2"
"""Changes whenever an index written before cannot be read any more."""

ID = "id"
"""A report's id, to order by."""

WORDS = "words"
"""All words of a report; those of the title and the issuer as often as they weigh."""

PLACED = "placed"
"""All words of a report, each behind the letter of its text field."""

VOCABULARY = "vocabulary"
"""What is in ``PLACED``, each once, to count them."""

GAP = "_"
"""What stands in a phrase for a pair that need not be looked at; itself no pair."""

PACKED = frozenset({"facts"})
"""The parts that are kept packed: of a report they are the most, names and words that recur."""

LONGEST_TERM = 200
"""A word of more characters is kept by its first ones and a hash of it whole."""

_ENCODE = msgspec.json.encode


def text_field(name: str) -> str:
    """Return the field with each two neighbouring characters of a text field, in place."""
    return f"texts.{name}"


def character_field(name: str) -> str:
    """Return the field with each character of a text field once."""
    return f"characters.{name}"


def keyword_field(name: str) -> str:
    """Return the field of a keyword."""
    return f"keywords.{name}"


def number_field(name: str) -> str:
    """Return the field of a number."""
    return f"numbers.{name}"


# ── the indexes ──────────────────────────────────────────────────────────────────────────

_ANALYSIS = {
    "tokenizer": {
        # The longest terms there can be: a longer word would be cut in two.
        "spaced": {"type": "whitespace", "max_token_length": 2 * LONGEST_TERM + 100},
        "pairs": {"type": "ngram", "min_gram": 2, "max_gram": 2},
        "singles": {"type": "ngram", "min_gram": 1, "max_gram": 1},
    },
    "filter": {"gaps": {"type": "stop", "stopwords": [GAP]}},
    "analyzer": {
        "spaced": {"type": "custom", "tokenizer": "spaced"},
        "pairs": {"type": "custom", "tokenizer": "pairs"},
        "singles": {"type": "custom", "tokenizer": "singles"},
        "chosen": {"type": "custom", "tokenizer": "spaced", "filter": ["gaps"]},
    },
}
_TEXT = {
    "type": "text",
    "analyzer": "pairs",
    "search_analyzer": "chosen",
    "norms": False,
}
_CHARACTERS = {"type": "text", "analyzer": "singles", "norms": False, "index_options": "docs"}
_COUNTED = {"type": "text", "analyzer": "spaced", "index_options": "freqs"}
_KEPT = {"type": "object", "enabled": False}


def reports_index(config: ClusterConfig, catalogue: Catalogue, meta: Mapping[str, Any]) -> Any:
    """Return the body that makes the index of the reports of a generation."""
    return {
        "settings": {
            "number_of_shards": config.shards,
            "number_of_replicas": config.replicas,
            # A write shows itself when it is whole.
            "refresh_interval": "-1",
            "mapping.total_fields.limit": 4000,
            "analysis": _ANALYSIS,
        },
        "mappings": {
            "dynamic": "strict",
            "_meta": meta,
            "properties": {
                ID: {"type": "keyword"},
                WORDS: _COUNTED,
                PLACED: _COUNTED,
                "texts": {"properties": _each(TEXT_FIELDS, _TEXT)},
                "characters": {"properties": _each(TEXT_FIELDS, _CHARACTERS)},
                VOCABULARY: {"type": "keyword", "index": False},
                "keywords": {"properties": _each(KEYWORDS, {"type": "keyword"})},
                "numbers": {"properties": _each(number_names(catalogue), {"type": "double"})},
                "cuts": _KEPT,
                "parts": _KEPT,
            },
        },
    }


def _each(names: Iterable[str], kind: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    return dict.fromkeys(names, kind)


def sources_index(config: ClusterConfig) -> Any:
    """Return the body that makes the index of the sources of a generation."""
    return {
        "settings": {
            "number_of_shards": 1,
            "number_of_replicas": config.replicas,
            "refresh_interval": "-1",
        },
        "mappings": {
            "dynamic": "strict",
            "properties": {
                "collection": {"type": "keyword"},
                "path": {"type": "keyword"},
                "source": _KEPT,
                "revision": {"type": "keyword", "index": False, "doc_values": False},
            },
        },
    }


def locks_index(config: ClusterConfig) -> Any:
    """Return the body that makes the index of locks; what it holds is fetched by name only."""
    return {
        "settings": {"number_of_shards": 1, "number_of_replicas": config.replicas},
        "mappings": {"dynamic": "strict", "properties": {"held": _KEPT}},
    }


def fingerprint(catalogue: Catalogue) -> str:
    """Return what is another where an index of this shape cannot be used."""
    names = " ".join((*number_names(catalogue), *KEYWORDS))
    return f"{LAYOUT} {hashlib.sha256(names.encode()).hexdigest()[:8]}"


# ── a report ─────────────────────────────────────────────────────────────────────────────


def put_report(index: str, document: IndexDocument) -> bytes:
    """Return the action that writes a report."""
    words = {name: _fitting(terms) for name, terms in words_of(document.tokens).items() if terms}
    texts = {name: unbroken(text) for name, text in document.text.items()}
    in_place = placed(words)
    body = {
        ID: document.id,
        WORDS: weighted(words),
        PLACED: in_place,
        VOCABULARY: list(dict.fromkeys(in_place.split())),
        "texts": texts,
        "characters": {name: "".join(dict.fromkeys(text)) for name, text in texts.items()},
        "keywords": {
            name: [storable(value) for value in values]
            for name, values in document.keywords.items()
        },
        # Of the two zeros of floats Lucene takes one for less.
        "numbers": {name: value + 0.0 for name, value in document.numbers.items()},
        "cuts": {
            name: [list(map(len, tokens)), list(document.breaks.get(name, ()))]
            for name, tokens in document.tokens.items()
        },
        "parts": {name: _kept_part(name, document.parts[name]) for name in PARTS},
    }
    return _action("index", index, document.id) + _ENCODE(body) + b"\n"


def remove_report(index: str, id: str) -> bytes:
    """Return the action that removes a report."""
    return _action("delete", index, id)


def stored_part(stored: Mapping[str, str], name: str) -> bytes:
    """Return a part of a report as ``put_report`` was given it; ``ValueError`` if it is spoiled."""
    kept = stored[name].encode()
    if name not in PACKED:
        return kept
    try:
        return zlib.decompress(binascii.a2b_base64(kept))
    except zlib.error as e:
        raise ValueError(f"{name} cannot be unpacked") from e


def _kept_part(name: str, part: bytes) -> str:
    if name in PACKED:
        # A node takes longer over what is not packed, at each write, copy and merge.
        part = binascii.b2a_base64(zlib.compress(part, zlib.Z_BEST_SPEED), newline=False)
    return part.decode()


def term(word: str) -> str:
    """Return a word as it is kept."""
    if len(word) <= LONGEST_TERM:
        return word
    digest = hashlib.sha256(word.encode()).hexdigest()
    return f"{word[: LONGEST_TERM - len(digest)]}{digest}"


def text_and_cut(
    stored: Mapping[str, Any], name: str
) -> tuple[str, Sequence[int], Sequence[int]] | None:
    """Return a text of a report, the lengths of its tokens and its breaks; None without it."""
    text = stored["texts"].get(name)
    return None if text is None else (restored(text), *stored["cuts"][name])


def _fitting(words: list[str]) -> list[str]:
    # One that is too long is so rare that looking at each would cost more than all else.
    return words if max(map(len, words)) <= LONGEST_TERM else list(map(term, words))


# ── a source ─────────────────────────────────────────────────────────────────────────────


def put_source(index: str, source: Source) -> bytes:
    """Return the action that writes a source."""
    body = {
        "collection": storable(source.collection),
        "path": storable(source.path),
        "source": asdict(source),
    }
    return _action("index", index, _source_id(source.key)) + _ENCODE(body) + b"\n"


def forget_source(index: str, key: SourceKey) -> bytes:
    """Return the action that forgets a source."""
    return _action("delete", index, _source_id(key))


def stored_source(stored: Mapping[str, Any]) -> Source:
    """Return the source that ``put_source`` wrote."""
    return Source(**stored["source"])


def _source_id(key: SourceKey) -> str:
    # A path can be longer than the names of documents may be.
    return hashlib.sha256("\0".join(key).encode("utf-8", "surrogatepass")).hexdigest()


def _action(kind: str, index: str, id: str) -> bytes:
    return _ENCODE({kind: {"_index": index, "_id": storable(id)}}) + b"\n"
