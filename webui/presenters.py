"""What the search page prints: hits, numbers, facets, orders and pages, ready for a template."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from flask_babel import gettext

from indexer import (
    Catalogue,
    Number,
    Result,
    SearchRequest,
    SearchResult,
    ShownFact,
    Status,
)
from webui.language import current, msgid

Marks = Sequence[Sequence[int]]

SECTION_NAMES = {
    "title": msgid("Title"),
    "issuer": msgid("Issuer"),
    "overview": msgid("Overview"),
    "disclosure": msgid("Proactive disclosure"),
    "requests": msgid("Requests"),
    "disputes": msgid("Reviews and lawsuits"),
    "problems": msgid("Problems and improvements"),
    "other": msgid("Other matters"),
    "unplaced": msgid("Other text"),
}

STATUS_NAMES = {
    Status.REPORTED: msgid("as printed"),
    Status.BLANK: msgid("blank"),
    Status.NOT_APPLICABLE: msgid("not applicable"),
    Status.UNREADABLE: msgid("not read with certainty"),
    Status.INFERRED: msgid("inferred"),
    Status.COMPUTED: msgid("computed"),
}

FACETS = ("year", "province", "level", "organ", "template", "finding")
"""The facets the page asks for; the API knows more."""

KEYWORD_NAMES = {
    "year": msgid("Year"),
    "province": msgid("Province"),
    "city": msgid("City"),
    "county": msgid("County"),
    "level": msgid("Level"),
    "organ": msgid("Kind of body"),
    "template": msgid("Form"),
    "format": msgid("Format"),
    "collection": msgid("Collection"),
    "finding": msgid("Finding"),
    "scope": msgid("Scope"),
}

VALUE_NAMES = {
    "province": msgid("province level"),
    "city": msgid("city level"),
    "county": msgid("county level"),
    "township": msgid("township level"),
    "government": msgid("government"),
    "department": msgid("department"),
    "other": msgid("other body"),
    "unknown": msgid("unknown"),
    "2019": msgid("form of 2019"),
    "2021": msgid("form of 2021"),
    "older": msgid("before 2019"),
    "own": msgid("its own"),
    "consolidated": msgid("consolidated"),
}

ORDERS = (
    ("relevance", msgid("relevance")),
    ("-year", msgid("newest year")),
    ("year", msgid("oldest year")),
    ("issuer", msgid("issuer")),
    ("-indexed", msgid("last indexed")),
)


# ── texts with marks ─────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of text that matched, or one that did not."""

    text: str
    marked: bool


def segments(text: str, marks: Marks, start: int = 0, end: int | None = None) -> list[Segment]:
    """Cut ``text[start:end]`` at the marks, which count from the beginning of the whole text."""
    end = len(text) if end is None else end
    parts: list[Segment] = []
    at = start
    for low, high in marks:
        low, high = max(low, at), min(high, end)
        if low < high:
            parts += [Segment(text[at:low], False), Segment(text[low:high], True)]
            at = high
    return [p for p in (*parts, Segment(text[at:end], False)) if p.text]


def number(value: Number | None) -> str:
    """Write a number as a form would: no needless decimals, no exponent, nothing for None."""
    if value is None:
        return ""
    if isinstance(value, int) or float(value).is_integer():
        return str(int(value))
    return f"{value:.6f}".rstrip("0").rstrip(".")


def percentage(value: Number) -> str:
    """Write a ratio in per cent with one decimal."""
    return f"{value * 100:.1f}%"


def quantity(value: Number | None, unit: str) -> str:
    """Write a value as its unit wants it: ratios in per cent, all others as they are."""
    return percentage(value) if unit == "ratio" and value is not None else number(value)


def count_format(value: int) -> str:
    """Write a count with its thousands parted."""
    return f"{value:,}"


def status_name(status: str) -> str:
    """Name a status in the language of the page."""
    return str(gettext(STATUS_NAMES[Status(status)]))


# ── hits ─────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class ShownNumber:
    """A number asked about, as a hit shows it; ``place`` is where its report's page has it."""

    key: str
    label: str
    unit: str
    value: str
    status: Status
    place: str


@dataclass(frozen=True, slots=True)
class ShownHit:
    """A hit as the page shows it; ``passages`` are pairs of a section's name and its text,
    ``findings`` of a code, its name, and whether it is our own doubt.
    """

    url: str
    title: list[Segment]
    issuer: list[Segment]
    year: int | None
    region: str
    facts: list[ShownNumber]
    passages: list[tuple[str, list[Segment]]]
    findings: list[tuple[str, str, bool]]


def hit(result: Result, query: str, marks: Mapping[str, Marks], catalogue: Catalogue) -> ShownHit:
    """Show a result; ``marks`` are those of its title and issuer."""
    url = f"{result.url}?{urlencode({'q': query})}" if query.strip() else result.url
    return ShownHit(
        url=url,
        title=segments(result.title, marks.get("title", ())),
        issuer=segments(result.issuer or "", marks.get("issuer", ())),
        year=result.year,
        region=" ".join(p for p in (result.province, result.city, result.county) if p),
        facts=list(_facts(result, url, catalogue)),
        passages=[
            (gettext(SECTION_NAMES[s.section]), segments(s.text, s.marks))
            for s in result.snippets
            if s.section not in ("title", "issuer")
        ],
        findings=[
            (code, finding_name(code, catalogue), is_doubt(code, catalogue))
            for code in result.findings
        ],
    )


def _facts(result: Result, url: str, catalogue: Catalogue) -> Iterator[ShownNumber]:
    for key, fact in result.fields.items():
        field = catalogue.fields[key]
        yield ShownNumber(
            key=key,
            label=field.label(result.template),
            unit="" if field.unit == "ratio" else field.unit,
            value=shown_value(fact, field.unit),
            status=fact.status,
            place=f"{url}#{key}",
        )


def shown_value(fact: ShownFact, unit: str) -> str:
    """Write a fact's value; where it has none, what was printed."""
    return (fact.raw or "").strip() if fact.value is None else quantity(fact.value, unit)


# ── ways on from here ────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Choice:
    """A link: its text, where it leads, whether it is what is shown now, a count beside it."""

    text: str
    url: str
    chosen: bool = False
    count: int | None = None


def address(path: str, request: SearchRequest, **changes: object) -> str:
    """Write the address of a search; what stands at its default is left out."""
    said = {
        "q": request.q,
        "sort": request.sort,
        "year": request.years,
        "where": request.where,
        "fields": request.fields,
        "variants": None if request.variants else "off",
        "page": request.page if request.page > 1 else None,
        "page_size": request.page_size if request.page_size != 20 else None,
        **changes,
    }
    pairs = [(name, value) for name, value in said.items() if value not in (None, ())]
    return f"{path}?{urlencode(pairs, doseq=True)}" if pairs else path


def narrowed(query: str, term: str) -> str:
    """Add a condition to a query; a query of alternatives is bracketed first."""
    query = query.strip()
    if re.search(r"\bOR\b|[|｜]", query):
        query = f"({query})"
    return f"{query} {term}".strip()


def in_query(request: SearchRequest) -> SearchRequest:
    """Write the years and conditions that stand beside a query into it, as somebody types them."""
    query = request.q
    if request.years:
        years = " OR ".join(f"year:{year}" for year in request.years)
        query = narrowed(query, f"({years})" if len(request.years) > 1 else years)
    for condition in request.where:
        query = narrowed(query, condition)
    return replace(request, q=query, years=(), where=())


def widened(query: str, term: str) -> str | None:
    """Take a condition out again; None where it does not plainly stand by itself."""
    words = query.split()
    if term not in words or re.search(r"\bOR\b|\bNOT\b|[|｜()（）\"“”]", query):
        return None
    words.remove(term)
    return " ".join(words)


def term_of(name: str, value: str | int) -> str:
    """Write a keyword condition, quoted where its value is more than one plain word."""
    text = str(value)
    return f"{name}:{text}" if re.fullmatch(r"[\w.-]+", text) else f'{name}:"{text}"'


def facet_choices(
    name: str, result: SearchResult, request: SearchRequest, catalogue: Catalogue
) -> list[Choice]:
    """Make a link of each value of a facet: it adds the condition, or takes it out again."""
    choices = []
    for entry in result.facets.get(name, ()):
        term = term_of(name, entry.value)
        without = widened(request.q, term)
        query = narrowed(request.q, term) if without is None else without
        choices.append(
            Choice(
                text=value_name(name, entry.value, catalogue),
                url=address("/", request, q=query, page=None),
                chosen=without is not None,
                count=entry.count,
            )
        )
    return choices


def value_name(name: str, value: str | int, catalogue: Catalogue) -> str:
    """Name a keyword's value in the language of the page; a name of a place stays as it is."""
    text = str(value)
    if name == "finding":
        return finding_name(text, catalogue)
    if name in ("level", "organ", "template", "scope") and text in VALUE_NAMES:
        return str(gettext(VALUE_NAMES[text]))
    return text


def is_doubt(code: str, catalogue: Catalogue) -> bool:
    """Tell our own doubts from the issuer's faults."""
    return code in catalogue.findings and catalogue.findings[code].doubt


def finding_name(code: str, catalogue: Catalogue) -> str:
    """Name a kind of finding; a code the catalogue does not know stands for itself."""
    kind = catalogue.findings.get(code)
    return kind.label[current()] if kind else code


def orders(
    result: SearchResult, request: SearchRequest, keys: Iterable[str], catalogue: Catalogue
) -> list[Choice]:
    """List the orders to choose from: the usual ones, and each number asked about both ways."""
    now = request.sort or ("relevance" if result.explained else "-year")
    fields = [
        (f"{sign}{key}", f"{catalogue.fields[key].alias} {arrow}")
        for key in keys
        for sign, arrow in (("-", "↓"), ("", "↑"))
    ]
    usual = [o for o in ORDERS if o[0] != "relevance" or result.explained or now == "relevance"]
    return [
        Choice(text, address("/", request, sort=key, page=None), chosen=key == now)
        for key, text in (*((key, gettext(name)) for key, name in usual), *fields)
    ]


def pages(result: SearchResult, request: SearchRequest) -> list[Choice | None]:
    """List the pages around this one, first and last always; None stands for those left out."""
    if result.pages <= 1:
        return []
    near = {1, result.pages, *range(result.page - 2, result.page + 3)}
    shown = sorted(n for n in near if 1 <= n <= result.pages)
    links: list[Choice | None] = []
    for before, n in zip((0, *shown), shown, strict=False):
        if n - before > 1:
            links.append(None)
        url = address("/", request, page=n if n > 1 else None)
        links.append(Choice(str(n), url, chosen=n == result.page))
    return links


def relaxed_choice(query: str | None, request: SearchRequest) -> Choice | None:
    """Make a link of the query that finds something; None where there is no such query."""
    if query is None:
        return None
    text = query or gettext("all reports")
    return Choice(text, address("/", request, q=query, page=None))


def search_page(
    request: SearchRequest, result: SearchResult, hits: list[ShownHit], catalogue: Catalogue
) -> dict[str, object]:
    """Gather what the search page prints, apart from what only the searcher knows."""
    asked = dict.fromkeys([*result.without, *request.fields])
    sortable = [key for key in asked if key in catalogue.fields]
    facets = [
        (gettext(KEYWORD_NAMES[n]), facet_choices(n, result, request, catalogue)) for n in FACETS
    ]
    return {
        "asked": request,
        "result": result,
        "hits": hits,
        "lacking": [(catalogue.fields[k].label(), n) for k, n in result.without.items() if n],
        "orders": orders(result, request, sortable, catalogue),
        "pages": pages(result, request),
        "facets": [(name, choices) for name, choices in facets if choices],
        "first_url": address("/", request, page=None),
        "versions_url": address("/", request, q=narrowed(request.q, "version:all"), page=None),
        "json_url": address("/api/v1/search", request),
        "csv_url": address("/api/v1/search.csv", request, page=None, page_size=None),
        "jsonl_url": address("/api/v1/search.jsonl", request, page=None, page_size=None),
    }
