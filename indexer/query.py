"""The query tree: what a query means, free of any engine's syntax.

The parser makes these nodes, each engine translates them, the memory engine is their definition.
All text in them is folded (``text.fold``) and every field key is one of the catalogue's.
"""

from __future__ import annotations

from dataclasses import dataclass

# ── expressions over numbers ─────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Literal:
    """A number written in the query."""

    value: float


@dataclass(frozen=True, slots=True)
class FieldValue:
    """A field's value in the report, unknown where it has none."""

    field: str


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """``left operator right`` with ``+ - * /``; unknown if a side is, or for a division by 0."""

    operator: str
    left: Expression
    right: Expression


Expression = Literal | FieldValue | Arithmetic


# ── leaves ───────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Everything:
    """Every report."""


@dataclass(frozen=True, slots=True)
class Run:
    """An unquoted run: found as written in one text field, or all of its words are in them.

    ``fields`` are the text fields looked in. ``variants`` are other spellings, each matched in
    the same way. ``words`` may not be empty unless the run has no word characters.
    """

    text: str
    words: tuple[str, ...]
    fields: tuple[str, ...]
    variants: tuple[Run, ...] = ()


@dataclass(frozen=True, slots=True)
class Phrase:
    """Exactly these characters, one after another, within one of the text fields."""

    text: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Prefix:
    """A word of the stored cut that begins so, in one of the text fields (not for Han)."""

    text: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Near:
    """Both strings in one text field with at most ``distance`` whole words between, any order."""

    left: str
    right: str
    distance: int
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Together:
    """Each string in one ``unit`` (``sentence`` or ``paragraph``) of one of the text fields."""

    texts: tuple[str, ...]
    unit: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Keyword:
    """A keyword of the report equals ``value``."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Compare:
    """A comparison with ``< <= > >= = !=``; never true where a side is unknown."""

    operator: str
    left: Expression
    right: Expression


# ── branches ─────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class And:
    """All of them; of none, every report."""

    children: tuple[Query, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Any of them; of none, no report."""

    children: tuple[Query, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The reports the child does not match."""

    child: Query


Query = Everything | Run | Phrase | Prefix | Near | Together | Keyword | Compare | And | Or | Not


# ── what is asked beside the tree ────────────────────────────────────────────────────────


SORTED_KEYWORDS = (
    "title",
    "issuer",
    "province",
    "city",
    "county",
    "level",
    "organ",
    "template",
    "scope",
    "format",
)
"""The keywords a report has one value of at most, by which results can be ordered."""


@dataclass(frozen=True, slots=True)
class Sort:
    """An order: ``relevance``, ``id``, a sorted keyword, or a number: of a field or of the report.

    Reports without the value come last either way; ties go by id, ascending either way.
    ``relevance`` is always best first.
    """

    key: str
    descending: bool = False


RELEVANCE = Sort("relevance", descending=True)
BY_ID = Sort("id")


@dataclass(frozen=True, slots=True)
class Tally:
    """A question about all that matches: counts by up to two keywords, stats of numbers.

    ``tenths`` are those of ``stats`` whose histogram goes by tenths: the ratios.
    """

    by: tuple[str, ...] = ()
    stats: tuple[Expression, ...] = ()
    tenths: tuple[Expression, ...] = ()
