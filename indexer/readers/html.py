"""Web pages: the report's own blocks out of the page, and what the page says of the report."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from lxml import etree, html

from indexer.errors import UnreadableFile
from indexer.model import Block, Document, Paragraph, Table
from indexer.readers.chrome import is_chrome, said_in_lines, said_in_table, source_named
from indexer.readers.flow import Piece, pieces, text_of
from indexer.readers.furniture import is_card, parted_from_page
from indexer.readers.text import blocks_of
from indexer.readers.white import clean
from indexer.recognise import heading, read_title

_TABLE_WORDS = (
    ("自然人", "商业企业"),
    ("自然人", "总计"),
    ("结果维持", "审结"),
    ("信息内容", "规章"),
)


_END = re.compile(r"</(?:html|body)\b", re.IGNORECASE)
_NO_MARKUP = re.compile(r"<!--.*?-->|<(script|style)\b.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
_TORN_TAG = re.compile(r"<[a-zA-Z/!][^<>]*\Z")
_OPENED, _CLOSED = re.compile(r"<([a-zA-Z]+)\b"), re.compile(r"</([a-zA-Z]+)\b")
_NEVER_LEFT_OPEN = ("table", "div", "span")
_OFTEN_LEFT_OPEN = ("p", "td", "tr")


def read_html(text: str) -> Document:
    """Read a page: the blocks of its report, and under ``page`` what stands around them.

    The report is what the lowest element holds that has all its headings and tables, and the
    title before it. Raises ``UnreadableFile`` for a page that breaks off and for one nested beyond
    reason; a page without text has no blocks.
    """
    body = _parse(text)
    if _breaks_off(text):
        raise UnreadableFile("the page breaks off before its end")
    whole = list(pieces(body))
    first, last = _article(whole, body)
    first = _with_title(whole, first)
    inside = whole[first:last]
    around = [*whole[:first], *whole[last:]]
    kept, furniture = parted_from_page([p.block for p in inside])
    page = _page(body, [p.block for p in around] + furniture)
    return Document(tuple(_with_tables(kept)), "html", page)


def _breaks_off(text: str) -> bool:
    """Tell whether a page ends in the middle: without its end tags, and with others left open.

    Many pages leave tags open; those that have come to their end say so.
    """
    if _END.search(text):
        return False
    plain = _NO_MARKUP.sub("", text)
    if _TORN_TAG.search(plain):
        return True
    opened = Counter(tag.lower() for tag in _OPENED.findall(plain))
    closed = Counter(tag.lower() for tag in _CLOSED.findall(plain))
    if not opened["html"] and not opened["body"]:
        # A piece cut out of a page may leave open whatever it likes, but not some of its tables.
        return 0 < closed["table"] < opened["table"]
    return any(closed[tag] < opened[tag] for tag in _NEVER_LEFT_OPEN) or any(
        opened[tag] / 2 < closed[tag] < opened[tag] for tag in _OFTEN_LEFT_OPEN
    )


def _parse(text: str) -> etree._Element:
    # lxml refuses a declared encoding in text that is decoded already.
    text = re.sub(r"^\s*<\?xml[^>]*>", "", text.replace("\0", ""))
    parser = html.HTMLParser(huge_tree=True)
    try:
        root: etree._Element = html.document_fromstring(text, parser=parser)
    except etree.ParserError:  # a page without any element
        return etree.Element("body")
    if any("depth" in e.message.lower() for e in parser.error_log):
        # What lies deeper is dropped without another word.
        raise UnreadableFile("the page is nested too deep to be read whole")
    return root


# ── the report within the page ───────────────────────────────────────────────────────────


def _article(whole: Sequence[Piece], root: etree._Element) -> tuple[int, int]:
    """Return the range of pieces that lie in the lowest element holding all that marks a report."""
    marks = [p.element for p in _without_menus([p for p in whole if _marks_report(p)])]
    if not marks:
        return 0, len(whole)
    common = _common_ancestor(marks)
    if len(marks) == 1:
        # A heading or a table alone is no report: it is what surrounds them.
        common = root
    inside = [i for i, p in enumerate(whole) if common is root or _is_in(p.element, common)]
    return inside[0], inside[-1] + 1


def _marks_report(piece: Piece) -> bool:
    if isinstance(piece.block, Table):
        squeezed = "".join(c.text for c in piece.block.cells)
        squeezed = "".join(squeezed.split())
        return any(all(word in squeezed for word in words) for words in _TABLE_WORDS)
    # Lists of links repeat headings and titles of other pages.
    found = heading(piece.block.text)
    return found is not None and found.numbered and not _is_link(piece.element)


def _without_menus(marks: Sequence[Piece]) -> list[Piece]:
    """Leave out headings in a list that stand outside of any list too: a menu's."""
    texts = {id(p): "".join(p.block.text.split()) for p in marks if isinstance(p.block, Paragraph)}
    listed = {id(p) for p in marks if next(p.element.iterancestors("li", "a"), None) is not None}
    listed |= {id(p) for p in marks if p.element.tag == "li"}
    elsewhere = {text for mark, text in texts.items() if mark not in listed}
    return [p for p in marks if id(p) not in listed or texts.get(id(p)) not in elsewhere]


def _is_link(element: etree._Element) -> bool:
    """Tell whether all text of an element, or all around it, is a link."""
    if any(a.get("href") for a in element.iterancestors("a")):
        return True
    linked = sum(len(text_of(a)) for a in element.iterdescendants("a") if a.get("href"))
    return linked > 0 and linked >= len(text_of(element))


def _common_ancestor(elements: Sequence[etree._Element]) -> etree._Element:
    def line(element: etree._Element) -> list[etree._Element]:
        return [*reversed(list(element.iterancestors())), element]

    shared = line(elements[0])
    for element in elements[1:]:
        other = line(element)
        count = next(
            (i for i, (a, b) in enumerate(zip(shared, other, strict=False)) if a is not b),
            min(len(shared), len(other)),
        )
        shared = shared[:count]
    return shared[-1]


def _is_in(element: etree._Element, ancestor: etree._Element) -> bool:
    return element is ancestor or any(a is ancestor for a in element.iterancestors())


def _with_title(whole: Sequence[Piece], first: int) -> int:
    """Return where the report begins with its title, if that stands right before it.

    Only lines of page furniture may stand between; anything else means the title is the page's.
    """
    for index in range(first, max(first - 12, -1), -1):
        block = whole[index].block if index < len(whole) else None
        if index < len(whole) and _is_link(whole[index].element):
            return first
        if isinstance(block, Paragraph) and (title := read_title(block.text)) is not None:
            above = whole[index - 1] if index else None
            # 某县某镇人民政府⏎2020年政府信息公开工作年度报告
            split = above is not None and above.element is whole[index].element
            return index - 1 if split and title.issuer is None and 0 < index <= first else index
        if index < first and isinstance(block, Paragraph) and not is_chrome(block.text):
            return first
        if index < first and isinstance(block, Table) and not is_card(block):
            return first
    return first


def _with_tables(blocks: Sequence[Block]) -> Sequence[Block]:
    """Look for tables that the page draws without table tags, if it has no others."""
    if any(isinstance(b, Table) for b in blocks):
        return blocks
    lines = [b.text for b in blocks if isinstance(b, Paragraph)]
    # With blank lines between them, paragraphs are not taken for lines of one.
    drawn = blocks_of("\n\n".join(lines))
    return drawn if any(isinstance(b, Table) for b in drawn) else blocks


# ── what the page says ───────────────────────────────────────────────────────────────────


def _page(root: etree._Element, around: Sequence[Block]) -> dict[str, str]:
    said: dict[str, str] = {}
    for block in around:
        if isinstance(block, Table):
            said = {**(said_in_table(block) or {}), **said}
    lines = [b.text for b in around if isinstance(b, Paragraph)]
    said = {**said_in_lines(lines), **said}
    metas = _metas(root)
    page = {
        "标题": _page_title(root, metas, said.get("名称", ""), lines),
        "发布机构": said.get("发布机构")
        or source_named(metas.get("contentsource"), said.get("来源")),
        "发布日期": metas.get("pubdate") or said.get("发布日期", ""),
        "发文日期": said.get("发文日期", ""),
        "索引号": said.get("索引号", ""),
        "文号": said.get("文号", ""),
    }
    return {name: value for name, value in page.items() if value}


def _metas(root: etree._Element) -> dict[str, str]:
    metas = root.iter("meta")
    named = ((m.get("name") or m.get("property") or "", m.get("content") or "") for m in metas)
    return {name.lower(): clean(content) for name, content in named if name and content.strip()}


def _page_title(
    root: etree._Element, metas: dict[str, str], named: str, lines: Sequence[str]
) -> str:
    """Return the title the page gives the report: the first of its places that reads like one.

    ``named`` is what a card of the page calls it, ``lines`` stand around it.
    """
    places = [metas.get("articletitle", ""), *_headlines(root), named]
    candidates = [*places, *lines]
    for title in root.iter("title"):
        whole = text_of(title)
        places.append(whole)
        candidates += [whole, *re.split(r"\s*[-_|—–]+\s*", whole)]
    titles = [c for c in candidates if read_title(c) is not None]
    # One that names issuer and year is the whole of it; a breadcrumb may hold only half.
    whole_ones = [c for c in titles if (t := read_title(c)) and t.issuer and t.year]
    return next(iter(whole_ones or titles or [c for c in places if c]), "")


def _headlines(root: etree._Element) -> list[str]:
    return [text_of(h) for h in root.iter("h1", "h2", "h3")]
