"""The words of the house as data: what a file holds, what a report says, what a search returns.

Everything here is frozen; nothing here computes. Chinese terms stand beside the English ones
in ``docs/architecture.md``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

Number = int | float
"""A value: whole numbers are ``int``, all others ``float``; amounts of money are in 万元."""


# ── a file, read ─────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell at its origin; spans say how far it reaches to the right and down."""

    row: int
    column: int
    text: str
    row_span: int = 1
    column_span: int = 1


class Geometry(StrEnum):
    """How far the rows and columns of a table, as read, can be trusted.

    ``grid``: cells stand where they were printed (HTML, Word). ``cells``: each row has all its
    cells in order, but not their columns (one line a cell). ``loose``: cells may be lost, shifted
    or padded (tabs, pipes). ``stream``: only the order is known (a page's or a PDF's text).
    """

    GRID = "grid"
    CELLS = "cells"
    LOOSE = "loose"
    STREAM = "stream"


@dataclass(frozen=True, slots=True)
class Table:
    """A table as printed: one cell per origin, rows and columns counted from 0."""

    cells: tuple[Cell, ...]
    geometry: Geometry = Geometry.GRID


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A run of prose between two breaks, white space at the ends removed."""

    text: str


Block = Paragraph | Table


@dataclass(frozen=True, slots=True)
class Document:
    """A file as its reader saw it: blocks in reading order, and what the page says about itself.

    ``page`` holds what stands outside the text, by its Chinese name (``标题``, ``发布机构``,
    ``发布日期``); ``notes`` are doubts of the reader (a guessed encoding).
    """

    blocks: tuple[Block, ...]
    format: str
    page: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


# ── a report ─────────────────────────────────────────────────────────────────────────────


class Status(StrEnum):
    """How a fact came to its value, or why it has none."""

    REPORTED = "reported"
    BLANK = "blank"
    NOT_APPLICABLE = "not_applicable"
    UNREADABLE = "unreadable"
    INFERRED = "inferred"
    COMPUTED = "computed"


SECTIONS = ("overview", "disclosure", "requests", "disputes", "problems", "other", "unplaced")
"""The sections of a report in printed order; ``unplaced`` is all prose outside the six."""

TEXT_FIELDS = ("title", "issuer", *SECTIONS)
"""Everything a word or a quoted string can be found in."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A field's value in one report.

    ``value`` is ``None`` unless the status is reported, inferred or computed. ``raw`` is what was
    printed, ``None`` where nothing can have been. ``source`` names the sum an inferred value
    comes from, the formula of a computed one, or ``ocr`` where a reported one was recognised in a
    scan. ``place`` is (table, row, column) in the document.
    """

    value: Number | None
    status: Status
    raw: str | None = None
    source: str | None = None
    unit_assumed: bool = False
    place: tuple[int, int, int] | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found in a report, or a doubt of our own; data, never an exception.

    ``message`` says it in Chinese and in English; ``detail`` is what it rests on beside the
    numbers: the sentence read, the words printed. ``reason`` tells apart what findings of one
    kind may have to say.
    """

    code: str
    fields: tuple[str, ...] = ()
    expected: Number | None = None
    found: Number | None = None
    message: str = ""
    detail: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a report's file lay: collection, path inside it, and the URL a manifest gave."""

    collection: str
    path: str
    url: str | None = None
    retrieved_at: str | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """What whoever downloaded a file says of it (manifest.csv); it wins over the text."""

    url: str | None = None
    issuer: str | None = None
    year: int | None = None
    province: str | None = None
    city: str | None = None
    county: str | None = None
    scope: str | None = None
    published: str | None = None
    retrieved_at: str | None = None


@dataclass(frozen=True, slots=True)
class Meta:
    """What a hit shows of a report; the part that is fetched most.

    ``None`` means not known, never guessed. ``published`` is an ISO date, ``published_text`` the
    words it came from. ``indexed_at`` is an ISO time in UTC, ``None`` outside an index. ``sha256``
    is that of the file's bytes, in hexadecimal digits; ``id`` is how it begins.
    """

    id: str
    title: str
    issuer: str | None
    year: int | None
    template: str | None
    province: str | None = None
    city: str | None = None
    county: str | None = None
    level: str = "unknown"
    organ: str = "other"
    scope: str = "unknown"
    published: str | None = None
    published_text: str | None = None
    format: str = "txt"
    findings: tuple[str, ...] = ()
    origins: tuple[Origin, ...] = ()
    indexed_at: str | None = None
    sha256: str | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """All facts of a report by field key, printed and derived, and its findings whole."""

    values: Mapping[str, Fact] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Relations:
    """What depends on other reports: the ids of its other versions, and whether it is current."""

    current: bool = True
    versions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """One issuer's annual report for one year, as one file holds it."""

    meta: Meta
    facts: Facts
    prose: Mapping[str, str]
    relations: Relations = field(default_factory=Relations)


PARTS = ("meta", "facts", "prose", "relations")
"""The parts a stored report is kept in, each fetched apart."""


@dataclass(frozen=True, slots=True)
class StoredReport:
    """A report as the index gives it back; a part that was not asked for is ``None``."""

    id: str
    meta: Meta | None = None
    facts: Facts | None = None
    prose: Mapping[str, str] | None = None
    relations: Relations | None = None


# ── what was seen ────────────────────────────────────────────────────────────────────────

SourceKey = tuple[str, str]
"""A source's name: (collection, path relative to the collection's root, with ``/``)."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file seen, with its hash and its outcome, refusals included.

    ``root`` is the absolute folder its collection was given as. ``report`` is the id it gave,
    ``None`` where it was refused, and then ``error`` and ``message`` say why. ``manifest`` is the
    hash of its manifest row, "" without one.
    """

    collection: str
    path: str
    root: str
    sha256: str
    size: int
    modified_ns: int
    report: str | None = None
    error: str | None = None
    message: str | None = None
    manifest: str = ""

    @property
    def key(self) -> SourceKey:
        """Collection and path."""
        return (self.collection, self.path)


# ── what crosses the engine port ─────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class IndexDocument:
    """A report made ready for an engine: a pure function of the stored report.

    ``text`` holds each text field folded, for exact strings; ``tokens`` the cut of the same text,
    whole and in order, so that joined they are the text again (blanks and signs are tokens too,
    engines index those that ``text.is_word``); ``breaks`` the offsets in it where a paragraph
    after the first begins. ``numbers`` has only the fields with a value, and ``year`` and
    ``indexed`` (seconds); ``keywords`` one or more values a name; ``parts`` the stored report,
    one JSON text a part.
    """

    id: str
    text: Mapping[str, str]
    tokens: Mapping[str, Sequence[str]]
    breaks: Mapping[str, Sequence[int]]
    numbers: Mapping[str, float]
    keywords: Mapping[str, tuple[str, ...]]
    parts: Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class Bucket:
    """A bar of a histogram: ``low`` included, ``high`` excluded; None is open, 0 to 0 is zero."""

    low: float | None
    high: float | None
    count: int


@dataclass(frozen=True, slots=True)
class Stats:
    """Figures of one number over the reports counted; all but the counts are None without any."""

    count: int
    missing: int
    min: float | None = None
    max: float | None = None
    sum: float | None = None
    mean: float | None = None
    median: float | None = None
    histogram: tuple[Bucket, ...] = ()


@dataclass(frozen=True, slots=True)
class TallyRow:
    """One group of a tally: its keyword values, its count, its stats in the order asked."""

    values: tuple[str, ...]
    count: int
    stats: tuple[Stats, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """A report found: its id, its score (0 where the order is not relevance)."""

    id: str
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class HitPage:
    """A slice of a result: the exact total, the hits, and the tallies in the order asked."""

    total: int
    hits: tuple[Hit, ...]
    tallies: tuple[tuple[TallyRow, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Term:
    """A value or word of the index, and in how many reports it stands."""

    value: str
    count: int


@dataclass(frozen=True, slots=True)
class EngineState:
    """What an engine says of itself; ``faults`` is empty where its index is sound."""

    engine: str
    reports: int
    sources: int
    size_bytes: int
    faults: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GenerationState:
    """A generation of an index, as all machines see it.

    ``state`` is ``current`` (searches go there), ``before`` (a rollback would), ``next`` (it is
    being filled), or "" for one that was left behind. ``begun`` is an ISO time in UTC.
    """

    name: str
    state: str
    begun: str
    reports: int


@dataclass(frozen=True, slots=True)
class ClusterState:
    """How a cluster is: ``green``, ``yellow`` (copies are missing), or ``red`` (parts are)."""

    version: str
    status: str
    nodes: int
    missing: int
