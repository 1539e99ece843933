"""Part a report's own blocks from what the page prints above and below them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from indexer.model import Block, Paragraph, Table
from indexer.readers.chrome import is_chrome, said_in_lines, said_in_table, source_named
from indexer.recognise import heading, headings, read_title

_SAID = ("发布机构", "发布日期", "发文日期", "索引号", "文号")
_TITLE_ENDS = re.compile(r"\s*(?:工作)?\s*年\s*度\s*(?:工作)?\s*报\s*告.{0,12}")
_FEWEST = 2
_CONTENTS = 3
"""So many headings on lines together are a list of contents, which has a heading of its own."""


def parted_from_page(blocks: Sequence[Block]) -> tuple[list[Block], list[Block]]:
    """Part a report's blocks from page furniture before its first heading and behind its last.

    Behind its last, a line that is called like one of its sections is a link's; so is one above
    its title.
    """
    links = _links_above_title(blocks)
    kept, away = _parted([b for i, b in enumerate(blocks) if i not in links])
    return kept, [*(blocks[i] for i in links), *away]


def said_around(furniture: Sequence[Block]) -> dict[str, str]:
    """Return what cards and lines around a report say of it, by name."""
    said: dict[str, str] = {}
    for block in furniture:
        if isinstance(block, Table):
            said = {**(said_in_table(block) or {}), **said}
    said = {**said_in_lines(b.text for b in furniture if isinstance(b, Paragraph)), **said}
    said["发布机构"] = said.get("发布机构") or source_named(said.get("来源"))
    return {name: said[name] for name in _SAID if said.get(name)}


def _parted(blocks: Sequence[Block]) -> tuple[list[Block], list[Block]]:
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


def _links_above_title(blocks: Sequence[Block]) -> list[int]:
    """Return where lines above the title are called like sections that all begin below it."""
    texts = ["".join(b.text.split()) if isinstance(b, Paragraph) else "" for b in blocks]
    found = [heading(text) if text else None for text in texts]
    sections = {i: mark.section for i, mark in enumerate(found) if mark and not mark.rest}
    if not sections:
        return []
    for index in range(len(blocks) - 1, min(sections), -1):
        if not any(read_title("".join(texts[index:end])) for end in (index + 1, index + 2)):
            continue
        above = [i for i in sections if i < index]
        below = {section for i, section in sections.items() if i > index}
        if len(below) >= _FEWEST and {sections[i] for i in above} <= below:
            return above if len(above) < _CONTENTS else []
    return []


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
