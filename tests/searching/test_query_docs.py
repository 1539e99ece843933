"""Every example of docs/query-language.md is read, and every wrong one refused as it says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.catalogue import catalogue
from indexer.errors import InputError
from indexer.model import TEXT_FIELDS
from indexer.queryparser import MAX_LENGTH, parse_query
from indexer.queryparser.expressions import MAX_NESTING
from indexer.queryparser.grammar import MAX_PROXIMITY, MAX_TERMS
from indexer.queryparser.keywords import KEYWORD_NAMES, TEXT_NAMES
from indexer.queryparser.strings import MAX_TOGETHER

PAGE = (Path(__file__).parents[2] / "docs" / "query-language.md").read_text("utf-8")

RIGHT, WRONG = {"Write", "写法"}, {"Wrong", "错误写法"}


class Uncut:
    """Takes every run for one word."""

    def cut(self, folded: str) -> list[str]:
        return [folded]


def first_cells(headings: set[str]) -> Iterator[str]:
    """Yield what stands as code in the first cells of the tables with one of these headings."""
    heading = ""
    for line in PAGE.splitlines():
        if not line.startswith("|"):
            heading = ""
            continue
        cell = line.split("|")[1].strip()
        heading = heading or cell
        if heading in headings:
            yield from re.findall("`([^`]+)`", cell)


def fenced() -> Iterator[str]:
    for block in re.findall("```query\n(.*?)```", PAGE, re.DOTALL):
        yield from block.splitlines()


@pytest.mark.parametrize("query", [*first_cells(RIGHT), *fenced()])
def test_what_is_to_be_written_is_read(query: str) -> None:
    parse_query(query, catalogue(), Uncut())


@pytest.mark.parametrize("query", [*first_cells(WRONG)])
def test_what_is_wrong_is_refused(query: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_query(query, catalogue(), Uncut())
    assert caught.value.position is not None


def test_the_examples_are_found_at_all() -> None:
    assert len([*first_cells(RIGHT)]) > 70
    assert len([*first_cells(WRONG)]) > 15
    assert len([*fenced()]) > 8


@pytest.mark.parametrize("name", [*TEXT_FIELDS, *dict.fromkeys(KEYWORD_NAMES.values())])
def test_every_prefix_is_explained(name: str) -> None:
    assert f"`{name}:" in PAGE


@pytest.mark.parametrize("name", [name for name in TEXT_NAMES if not name.isascii()])
def test_every_chinese_section_is_explained(name: str) -> None:
    assert re.search(f"`{name}[:：]", PAGE)


@pytest.mark.parametrize("limit", [MAX_LENGTH, MAX_TERMS, MAX_NESTING, MAX_PROXIMITY, MAX_TOGETHER])
def test_limits_are_those_of_the_code(limit: int) -> None:
    assert re.search(rf"\b{limit:,}\b", PAGE)
