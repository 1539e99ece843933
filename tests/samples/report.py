"""A sample as a report: what its issuer knew, what stands in each cell, and its parts in order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import form
import older
from form import Row
from golden import Printed
from prose import DISCLOSURE, DISPUTES, OTHER, OVERVIEW, PREFACE, PROBLEMS, REQUESTS
from sample import Sample

HEADINGS = {
    "overview": "一、总体情况",
    "disclosure": "二、主动公开政府信息情况",
    "requests": "三、收到和处理政府信息公开申请情况",
    "disputes": "四、政府信息公开行政复议、行政诉讼情况",
    "problems": "五、存在的主要问题及改进情况",
    "other": "六、其他需要报告的事项",
}
OLDER_HEADINGS = {
    "overview": "一、概述",
    "disclosure": "二、主动公开政府信息情况",
    "requests": "三、依申请公开政府信息情况",
    "disputes": "四、因政府信息公开申请行政复议、提起行政诉讼情况",
    "problems": "五、存在的主要问题及改进措施",
    "other": "六、其他需要说明的事项",
}
BANKS = {
    "unplaced": PREFACE,
    "overview": OVERVIEW,
    "disclosure": DISCLOSURE,
    "requests": REQUESTS,
    "disputes": DISPUTES,
    "problems": PROBLEMS,
    "other": OTHER,
}
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


@dataclass(frozen=True)
class Part:
    """A piece of a report: a line of its title, a heading, a paragraph, or the rows of a table."""

    kind: str
    text: str = ""
    rows: tuple[Row, ...] = ()


# ── what the issuer knew, and what was printed ───────────────────────────────────────────


def known_values(sample: Sample) -> dict[str, int | float]:
    """Return the true value of every cell; totals and 结转下年度 follow from the rest."""
    if sample.template == "older":
        return dict.fromkeys(older.fields(), 0) | dict(sample.statistics)
    values: dict[str, int | float] = dict.fromkeys(form.fields(sample.template), 0)
    values |= sample.disclosure
    columns = [c for c in form.APPLICANTS if c != "total"]
    for row, numbers in sample.requests.items():
        values |= {f"{row}.{c}": n for c, n in zip(columns, numbers, strict=True)}
    for column in columns:
        outcomes = (values[f"{row}.{column}"] for row in form.outcome_rows(sample.template))
        values[f"handled.{column}"] = sum(outcomes)
        received = values[f"requests_received.{column}"] + values[f"requests_carried_in.{column}"]
        values[f"requests_carried_out.{column}"] = received - values[f"handled.{column}"]
        if values[f"requests_carried_out.{column}"] < 0:
            raise ValueError(f"{sample.file}: more {column} handled than received")
    for row in form.request_rows(sample.template):
        values[f"{row}.total"] = sum(values[f"{row}.{c}"] for c in columns)
    kinds = [c for c in form.OUTCOMES if c != "total"]
    for row in form.DISPUTES:
        for column, number in zip(kinds, sample.disputes.get(row, (0, 0, 0, 0)), strict=True):
            values[f"{row}.{column}"] = number
        values[f"{row}.total"] = sum(values[f"{row}.{c}"] for c in kinds)
    return values


def printed_cells(sample: Sample) -> dict[str, Printed]:
    """Return what stands in every cell of the form."""
    known = known_values(sample)
    plain = {key: Printed(_shown(sample, value), value) for key, value in known.items()}
    return {key: sample.printed.get(key, cell) for key, cell in plain.items()}


def _shown(sample: Sample, value: int | float) -> str:
    text = f"{value:,}" if sample.thousands else str(value)
    return text.translate(_FULL_WIDTH) if sample.full_width else text


# ── its parts ────────────────────────────────────────────────────────────────────────────


def paragraphs(sample: Sample, section: str) -> list[str]:
    """Return the prose of a section."""
    words = {"we": sample.we, "year": sample.year, "next": sample.year + 1}
    return [BANKS[section][name].format(**words) for name in sample.prose.get(section, ())]


def title_lines(sample: Sample) -> list[str]:
    """Return the lines of the report's title."""
    return [line.format(issuer=sample.issuer, year=sample.year) for line in sample.title]


def headings(sample: Sample) -> Mapping[str, str]:
    """Return the heading of each section."""
    return OLDER_HEADINGS if sample.template == "older" else HEADINGS


def tables(sample: Sample) -> dict[str, list[Row]]:
    """Return the tables by the section they stand in, the statistics of older reports last."""
    cells = printed_cells(sample)

    def show(key: str) -> str:
        return cells[key].text

    if sample.template == "older":
        return {"other": older.statistics_table(show)}
    known = known_values(sample)

    def subtotal(rows: list[str], column: str) -> str:
        return _shown(sample, sum(known[f"{row}.{column}"] for row in rows))

    template, labels = sample.template, sample.labels
    disclosure = form.disclosure_table(
        template, show, sample.money, labels, sample.parts, sample.extras
    )
    return {
        "disclosure": disclosure,
        "requests": form.requests_table(
            template, show, labels, subtotal if sample.extras else None
        ),
        "disputes": form.disputes_table(show),
    }


def parts(sample: Sample) -> Iterator[Part]:
    """Yield the parts of a report in order, from the title to the last section."""
    yield from (Part("title", line) for line in title_lines(sample))
    yield from (Part("prose", text) for text in paragraphs(sample, "unplaced"))
    written = tables(sample)
    for section, heading in headings(sample).items():
        yield Part("heading", heading)
        yield from (Part("prose", text) for text in paragraphs(sample, section))
        if section in written:
            yield Part("table", rows=tuple(written[section]))
