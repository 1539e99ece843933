"""What templates print of texts, numbers and hits: marks as segments, values with their status."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from flask_babel import gettext

from indexer import Catalogue, Number, Result, ShownFact, Status
from webui.wording import SECTION_NAMES, finding_name, is_doubt

Marks = Sequence[Sequence[int]]


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


def grouped(value: Number | None) -> str:
    """Write a number with its thousands parted, as people do where no form wants it otherwise."""
    whole, point, decimals = number(value).partition(".")
    return f"{int(whole):,}{point}{decimals}" if whole.lstrip("-") else ""


def percentage(value: Number) -> str:
    """Write a ratio in per cent with one decimal."""
    return f"{value * 100:.1f}%"


def quantity(value: Number | None, unit: str) -> str:
    """Write a value as its unit wants it: ratios in per cent, all others with thousands parted."""
    return percentage(value) if unit == "ratio" and value is not None else grouped(value)


class Count(int):
    """A count that is written with its thousands parted, in texts with a plural too."""

    def __str__(self) -> str:
        return f"{int(self):,}"


def count_format(value: int) -> Count:
    """Write a count with its thousands parted."""
    return Count(value)


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

    id: str
    url: str
    plain_title: str
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
        id=result.id,
        url=url,
        plain_title=result.title,
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
            unit=field.unit,
            value=shown_value(fact, field.unit),
            status=fact.status,
            place=f"{url}#{key}",
        )


def shown_value(fact: ShownFact, unit: str) -> str:
    """Write a fact's value; where it has none, what was printed."""
    return (fact.raw or "").strip() if fact.value is None else quantity(fact.value, unit)
