"""Tell what a document is: its title, issuer, year and date, and which prose is which section.

Headings and titles are those of 国办公开办函〔2019〕60号 and 〔2021〕30号, as issuers vary them,
and of the reports before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from indexer.errors import NotAReport
from indexer.model import Document, Paragraph
from indexer.recognise.dates import find_date, published
from indexer.recognise.headings import (
    HEADED,
    Heading,
    heading,
    headings,
    squeezed,
    without_contents,
)
from indexer.recognise.older import older_heading, older_headings
from indexer.recognise.papers import (
    is_blank_form,
    is_instruction,
    is_notice,
    is_unfinished,
    titles_in,
)
from indexer.recognise.titles import (
    Title,
    find_title,
    is_issuer,
    period_year,
    read_title,
    signed_by,
)

__all__ = [
    "FIRST_STANDARD_YEAR",
    "Heading",
    "Recognised",
    "find_date",
    "find_title",
    "heading",
    "headings",
    "is_issuer",
    "is_unfinished",
    "older_heading",
    "read_title",
    "recognise",
]

FIRST_STANDARD_YEAR = 2019
"""The first year whose reports have the standard headings and tables (国办公开办函〔2019〕60号)."""

# The lines of table 2 that stand alone, where it is cut in pieces between them; a table's unit.
_CAPTION = re.compile(
    r"第二十条第?[(（][一五六八九][)）]项|[(（]?(?:计量|统计)?单位[:：](?:件|条|项|个|万元|元)[)）]?"
)
_FIRST = 3
_LISTED = 3
_ITS_OWN = frozenset({"disclosure", "requests", "disputes"})
"""Sections that no other annual report of a government has."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """What a document says of itself; None is not known. ``prose`` has no empty section."""

    title: str
    issuer: str | None
    year: int | None
    published: str | None
    published_text: str | None
    prose: dict[str, str] = field(default_factory=dict)


def recognise(
    document: Document,
    *,
    has_tables: bool,
    is_older: bool = False,
    has_numbers: bool | None = None,
) -> Recognised:
    """Tell title, issuer, year, date and sections of a document.

    ``has_tables``: tables of an annual report were found in it, and ``has_numbers``: they are
    filled in (as ``has_tables`` unless told); ``is_older``: they are those of the years before
    2019. Raises ``NotAReport`` for anything that has neither the title, nor the sections, nor the
    tables of an annual report, and for papers about reports that have some of them.
    """
    has_numbers = has_tables if has_numbers is None else has_numbers
    document = without_contents(document)
    marks = headings(document.blocks)
    first = min(marks, default=len(document.blocks))
    before = [b.text for b in document.blocks[:first] if isinstance(b, Paragraph)]
    opening = before if marks else before[:12]
    title = _title(opening, document.page.get("标题", ""), loose=has_numbers)
    paragraphs = [b.text for b in document.blocks if isinstance(b, Paragraph)]
    if not has_numbers:
        _refuse_others(document, paragraphs, opening, title, {m.section for m in marks.values()})
    year = (title.year if title else None) or period_year(paragraphs)
    if is_older or (not has_tables and year is not None and year < FIRST_STANDARD_YEAR):
        marks = older_headings(document)
    on = published(document, paragraphs, before)
    return Recognised(
        title=title.text if title else document.page.get("标题", ""),
        issuer=(title.issuer if title else None)
        or document.page.get("发布机构")
        or signed_by(opening if title else (), paragraphs),
        year=year,
        published=on[0] if on else None,
        published_text=on[1] if on else None,
        prose=_prose(document, marks, title),
    )


def _title(opening: Sequence[str], named: str, *, loose: bool) -> Title | None:
    """Return the title the document or else its page bears; a loose one where it has no other."""
    found = find_title(opening, named=named) or read_title(named)
    if found is None and loose:
        found = find_title(opening, named=named, loose=True) or read_title(named, loose=True)
    return found


def _refuse_others(
    document: Document,
    paragraphs: Sequence[str],
    opening: Sequence[str],
    title: Title | None,
    sections: set[str],
) -> None:
    """Raise ``NotAReport`` for papers without numbers that are about reports, or about others."""
    named = [*opening[:_FIRST], document.page.get("标题", "")]
    is_headed = len(sections) >= len(HEADED) // 2
    if is_notice(named) and (not is_headed or title is None):
        raise NotAReport("this is a paper about annual reports, not one")
    if is_instruction(named) or (title is not None and is_blank_form(title.text)):
        raise NotAReport("this is a paper about annual reports, not one")
    if title is None and (not is_headed or not sections & _ITS_OWN):
        raise NotAReport("no title, sections or tables of an annual report were found")
    if not is_headed and len(titles_in(paragraphs)) >= _LISTED:
        raise NotAReport("this is a list of annual reports, not one")
    if not is_headed and not any("。" in text for text in paragraphs):
        raise NotAReport("this is the title of an annual report without its text")


def _prose(document: Document, marks: dict[int, Heading], title: Title | None) -> dict[str, str]:
    lines: dict[str, list[str]] = {}
    section = "unplaced"
    title_left = squeezed(title.text) if title else ""
    for index, block in enumerate(document.blocks):
        if not isinstance(block, Paragraph):
            continue
        text = block.text
        if index in marks:
            section, text = marks[index].section, marks[index].rest
        elif section == "unplaced" and title_left and title_left.startswith(squeezed(text)):
            # A line of the title; once it is complete, the same words again are prose.
            title_left = title_left.removeprefix(squeezed(text))
            continue
        if text and not _CAPTION.fullmatch(squeezed(text)):
            lines.setdefault(section, []).append(text)
    return {name: "\n".join(lines[name]) for name in _in_order(lines)}


def _in_order(lines: dict[str, list[str]]) -> Iterator[str]:
    names = ["unplaced", *HEADED]
    return (name for name in names if name in lines)
