"""What stands beside the hits: values to choose from, and numbers with their least and greatest.

Each is a way to another query, which is then in the box.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from flask_babel import gettext

from indexer import (
    Bounds,
    Catalogue,
    Field,
    Number,
    SearchResult,
    StatsBody,
    bounds,
    with_bounds,
    with_term,
    without_term,
)
from webui.addresses import Choice, address, term_of
from webui.charts import Bar, histogram_bars
from webui.language import current
from webui.parameters import PageRequest
from webui.presenters import number, quantity
from webui.wording import value_name

FACETS = ("year", "province", "level", "organ", "template", "finding")
"""The facets the page asks for; the API knows more."""

HISTOGRAMS_AT_MOST = 6
"""A table of more numbers is asked for the figures of the first ones."""

DECIMAL_UNITS = ("万元", "ratio")


@dataclass(frozen=True, slots=True)
class NumberFilter:
    """A number asked about: its bounds in the query now, and how it is spread over the hits.

    ``missing`` counts the reports that match but for the conditions on numbers, and lack it.
    """

    key: str
    label: str
    unit: str
    low: str
    high: str
    bars: list[Bar]
    missing: int
    figures: list[tuple[str, str]]


def facet_choices(
    name: str, result: SearchResult, request: PageRequest, catalogue: Catalogue
) -> list[Choice]:
    """Make a link of each value of a facet: it adds the condition, or takes it out again."""
    choices = []
    entries = result.facets.get(name, ())
    if name == "year":
        # Years are looked for by their order, all else by how much there is of it.
        entries = tuple(sorted(entries, key=lambda entry: entry.value, reverse=True))
    for entry in entries:
        term = term_of(name, entry.value)
        without = without_term(request.q, term, catalogue)
        query = with_term(request.q, term, catalogue) if without is None else without
        choices.append(
            Choice(
                text=value_name(name, entry.value, catalogue),
                url=address("/", request, q=query, page=None),
                chosen=without is not None,
                count=entry.count,
            )
        )
    return choices


def number_filters(
    result: SearchResult, request: PageRequest, catalogue: Catalogue
) -> list[NumberFilter]:
    """Make a filter of each number whose figures were asked for."""
    said = bounds(request.q, catalogue)
    filters = []
    for key, stats in result.stats.items():
        field, now = catalogue.fields[key], said.get(key, Bounds())
        bars = histogram_bars(stats, field.unit)
        filters.append(
            NumberFilter(
                key=key,
                label=field.label(),
                unit=field.unit,
                low=number(now.low),
                high=number(now.high),
                bars=[_linked(bar, field, request, catalogue) for bar in bars],
                missing=result.without.get(key, stats.missing),
                figures=_figures(stats, field.unit),
            )
        )
    return filters


def _linked(bar: Bar, field: Field, request: PageRequest, catalogue: Catalogue) -> Bar:
    """Let a bar lead to the reports it counts."""
    if not bar.count:
        return bar
    low, high = bar.low, bar.high
    if field.unit in DECIMAL_UNITS or (low, high) == (0, 1):
        narrowed = bounded(request, field, Bounds(), catalogue)
        for condition in conditions_of(bar, field):
            term = f"{name_in(request.q, field)}{condition}"
            narrowed = replace(narrowed, q=with_term(narrowed.q, term, catalogue))
    else:
        most = high if high is None or low == high else high - 1
        narrowed = bounded(request, field, Bounds(low, most), catalogue)
    return replace(bar, url=address("/", narrowed))


def conditions_of(bar: Bar, field: Field) -> Iterator[str]:
    """Yield what a number in a bar fulfils that is no range of whole numbers."""
    low, high = bar.low, bar.high
    if low == high:
        yield f"={number(low)}"
        return
    if low is not None:
        yield f">{number(low)}" if low == 0 or high is None else f">={number(low)}"
    if high is not None:
        yield f"<={number(high)}" if field.unit == "ratio" and high == 1 else f"<{number(high)}"


def _figures(stats: StatsBody, unit: str) -> list[tuple[str, str]]:
    if not stats.count:
        return []
    told: list[tuple[str, Number | None]] = [
        (gettext("least"), stats.min),
        (gettext("median"), stats.median),
        (gettext("mean"), stats.mean if stats.mean is None else round(stats.mean, 4)),
        (gettext("greatest"), stats.max),
    ]
    if unit != "ratio":
        told.append((gettext("sum"), stats.sum))
    return [(name, parted(value, unit)) for name, value in told]


def parted(value: Number | None, unit: str) -> str:
    """Write a figure over many reports, its thousands parted and no more than two decimals."""
    if value is None or unit == "ratio":
        return quantity(value, unit)
    return f"{value:,}" if isinstance(value, int) else f"{value:,.2f}".rstrip("0").rstrip(".")


# ── any of the fields ────────────────────────────────────────────────────────────────────


def field_groups(catalogue: Catalogue) -> list[tuple[str, list[tuple[str, str]]]]:
    """List all fields to choose from: by table, each with its key and its name."""
    titles = {t.number: t.title for t in (*catalogue.tables, catalogue.older)}
    groups: dict[str, list[tuple[str, str]]] = {title: [] for title in titles.values()}
    for field in catalogue.fields.values():
        title = titles.get(field.table or 0) or gettext("Computed")
        name = field.alias if current() == "zh" else field.key
        groups.setdefault(title, []).append((field.key, name))
    return list(groups.items())


def query_name(field: Field) -> str:
    """Name a field as a query in the language of the page does: short where it is a total."""
    if current() == "zh":
        return field.alias.removesuffix(".总计") if field.column == "total" else field.alias
    return field.key.removesuffix(".total")


def bounded(
    request: PageRequest, field: Field, wanted: Bounds, catalogue: Catalogue
) -> PageRequest:
    """Ask for a field within bounds, by the name that the query has for it already."""
    name = name_in(request.q, field)
    return replace(request, q=with_bounds(request.q, name, wanted, catalogue), page=1)


def name_in(query: str, field: Field) -> str:
    """Name a field as a query does, by its key if that is in it already."""
    key = field.key.removesuffix(".total")
    return key if key in query else query_name(field)


def stats_asked(keys: Iterable[str]) -> tuple[str, ...]:
    """Return the fields whose figures the page asks for."""
    return tuple(keys)[:HISTOGRAMS_AT_MOST]
