"""Where what was asked stands in a report's texts, right to the character.

It is found in the folded text, the one that is searched, and carried back to the raw text.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain

from indexer.answer import Marks
from indexer.query import And, Near, Not, Or, Phrase, Prefix, Query, Run, Together
from indexer.text import (
    fold,
    fold_section,
    fold_with_offsets,
    is_han,
    is_plain,
    is_word,
    raw_span,
    units,
)

Sought = Run | Phrase | Prefix | Near | Together
"""A leaf of the query that is looked for in texts."""

Span = tuple[int, int]


def sought(query: Query) -> tuple[Sought, ...]:
    """Return what a query looks for in texts, in order; what it rules out is left out."""
    return tuple(dict.fromkeys(_sought(query, ruled_out=False)))


def _sought(query: Query, *, ruled_out: bool) -> Iterator[Sought]:
    match query:
        case And(children) | Or(children):
            for child in children:
                yield from _sought(child, ruled_out=ruled_out)
        case Not(child):
            yield from _sought(child, ruled_out=not ruled_out)
        case Run() | Phrase() | Prefix() | Near() | Together():
            if not ruled_out:
                yield query


# ── marks ────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class _Text:
    """A raw text, and its folded form, its paragraphs and the way back once they are needed."""

    raw: str

    @cached_property
    def folded(self) -> str:
        return fold(self.raw)

    @cached_property
    def offsets(self) -> list[int]:
        return fold_with_offsets(self.raw)[1]

    @cached_property
    def breaks(self) -> tuple[int, ...]:
        return fold_section(self.raw)[1]

    @cached_property
    def is_plain(self) -> bool:
        return is_plain(self.raw)

    def raw_span(self, span: Span) -> Span:
        """Return where in the raw text a part of the folded one stands."""
        return raw_span(self.raw, self.offsets, *span)

    def places(self, needle: str) -> Iterator[Span]:
        """Yield where in the raw text a string stands, overlapping ones too."""
        if self.is_plain and _HAN_ALONE.fullmatch(needle):
            # What most ask of most reports; it needs no folding.
            return _spread_out(self.raw, needle)
        return map(self.raw_span, _occurrences(self.folded, needle))


_HAN_ALONE = re.compile("[\u4e00-\u9fff]+")


def _spread_out(text: str, needle: str) -> Iterator[Span]:
    """Yield where characters stand one after another, with or without white space between."""
    pattern = _with_white(needle)
    found = pattern.search(text)
    while found:
        yield found.span()
        found = pattern.search(text, found.start() + 1)


@lru_cache(maxsize=1 << 10)
def _with_white(needle: str) -> re.Pattern[str]:
    return re.compile(r"\s*".join(needle))


def marks(
    texts: Mapping[str, str],
    asked: Iterable[Sought],
    cut: Callable[[str], Sequence[str]],
    *,
    partial: bool = False,
) -> dict[str, Marks]:
    """Mark, in the texts of a report by field, the characters that matched.

    Quoted text is marked exactly; a run where it stands as written, and only where it does so
    nowhere, its words. ``partial`` says that these are not all texts of the report: then a run's
    words are marked though not all of them are here. A field without marks is no key.
    """
    known = {field: _Text(raw) for field, raw in texts.items()}
    found: dict[str, set[Span]] = {}
    for leaf in asked:
        for field, span in _spans(leaf, known, cut, partial):
            found.setdefault(field, set()).add(span)
    return {field: _apart(spans) for field, spans in found.items()}


def _apart(spans: Iterable[Span]) -> Marks:
    """Sort spans and join those that overlap."""
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)


def _spans(
    leaf: Sought,
    texts: Mapping[str, _Text],
    cut: Callable[[str], Sequence[str]],
    partial: bool,
) -> Iterable[tuple[str, Span]]:
    looked_in = {field: texts[field] for field in leaf.fields if field in texts}
    match leaf:
        case Run():
            return _run(leaf, looked_in, partial)
        case Phrase(needle):
            return _places(looked_in, needle)
        case Prefix(needle):
            return _everywhere(looked_in, lambda text: _word_starts(text.folded, needle))
        case Together():
            return _everywhere(looked_in, lambda text: _together(leaf, text))
        case Near():
            return _everywhere(looked_in, lambda text: _near(leaf, text.folded, cut))


def _everywhere(
    texts: Mapping[str, _Text], find: Callable[[_Text], Iterable[Span]]
) -> list[tuple[str, Span]]:
    """Return what is found in folded texts, as it stands in the raw ones."""
    return [(field, text.raw_span(span)) for field, text in texts.items() for span in find(text)]


def _places(texts: Mapping[str, _Text], needle: str) -> list[tuple[str, Span]]:
    return [(field, span) for field, text in texts.items() for span in text.places(needle)]


def _run(run: Run, texts: Mapping[str, _Text], partial: bool) -> list[tuple[str, Span]]:
    spellings = (run, *run.variants)
    as_written = [found for spelling in spellings for found in _places(texts, spelling.text)]
    return as_written or [
        found for spelling in spellings for found in _words(spelling.words, texts, partial)
    ]


def _words(
    words: Sequence[str], texts: Mapping[str, _Text], partial: bool
) -> list[tuple[str, Span]]:
    """Find each word of a run; of a run that lacks one in the whole report, none."""
    found = []
    for word in words:
        here = (
            # Han words have no borders.
            _places(texts, word)
            if _HAN_ALONE.fullmatch(word)
            else _everywhere(texts, lambda text, word=word: _whole(text.folded, word))  # type: ignore[misc]
        )
        if not here and not partial:
            return []
        found += here
    return found


def _occurrences(text: str, needle: str) -> Iterator[Span]:
    at = text.find(needle)
    while at >= 0:
        yield at, at + len(needle)
        at = text.find(needle, at + 1)


def _word_starts(text: str, needle: str) -> Iterator[Span]:
    return (span for span in _occurrences(text, needle) if not _inside(text, span[0]))


def _whole(text: str, word: str) -> Iterator[Span]:
    return (span for span in _word_starts(text, word) if not _inside(text, span[1]))


def _inside(text: str, at: int) -> bool:
    """Tell whether a place lies within a word of letters and digits; Han words have no borders."""
    return 0 < at < len(text) and _is_letter(text[at - 1]) and _is_letter(text[at])


def _is_letter(character: str) -> bool:
    return character.isalnum() and not is_han(character)


def _together(leaf: Together, text: _Text) -> Iterator[Span]:
    # Most texts lack one of the strings: looking first spares finding the sentences.
    if all(needle in text.folded for needle in leaf.texts):
        for start, end in units(text.folded, text.breaks, leaf.unit):
            unit = text.folded[start:end]
            if all(needle in unit for needle in leaf.texts):
                spans = chain.from_iterable(_occurrences(unit, needle) for needle in leaf.texts)
                yield from ((start + i, start + j) for i, j in spans)


def _near(leaf: Near, text: str, cut: Callable[[str], Sequence[str]]) -> Iterator[Span]:
    # Cutting is the dear part, so only where both strings stand at all.
    if leaf.left in text and leaf.right in text:
        starts, ends = _word_borders(cut(text))
        for first, second in ((leaf.left, leaf.right), (leaf.right, leaf.left)):
            heads = list(_occurrences(text, second))
            for start, end in _occurrences(text, first):
                for head in heads[bisect_left(heads, (end, end)) :]:
                    if bisect_right(ends, head[0]) - bisect_left(starts, end) > leaf.distance:
                        break
                    yield start, end
                    yield head


def _word_borders(tokens: Iterable[str]) -> tuple[list[int], list[int]]:
    """Return where the words among the tokens of a text begin, and where they end."""
    starts, ends, at = [], [], 0
    for token in tokens:
        if is_word(token):
            starts.append(at)
            ends.append(at + len(token))
        at += len(token)
    return starts, ends
