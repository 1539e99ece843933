"""The field catalogue: rows × columns of the standard tables, and what is computed from them.

The data is ``data/catalogue.toml``; the forms are 国办公开办函〔2019〕60号 and 〔2021〕30号.
What reports before 2019 carry instead is in ``data/older.toml``.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from indexer.catalogue.build import parse_catalogue
from indexer.catalogue.shapes import (
    OLDER,
    TEMPLATES,
    Catalogue,
    Column,
    ColumnSet,
    Field,
    FindingKind,
    FormTable,
    Row,
    Sum,
    called,
    folded,
    squeezed,
)

__all__ = [
    "OLDER",
    "TEMPLATES",
    "Catalogue",
    "Column",
    "ColumnSet",
    "Field",
    "FindingKind",
    "FormTable",
    "Row",
    "Sum",
    "called",
    "catalogue",
    "folded",
    "parse_catalogue",
    "squeezed",
]


@cache
def catalogue() -> Catalogue:
    """Return the catalogue Nianbao ships; ``ConfigError`` if a file of it is faulty."""
    data = files("indexer").joinpath("data")
    texts = (data.joinpath(name).read_text("utf-8") for name in ("catalogue.toml", "older.toml"))
    return parse_catalogue(*texts)
