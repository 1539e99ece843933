"""One invented report: who issued it, what it knew, what it printed, and into which layout."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from golden import Printed

Six = tuple[int, int, int, int, int, int]
Four = tuple[int, int, int, int]


@dataclass(frozen=True)
class Sample:
    """One invented report.

    ``requests`` are the six kinds of applicant by row, ``disputes`` the four outcomes by row,
    ``disclosure`` the cells of table 2 that are not 0, ``statistics`` the numbers of an older
    report: what the issuer knew. ``printed`` are the cells that it printed otherwise. ``labels``
    are wordings of its own by the form's, ``extras`` prints rows that the form does not have.
    ``prose`` names paragraphs of prose.py by section.
    """

    file: str
    layout: str
    template: str
    year: int
    issuer: str
    level: str
    organ: str
    we: str
    prose: Mapping[str, tuple[str, ...]]
    requests: Mapping[str, Six] = field(default_factory=dict)
    disputes: Mapping[str, Four] = field(default_factory=dict)
    disclosure: Mapping[str, int | float] = field(default_factory=dict)
    statistics: Mapping[str, int | float] = field(default_factory=dict)
    printed: Mapping[str, Printed] = field(default_factory=dict)
    parts: Mapping[str, list[str]] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    extras: bool = False
    title: tuple[str, ...] = ("{issuer}{year}年政府信息公开工作年度报告",)
    titled: bool = True
    scope: str | None = None
    encoding: str = "utf-8"
    thousands: bool = False
    full_width: bool = False
    money: str = "（单位：万元，保留4位小数）"
    doubts: tuple[str, ...] = ()
