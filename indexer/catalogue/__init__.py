"""The field catalogue: rows × columns of the standard tables, and what is computed from them.

The data is ``data/catalogue.toml``; the forms are 国办公开办函〔2019〕60号 and 〔2021〕30号.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from indexer.catalogue.build import parse_catalogue
from indexer.catalogue.shapes import (
    TEMPLATES,
    Catalogue,
    Column,
    ColumnSet,
    Field,
    FindingKind,
    FormTable,
    Row,
    Sum,
    folded,
    squeezed,
)

__all__ = [
    "TEMPLATES",
    "Catalogue",
    "Column",
    "ColumnSet",
    "Field",
    "FindingKind",
    "FormTable",
    "Row",
    "Sum",
    "catalogue",
    "folded",
    "parse_catalogue",
    "squeezed",
]


@cache
def catalogue() -> Catalogue:
    """Return the catalogue Nianbao ships; ``ConfigError`` if its file is faulty."""
    return parse_catalogue(files("indexer").joinpath("data/catalogue.toml").read_text("utf-8"))
