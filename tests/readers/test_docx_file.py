"""A Word file as a whole: its parts, its title, and what is harmful or damaged."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexer.errors import SourceError, UnreadableFile
from indexer.model import Cell, Table

from .wordml import (
    CHINESE,
    CHOICE,
    DOWN,
    FIELD,
    OFFICE,
    ON,
    STYLES,
    W,
    docx,
    item,
    listed,
    lvl,
    p,
    packed,
    part,
    parts_of,
    r,
    read_docx,
    span,
    styled,
    tbl,
    tc,
    texts,
    tr,
)


def test_the_title_in_the_properties_is_kept_if_it_reads_like_one() -> None:
    def titled(title: str) -> bytes:
        namespace = 'xmlns:dc="http://purl.org/dc/elements/1.1/"'
        core = f"<c {namespace}><dc:title>{title}</dc:title></c>"
        return packed(parts_of(p("甲")) | {"docProps/core.xml": core})

    title = "柳溪镇2020年政府信息公开工作年度报告"
    assert read_docx(titled(title)).page == {"标题": title}
    assert read_docx(titled(f"{title}_示例政府网")).page == {"标题": title}
    assert read_docx(titled("PowerPoint 演示文稿")).page == {}


def test_what_a_page_says_of_a_report_that_was_copied_from_it_is_no_text() -> None:
    card = tbl(tr("索引号：", "QH1"), tr("发布机构：", "青禾县栗园镇人民政府"))
    body = p("首页 &gt; 政务公开 &gt; 正文") + card + p("一、总体情况") + p("公开12条。")
    document = read_docx(docx(body))
    assert [getattr(b, "text", "") for b in document.blocks] == ["一、总体情况", "公开12条。"]
    assert document.page == {"索引号": "QH1", "发布机构": "青禾县栗园镇人民政府"}


def test_the_main_part_may_have_any_name() -> None:
    assert texts(packed(parts_of(p("甲"), main="word/document22.xml"))) == ["甲"]


def test_a_strict_file_is_read_too() -> None:
    strict = {
        name: str(text)
        .replace(W, "http://purl.oclc.org/ooxml/wordprocessingml/main")
        .replace(OFFICE, "http://purl.oclc.org/ooxml/officeDocument/relationships")
        for name, text in parts_of(p("甲", item()), numbering=CHINESE).items()
    }
    assert texts(packed(strict)) == ["一、甲"]


def doctype(text: str) -> Callable[[], bytes]:
    declared = f'<?xml version="1.0"?><!DOCTYPE a [{text}]>' + part("document", p("&a;"))
    return lambda: packed(parts_of("") | {"word/document.xml": declared})


def nested(depth: int) -> str:
    return "<w:tbl><w:tr><w:tc>" * depth + p("甲") + "</w:tc></w:tr></w:tbl>" * depth


def encrypted() -> bytes:
    data = bytearray(docx(p("甲")))
    at = data.find(b"PK\x01\x02")
    data[at + 8] |= 1
    return bytes(data)


REFUSED: list[tuple[str, Callable[[], bytes], str]] = [
    ("entities that grow", doctype('<!ENTITY a "' + "政" * 999 + '">'), "entities"),
    ("a file named by an entity", doctype('<!ENTITY a SYSTEM "file:///etc/passwd">'), "entities"),
    (
        "entities in other letters",
        lambda: packed(
            parts_of("")
            | {"word/document.xml": '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a []><a/>'
               .encode("utf-16")}
        ),
        "entities",
    ),
    ("a bomb", lambda: packed(parts_of("甲" * 20_000_000)), "unpacks"),
    ("too many parts", lambda: packed({f"word/{i}": "" for i in range(5001)}), "unpacks"),
    ("nested beyond reason", lambda: docx(nested(7000)), "nested"),
    ("a part cut off", lambda: packed(parts_of("") | {"word/document.xml": "<w:a"}), "damaged"),
    ("a file cut off", lambda: docx(p("甲"))[:-40], "damaged"),
    ("no document", lambda: packed({"word/styles.xml": "<a/>"}), "no Word document"),
    ("a password", encrypted, "password"),
    ("nothing", lambda: docx(p("")), "empty"),
    (
        "pictures alone",
        lambda: packed(parts_of(p("")) | {"word/media/image1.png": b"\x89PNG"}),
        "OCR",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("make", "reason"), [c[1:] for c in REFUSED], ids=[c[0] for c in REFUSED])
def test_what_cannot_be_read_is_refused_with_a_reason(
    make: Callable[[], bytes], reason: str
) -> None:
    with pytest.raises(UnreadableFile, match=reason):
        read_docx(make())


MANY = 30_000
REPEATED: list[tuple[str, str, dict[str, str]]] = [
    ("fields", p('<w:r><w:fldChar w:fldCharType="begin"/></w:r>' * MANY + r("x") * MANY), {}),
    (
        "styles",
        "".join(p("甲", styled(f"s{i}")) for i in range(0, MANY, 30)),
        {"styles": "".join(
            f'<w:style w:styleId="s{i}"><w:basedOn w:val="s{i + 1}"/></w:style>'
            for i in range(MANY)
        )},
    ),
    (
        "footnotes",
        "".join(p(f'<w:r><w:footnoteReference w:id="{i}"/></w:r>') for i in range(MANY)),
        {"footnotes": "".join(f'<w:footnote w:id="{i}"/>' for i in range(MANY))},
    ),
    (
        "levels",
        p("甲", item()) * (MANY // 10),
        {"numbering": listed(lvl(0, "decimal", "%1."), more=(
            '<w:num w:numId="1"><w:abstractNumId w:val="0"/>' + "".join(
                f'<w:lvlOverride w:ilvl="{i}"><w:startOverride w:val="1"/></w:lvlOverride>'
                for i in range(MANY)
            ) + "</w:num>"
        ))},
    ),
]  # fmt: skip


@pytest.mark.parametrize(("body", "parts"), [c[1:] for c in REPEATED], ids=[c[0] for c in REPEATED])
def test_time_grows_with_the_file_and_no_faster(body: str, parts: dict[str, str]) -> None:
    begun = time.process_time()
    read_docx(docx(p("甲") + body, **parts))
    assert time.process_time() - begun < 10


def test_tables_nested_as_deep_as_xml_allows_are_read() -> None:
    assert texts(docx(nested(80))) == ["甲"]


WHOLE = parts_of(
    p("总体", styled("h1")) + p(FIELD + CHOICE.format(p("甲"), p("甲")), item(1))
    + tbl(tr(tc("甲", span(2) + DOWN), "乙"), tr(tc("", span(2) + ON), "丙"), grid=(800, 1, 800))
    + p('<w:r><w:footnoteReference w:id="2"/></w:r>'),
    styles=STYLES, numbering=CHINESE, footnotes=f'<w:footnote w:id="2">{p("注")}</w:footnote>',
    endnotes="",
)  # fmt: skip
CHANGES = st.lists(
    st.tuples(st.integers(0, 1 << 16), st.binary(max_size=6)), min_size=1, max_size=6
)


def changed(data: bytes, changes: list[tuple[int, bytes]]) -> bytes:
    for at, new in changes:
        place = at % (len(data) + 1)
        data = data[:place] + new + data[place + max(len(new) - 1, 0) :]
    return data


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(changes=CHANGES)
def test_any_damage_to_the_file_is_refused_or_read(changes: list[tuple[int, bytes]]) -> None:
    with suppress(SourceError):
        read_docx(changed(packed(WHOLE), changes))


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(name=st.sampled_from(sorted(WHOLE)), changes=CHANGES)
def test_any_damage_to_a_part_is_refused_or_read(
    name: str, changes: list[tuple[int, bytes]]
) -> None:
    part_of_it = changed(str(WHOLE[name]).encode(), changes)
    with suppress(SourceError):
        read_docx(packed(WHOLE | {name: part_of_it}))


@settings(max_examples=300, deadline=None)
@given(
    spans=st.lists(st.lists(st.integers(-2, 70), min_size=1, max_size=6), min_size=1, max_size=6),
    merges=st.integers(0, 1 << 36),
)
def test_cells_never_share_a_place(spans: list[list[int]], merges: int) -> None:
    rows = []
    for i, row in enumerate(spans):
        marks = [
            ("", DOWN, ON)[merges >> (6 * i + j) & 3 and merges >> (6 * i + j) & 1]
            for j in range(6)
        ]
        rows.append(tr(*(tc(f"{i}.{j}", span(s) + marks[j]) for j, s in enumerate(row))))
    taken: set[tuple[int, int]] = set()
    for block in read_docx(docx(tbl(*rows, tr("甲", "乙")))).blocks:
        assert isinstance(block, Table)
        for cell in block.cells:
            places = set(_places(cell))
            assert not taken & places
            taken |= places


def _places(cell: Cell) -> list[tuple[int, int]]:
    rows = range(cell.row, cell.row + cell.row_span)
    return [(r, c) for r in rows for c in range(cell.column, cell.column + cell.column_span)]
