"""Read text: prose and tables as text dumps of Word files, pages and PDFs leave them.

A table arrives as one of five shapes, told line by line: a cell a line behind a tab; rows of
tab-separated cells; rows between pipes; lines of a page or of a PDF, where only the order is left.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from indexer.model import Block, Cell, Document, Geometry, Paragraph, Status, Table
from indexer.numerals import read_number
from indexer.readers.furniture import parted_from_page, said_around
from indexer.readers.laidout import rows_of_cells
from indexer.readers.wrapped import unwrapped
from indexer.recognise import heading

# What converters leave in a text that no person wrote.
_ARTEFACT = re.compile(r"\[(?:bookmark|image|if gte|endif)[^\]\n]*\]|[\ufeff\u200b\u00ad\x0c]")
_PIPE_ROW = re.compile(r"\s*\|.*\|\s*|[^|]*\|[^|]*\|.*")
_LONE_PIPE = re.compile(r"\s*\|[^|]*")
_PIPE_RULE = re.compile(r"[\s|:+-]*-{2,}[\s|:+-]*")
# Tables drawn with the signs for it, as mails and old dumps have them; a dash alone is prose.
_IS_DRAWN = re.compile("[│┃║┆┊┌┬┐├┼┤└┴┘╔╦╗╠╬╣╚╩╝]")
_DRAWN = str.maketrans(dict.fromkeys("│┃║┆┊┌┬┐├┼┤└┴┘╔╦╗╠╬╣╚╩╝", "|") | dict.fromkeys("─━═", "-"))
# The lines a standard table begins with where nothing marks its cells.
_STREAM_BEGINS = re.compile(
    r"第二十条第?[(（][一五六八九][)）]项.*|信息内容.*|.*本列数据的勾稽关系.*|申请人情况.*"
    r"|自然人.{0,6}法人.*|商业企业.{0,4}科研机构.*|一、本年新收政府信息公开申请数量.*"
    r"|行政复议(?:[(（].{1,4}[)）])?(?:行政诉讼(?:[(（].{1,4}[)）])?)?"
)
# The table of reports before 2019, some of whose rows are called like sections.
_STATISTICS_BEGIN = re.compile(r"(?:统计)?指标(?:名称)?(?:(?:计量)?单位)?(?:统计数|数量|数值)?")
_GROUP = re.compile(
    r"(?:[一二三四五六七八九十]{1,2}[、.．]|[（(][一二三四五六七八九十][）)])\S{1,30}"
)
_STATISTICS_END = re.compile(
    r"[(（]?(?:注|备注|说明|填报单位|单位负责人|审核人|填表人|填报人)[:：、].*"
)
_SENTENCE = re.compile(r".{2,}。\s*$|.{12,}；\s*$|.{80,}")
# Behind the last number of a table stand the labels of blank rows, or prose.
_REMARK = re.compile(r".*[。；：:].*|[（(]?(?:注|备注|说明).*")
# The text of a page: words, and behind them numbers side by side, however long it all is.
_ROW = re.compile(r"[^。；]*(?:(?:^|\s)[-+]?\d[\d.,]*){3,}")
# Converters of PDFs leave the numbers of pages between the lines.
_PAGE_NUMBER = re.compile(
    r" *(?:[-—–－] *\d{1,3} *[-—–－]|第 *\d{1,3} *页(?:[ ,，/]*共 *\d{1,3} *页)?) *"
)
_NUMBERS = re.compile(r"(?:^|\s)[-+]?\d[\d.,]*\s*$")
_WRAPPED_CELL = 20


def read_text(text: str) -> Document:
    """Read a text into paragraphs and tables; what a page said around them goes to ``page``."""
    kept, furniture = parted_from_page(blocks_of(text))
    return Document(tuple(kept), "txt", said_around(furniture))


def blocks_of(text: str) -> list[Block]:
    """Return the paragraphs and tables of a text in order, without artefacts of converters."""
    clean = _ARTEFACT.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    lines = [
        line.translate(_DRAWN) if _IS_DRAWN.search(line) else line
        for line in clean.split("\n")
        if not _PAGE_NUMBER.fullmatch(line)
    ]
    pieces = list(_pieces_of(lines))
    paragraphs = iter(unwrapped([piece for piece in pieces if isinstance(piece, list)]))
    blocks: list[Block] = []
    for piece in pieces:
        blocks += [piece] if isinstance(piece, Table) else map(Paragraph, next(paragraphs))
    return blocks


def _pieces_of(lines: Sequence[str]) -> Iterator[Table | list[str]]:
    """Yield the tables, and between them each run of lines without a blank one."""
    at = 0
    run: list[str] = []
    while at < len(lines):
        for take in (_take_pipes, _take_tabs, _take_stream):
            end, table = take(lines, at)
            if table is not None:
                if run:
                    yield run
                yield table
                run, at = [], end
                break
        else:
            if lines[at].strip():
                run.append(lines[at])
            elif run:
                yield run
                run = []
            at += 1
    if run:
        yield run


def _table(rows: Sequence[Sequence[str]], geometry: Geometry) -> Table:
    cells = (
        Cell(row, column, text)
        for row, texts in enumerate(rows)
        for column, text in enumerate(texts)
    )
    return Table(tuple(cells), geometry)


def _stream(texts: Sequence[str]) -> Table:
    return _table([[text] for text in texts if text.strip()], Geometry.STREAM)


def _next_line(lines: Sequence[str], at: int) -> int:
    """Return the index of the first line from ``at`` on that is not blank."""
    while at < len(lines) and not lines[at].strip():
        at += 1
    return at


# ── pipes ────────────────────────────────────────────────────────────────────────────────


def _take_pipes(lines: Sequence[str], at: int) -> tuple[int, Table | None]:
    if _LONE_PIPE.fullmatch(lines[at]):
        return _take_lone_pipes(lines, at)
    rows = []
    in_statistics = _is_statistics(lines[at])
    while at < len(lines) and (
        _PIPE_ROW.fullmatch(lines[at]) or (in_statistics and _heads_group(lines, at, "|"))
    ):
        if not _PIPE_RULE.fullmatch(lines[at]):
            rows.append(lines[at].strip())
        following = _next_line(lines, at + 1)
        # A blank line between rows is common; one before prose ends the table.
        goes_on = following < len(lines) and (
            "|" in lines[following] or (in_statistics and _heads_group(lines, following, "|"))
        )
        at = following if goes_on else at + 1
    if all(row.startswith("|") for row in rows):
        rows = [row.removeprefix("|").removesuffix("|") for row in rows]
    cells = [row.split("|") for row in rows]
    return at, _table(cells, Geometry.LOOSE) if rows else None


def _take_lone_pipes(lines: Sequence[str], at: int) -> tuple[int, Table | None]:
    """Take cells that stand a line each, behind or between lone pipes: only their order is left."""
    texts: list[str] = []
    while at < len(lines):
        line = lines[at].strip()
        if "|" not in line and (heading(line) or _SENTENCE.fullmatch(line)):
            break
        texts += [part.strip() for part in line.split("|") if part.strip()]
        at += 1
    return at, _stream(texts)


# ── tabs ─────────────────────────────────────────────────────────────────────────────────


def _take_tabs(lines: Sequence[str], at: int) -> tuple[int, Table | None]:
    if "\t" not in lines[at].strip(" "):
        return at, None
    end = _end_of_tabs(lines, at)
    tabbed = [line for line in lines[at:end] if "\t" in line]
    if all(line.startswith("\t") and "\t" not in line[1:].rstrip("\t") for line in tabbed):
        cells = _cells_a_line(lines[at:end])
        # Blank lines between all cells, or between none, tell no rows.
        if len(cells) == 1 or max(map(len, cells)) == 1:
            return end, _stream([text for row in cells for text in row])
        return end, _table(cells, Geometry.CELLS)
    rows = [line.split("\t") for line in lines[at:end] if line.strip(" ")]
    return end, _table(rows, Geometry.LOOSE)


def _end_of_tabs(lines: Sequence[str], at: int) -> int:
    """Return where the lines with tabs end; a wrapped cell's further lines belong to them."""
    end = at
    in_statistics = _is_statistics(lines[at])
    while at < len(lines):
        if "\t" in lines[at] or (in_statistics and _heads_group(lines, at, "\t")):
            at += 1
            end = at
        elif not lines[at].strip() or _goes_on(lines, at):
            at += 1
        else:
            break
    return end


def _is_statistics(line: str) -> bool:
    """Tell whether a line is the header of the table of reports before 2019."""
    return bool(_STATISTICS_BEGIN.fullmatch("".join(re.split(r"[\s|]", line))))


def _heads_group(lines: Sequence[str], at: int, mark: str) -> bool:
    """Tell whether a line names a group of the table before 2019, and rows of it follow."""
    following = _next_line(lines, at + 1)
    is_group = _GROUP.fullmatch(lines[at].strip())
    return bool(is_group) and following < len(lines) and mark in lines[following]


def _goes_on(lines: Sequence[str], at: int) -> bool:
    """Tell whether a line without a tab is a piece of a cell: short, and tabs come soon again."""
    for index in range(at, len(lines)):
        line = lines[index].strip()
        if "\t" in lines[index]:
            return True
        if line and (len(line) > _WRAPPED_CELL or heading(line) or _SENTENCE.fullmatch(line)):
            return False
    return False


def _cells_a_line(lines: Sequence[str]) -> list[list[str]]:
    """Group lines into rows of cells: a tab begins a cell, blank lines before a tab end a row."""
    rows: list[list[str]] = [[]]
    blank = False
    for line in lines:
        if line.startswith("\t"):
            if blank and rows[-1]:
                rows.append([])
            rows[-1].append(line[1:])
        elif line.strip():
            # No tab: the cell above goes on, whatever blank lines stand inside it; but a number
            # is whole, and what stands under it is another thing.
            if rows[-1][-1].strip()[-1:].isdigit():
                rows.append([line])
            else:
                rows[-1][-1] = f"{rows[-1][-1]}\n{line}"
        blank = not line.strip(" ")
    return rows


# ── streams ──────────────────────────────────────────────────────────────────────────────


def _take_stream(lines: Sequence[str], at: int) -> tuple[int, Table | None]:
    end = end_of_stream(lines, at)
    if (cells := rows_of_cells(lines[at:end])) is not None:
        return end, _table(cells, Geometry.CELLS)
    rows = [pieces for line in lines[at:end] if (pieces := _pieces(line.replace("|", " ")))]
    return end, _table(rows, Geometry.STREAM) if end > at else None


def end_of_stream(lines: Sequence[str], at: int) -> int:
    """Return where a table whose cells nothing marks ends; ``at`` itself if none begins there."""
    first = "".join(lines[at].split())
    if _STATISTICS_BEGIN.fullmatch(first):
        return _end_of_statistics(lines, at)
    if not _STREAM_BEGINS.fullmatch(first):
        return at
    first_at = at
    while at < len(lines):
        line = " ".join(lines[at].split())
        if heading(line) or (_SENTENCE.fullmatch(line) and not _ROW.fullmatch(line)):
            break
        at += 1
    return _without_remarks(lines, first_at, at)


def _without_remarks(lines: Sequence[str], first: int, end: int) -> int:
    """Return where remarks behind the last numbers of a table begin; ``end`` without any."""
    last = next((i for i in range(end - 1, first, -1) if _NUMBERS.search(lines[i])), end)
    return next((i for i in range(last + 1, end) if _REMARK.fullmatch(lines[i].strip())), end)


def _end_of_statistics(lines: Sequence[str], at: int) -> int:
    while at < len(lines):
        line = lines[at].strip()
        if _STATISTICS_END.fullmatch(line) or _SENTENCE.fullmatch(line):
            break
        at += 1
    return at


def _pieces(line: str) -> list[str]:
    """Cut a line at its blanks where values stand behind a label, or several labels side by side.

    Else it is one cell: 总 计 is one label.
    """
    pieces = line.split()
    has_values = len(pieces) > 1 and read_number(pieces[-1]).status is not Status.UNREADABLE
    has_labels = len(pieces) > 1 and min(map(len, pieces)) > (1 if len(pieces) > 2 else 2)
    return pieces if has_values or has_labels else [line] if line else []
