"""Part a report's own blocks from what the page prints above and below them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from indexer.model import Block, Paragraph, Table
from indexer.readers.chrome import is_chrome, said_in_table
from indexer.recognise import heading, headings, read_title

_TITLE_ENDS = re.compile(r"\s*(?:工作)?\s*年\s*度\s*(?:工作)?\s*报\s*告.{0,12}")


def parted_from_page(blocks: Sequence[Block]) -> tuple[list[Block], list[Block]]:
    """Part a report's blocks from page furniture before its first heading and behind its last.

    Behind its last, a line that is called like one of its sections is a link's.
    """
    marks = headings(blocks)
    own = range(min(marks), max(marks) + 1) if marks else range(0)
    sections = {mark.section for mark in marks.values()}
    strange = [
        i not in own and (_is_furniture(b) or (i >= own.stop > 0 and _section(b) in sections))
        for i, b in enumerate(blocks)
    ]
    for index in _repeated_titles(blocks[: own.start]):
        strange[index] = True
    for index, (_, below) in enumerate(pairwise(blocks[: own.start])):
        # 政府信息公开 is a page's menu, unless the title goes on below.
        strange[index] &= not (isinstance(below, Paragraph) and _TITLE_ENDS.fullmatch(below.text))
    kept = [b for b, away in zip(blocks, strange, strict=True) if not away]
    return kept, [b for b, away in zip(blocks, strange, strict=True) if away]


def _section(block: Block) -> str | None:
    found = heading(block.text) if isinstance(block, Paragraph) else None
    return found.section if found else None


def _repeated_titles(blocks: Sequence[Block]) -> Iterator[int]:
    """Yield where a title stands that the report itself repeats below, on one line or on two."""
    texts = ["".join(b.text.split()) if isinstance(b, Paragraph) else "" for b in blocks]
    for index, text in enumerate(texts):
        below = texts[index + 1 :]
        pairs = (above + under for above, under in pairwise(below))
        if text and (text in below or text in pairs) and read_title(text) is not None:
            yield index


def _is_furniture(block: Block) -> bool:
    return is_chrome(block.text) if isinstance(block, Paragraph) else is_card(block)


def is_card(block: Block) -> bool:
    """Tell whether a block is the table of a page on what it shows: its 索引号, its issuer."""
    return isinstance(block, Table) and said_in_table(block) is not None
