"""How things are called on the pages: sections, statuses, keywords and their values, findings."""

from __future__ import annotations

import datetime

from flask_babel import format_date, gettext

from indexer import Catalogue, Status
from webui.language import current, msgid

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


UNIT_NAMES = {
    "件": msgid("items"),
    "项": msgid("entries"),
    "条": msgid("pieces of information"),
    "篇": msgid("articles"),
    "次": msgid("times"),
    "个": msgid("places"),
    "人": msgid("people"),
    "人次": msgid("people trained"),
    "万元": msgid("× 10,000 yuan"),
    "ratio": "",
}
"""What is counted; a share is written in per cent, which says it."""


def unit_name(unit: str) -> str:
    """Name a unit in the language of the page; one that the catalogue adds stands for itself."""
    name = UNIT_NAMES.get(unit, unit)
    return str(gettext(name)) if name else ""


def day(date: str | None) -> str:
    """Write a day as people do in the language of the page; what is no ISO date stays as it is."""
    if not date:
        return ""
    try:
        return str(format_date(datetime.date.fromisoformat(date[:10]), "long"))
    except ValueError:
        return date


def moment(time: str) -> str:
    """Write an ISO time in UTC as people do, to the minute."""
    return f"{day(time)} {time[11:16]} UTC"


def status_name(status: str) -> str:
    """Name a status in the language of the page."""
    return str(gettext(STATUS_NAMES[Status(status)]))


def value_name(name: str, value: str | int, catalogue: Catalogue) -> str:
    """Name a keyword's value in the language of the page; a name of a place stays as it is."""
    text = str(value)
    if name == "finding":
        return finding_name(text, catalogue)
    if name == "published":
        return day(text)
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
