"""What may come next while somebody types a query."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, islice

from indexer.answer import Suggestion, Suggestions
from indexer.catalogue import Catalogue
from indexer.engines.port import Engine
from indexer.queryparser import MAX_LENGTH
from indexer.queryparser.keywords import KEYWORD_NAMES, TEXT_NAMES, VALUES
from indexer.queryparser.scanner import Scanner
from indexer.searching.names import Names
from indexer.text import Segmenter, fold

REGIONS = ("province", "city", "county")
NAMED = ("issuer", *REGIONS)
"""The keywords whose values are names, which pinyin finds too."""

COUNTED = ("year", "format", "collection")
"""The keywords whose values the index knows."""

MOST_NAMES = 1_000_000
OPERATORS = (("OR", "或"), ("AND", "且"), ("NOT", "非"))

_QUOTED = re.compile(r'"(?:\\.|[^"\\])*"|“(?:\\.|[^”\\])*”')
_TERM = re.compile(
    r"""(?P<term>(?:(?P<name>[^\s()"“”|:<>=!+*/-][^\s()"“”|:<>=!+*/]*):)?"""
    r"""(?:["“](?P<quoted>[^"”]*)|(?P<typed>[^\s()"“”|:<>=!+*/]*)))\Z"""
)
_NEEDS_QUOTES = re.compile(r"[\s()\"“”|:<>=≥≤≧≦⩾⩽≠!*\\]|^-|^(?:AND|&&|OR|NOT)$")


@dataclass(frozen=True, slots=True)
class _Term:
    """The term being typed: where it begins, its name before a colon, and what is typed of it.

    ``typed`` is ``raw`` folded.
    """

    start: int
    name: str | None
    raw: str
    typed: str
    quoted: bool


class Suggester:
    """Suggests from the catalogue, the language, and an index, of which it keeps tables."""

    def __init__(self, catalogue: Catalogue, segmenter: Segmenter) -> None:
        self._catalogue = catalogue
        self._segmenter = segmenter
        self._kept: tuple[Hashable, dict[str, Names]] = (None, {})

    def suggest(self, query: str, limit: int, engine: Engine) -> Suggestions:
        """Suggest what the last term of a query may become; of nothing typed, nothing."""
        term = _last_term(query)
        if term is None or not (term.typed or term.name) or limit < 1:
            return Suggestions(query, len(query))
        kinds = self._named(term, limit, engine) if term.name else self._any(term, limit, engine)
        return Suggestions(query, term.start, _mixed(kinds, query[term.start :], limit))

    def prepare(self, engine: Engine) -> None:
        """Make the tables now, so that the first who types does not wait for them."""
        for keyword in NAMED:
            self._table(keyword, engine).prepare()

    def _table(self, keyword: str, engine: Engine) -> Names:
        revision = engine.revision()
        known, tables = self._kept
        if known != revision:
            tables = {}
            self._kept = revision, tables
        if keyword not in tables:
            tables[keyword] = Names(engine.terms(keyword, "", MOST_NAMES), self._segmenter.cut)
        return tables[keyword]

    # ── a term without a name ────────────────────────────────────────────────────────────

    def _any(self, term: _Term, limit: int, engine: Engine) -> list[Iterable[Suggestion]]:
        if term.quoted:
            return [self._words("overview", term, limit, engine, lambda word: f'"{word}"')]
        return [
            _operators(term),
            self._names_of("issuer", "issuer", term.typed, limit, engine),
            self._fields(term.typed, ""),
            _names(term.typed),
            self._words("overview", term, limit, engine, _plain),
            chain.from_iterable(
                (
                    *(self._names_of(r, r, term.typed, limit, engine) for r in REGIONS),
                    _values(term.typed, self._labelled_findings(), "finding"),
                    *(_values(term.typed, VALUES[k], k) for k in ("level", "organ")),
                )
            ),
        ]

    # ── a term behind a name and a colon ─────────────────────────────────────────────────

    def _named(self, term: _Term, limit: int, engine: Engine) -> list[Iterable[Suggestion]]:
        assert term.name is not None  # asked for above
        name = fold(term.name)
        prefix = f"{term.name}:"
        keyword = TEXT_NAMES.get(name) or KEYWORD_NAMES.get(name)
        if keyword in NAMED:
            return [self._names_of(keyword, term.name, term.typed, limit, engine)]
        if name in TEXT_NAMES:
            return [
                self._words(TEXT_NAMES[name], term, limit, engine, lambda w: prefix + _plain(w))
            ]
        if keyword in COUNTED:
            terms = engine.terms(keyword, "", MOST_NAMES)
            known = [t for t in terms if fold(t.value).startswith(term.typed)]
            return [
                [Suggestion("value", prefix + _plain(t.value), t.value, t.count) for t in known]
            ]
        if keyword in ("missing", "blank", "inferred", "unreadable"):
            return [
                _values(term.typed, {"any": "any"}, term.name),
                self._fields(term.typed, prefix),
            ]
        known_values = (
            self._labelled_findings() if keyword == "finding" else VALUES.get(keyword or "")
        )
        return [_values(term.typed, known_values or {}, term.name)]

    # ── kinds ────────────────────────────────────────────────────────────────────────────

    def _names_of(
        self, keyword: str, name: str, typed: str, limit: int, engine: Engine
    ) -> Iterator[Suggestion]:
        if keyword != "issuer":
            for term in self._table(keyword, engine).like(typed, limit):
                yield Suggestion("value", f"{name}:{_plain(term.value)}", term.value, term.count)
            return
        for term in self._table(keyword, engine).like(typed, limit):
            # Quoted: the name itself, and no other that has all its words.
            yield Suggestion("issuer", f"{name}:{_quoted(term.value)}", term.value, term.count)

    def _fields(self, typed: str, prefix: str) -> Iterator[Suggestion]:
        borne: dict[str, str] = {}
        for name in sorted(_with(typed, self._catalogue.names), key=lambda n: _nearness(n, typed)):
            keys = self._catalogue.names[name]
            if len(keys) == 1:
                borne.setdefault(keys[0], name)
        for key, name in borne.items():
            yield Suggestion("field", prefix + name, self._catalogue.fields[key].label())

    def _labelled_findings(self) -> Mapping[str, str]:
        kinds = self._catalogue.findings.values()
        return {
            **{kind.code: kind.code for kind in kinds},
            **{kind.label["zh"]: kind.code for kind in kinds},
            "any": "any",
            "doubt": "doubt",
        }

    def _words(
        self, field: str, term: _Term, limit: int, engine: Engine, text: Callable[[str], str]
    ) -> Iterator[Suggestion]:
        # Too many words begin with one letter.
        if len(term.typed) > 1 or not term.typed.isascii():
            for word in engine.terms(field, term.typed, limit + 1):
                if word.value != term.typed:
                    # How many hold it elsewhere is not known, unless this section is asked for.
                    count = word.count if term.name else None
                    yield Suggestion("word", text(word.value), word.value, count)


def _last_term(query: str) -> _Term | None:
    if len(query) > MAX_LENGTH:
        return None
    signs = _QUOTED.sub(lambda quoted: " " * len(quoted[0]), Scanner(query).signs)
    found = _TERM.search(signs)
    if found is None:
        return None
    start, quoted = found.start("term"), found["quoted"] is not None
    typed = query[found.start("quoted" if quoted else "typed") :]
    # A minus before a term is NOT, and stays.
    if not found["name"] and not quoted and typed.startswith(("-", "－", "−")):
        start, typed = start + 1, typed[1:]
    name = query[start : found.end("name")] if found["name"] else None
    return _Term(start, name, typed, fold(typed), quoted)


def _names(typed: str) -> Iterator[Suggestion]:
    known = {**KEYWORD_NAMES, **TEXT_NAMES}
    for name in sorted(_with(typed, known), key=lambda n: _nearness(n, typed)):
        others = (other for other in known if known[other] == known[name] and other != name)
        label = next((o for o in others if o.isascii() != name.isascii()), name)
        yield Suggestion("name", f"{name}:", label)


def _values(typed: str, values: Mapping[str, str], name: str) -> Iterator[Suggestion]:
    for value in sorted(_with(typed, values), key=lambda v: _nearness(v, typed)):
        yield Suggestion("value", f"{name}:{values[value]}", value)


def _operators(term: _Term) -> Iterator[Suggestion]:
    # In capitals only: or is a word like any other.
    for operator, label in OPERATORS:
        if operator.startswith(term.raw) and (term.start or operator == "NOT"):
            yield Suggestion("operator", operator, label)


def _with(typed: str, names: Iterable[str]) -> Iterator[str]:
    """Yield the names that begin with what is typed, or that have it within if it says enough."""
    enough = not typed.isascii() or len(typed) > 2
    return (name for name in names if name.startswith(typed) or (enough and typed in name))


def _nearness(name: str, typed: str) -> tuple[bool, int, str]:
    return not name.startswith(typed), len(name), name


def _plain(value: str) -> str:
    return _quoted(value) if _NEEDS_QUOTES.search(value) else value


def _quoted(value: str) -> str:
    escaped = re.sub(r'(["\\])', r"\\\1", value)
    return f'"{escaped}"'


def _mixed(kinds: Iterable[Iterable[Suggestion]], typed: str, limit: int) -> tuple[Suggestion, ...]:
    """Take some of each kind, then, as far as there is room, the rest; what is typed is no news."""
    share = max(2, limit // 3)
    listed = [list({s.text: s for s in reversed(list(kind))}.values())[::-1] for kind in kinds]
    ordered = chain(*(kind[:share] for kind in listed), *(kind[share:] for kind in listed))
    return tuple(islice((s for s in ordered if s.text != typed), limit))
