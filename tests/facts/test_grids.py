"""Tables taken apart: rows with merged cells, labels before values, the header in force."""

import pytest

from indexer.facts import read_facts
from indexer.facts.grids import Entry, Line, labels_of, lines_of, rows_of
from indexer.facts.headers import Header, with_headers
from indexer.model import Cell, Geometry, Status, Table


def table(*rows, geometry=Geometry.GRID):
    """Make a table of rows of texts; None where a cell above or beside reaches."""
    cells = [
        Cell(r, c, text)
        for r, row in enumerate(rows)
        for c, text in enumerate(row)
        if text is not None
    ]
    return Table(tuple(cells), geometry)


def shown(line):
    return [e.text for e in line.labels], [e.text for e in line.values]


# ── rows ─────────────────────────────────────────────────────────────────────────────────


def test_a_table_without_cells_has_no_rows():
    assert rows_of(Table(())) == lines_of(Table(())) == []


@pytest.mark.parametrize(
    ("span", "last", "reached"), [(1, 3, []), (2, 3, [1]), (3, 3, [1, 2]), (9, 3, [1, 2, 3])]
)
def test_a_cell_that_reaches_down_is_repeated_up_to_the_last_row(span, last, reached):
    cells = (Cell(0, 1, "甲", span, 2), *(Cell(r, 0, str(r)) for r in range(last + 1)))
    rows = rows_of(Table(cells))
    assert len(rows) == last + 1
    assert rows[0] == (Entry("0", 0, 0), Entry("甲", 0, 1, 2))
    copies = [row[1] for row in rows[1:] if len(row) > 1]
    assert copies == [Entry("甲", r, 1, 2, copy=True) for r in reached]


@pytest.mark.parametrize("geometry", [g for g in Geometry if g is not Geometry.GRID])
def test_only_a_grid_knows_how_far_cells_reach(geometry):
    cells = (Cell(0, 0, "甲", 2), Cell(1, 0, "乙"))
    assert [len(row) for row in rows_of(Table(cells, geometry))] == [1, 1]


def test_a_span_beyond_any_form_is_cut():
    assert rows_of(Table((Cell(0, 0, "甲", 1, 10**9),)))[0][0].width == 200


# ── lines ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("row", "labels", "values"),
    [
        (["甲", "乙", "1", "2"], ["甲", "乙"], ["1", "2"]),
        (["甲", "", "乙", "1"], ["甲", "", "乙"], ["1"]),
        (["甲", "", "1"], ["甲"], ["", "1"]),
        (["1", "甲"], [], ["1", "甲"]),
        (["", "", ""], [], ["", "", ""]),
        (["三", "1"], ["三"], ["1"]),
        (["甲", "/", "—"], ["甲"], ["/", "—"]),
        (["甲", "1", "乙"], ["甲"], ["1", "乙"]),
    ],
)
def test_labels_stand_before_values(row, labels, values):
    for geometry in (Geometry.GRID, Geometry.CELLS):
        assert [shown(line) for line in lines_of(table(row, geometry=geometry))] == [
            (labels, values)
        ]


def test_torn_lines_are_joined_where_rows_can_be_torn():
    rows = [["甲"], ["乙"], ["", "1"], ["丙", "2"], ["丁"]]
    loose = [shown(line) for line in lines_of(table(*rows, geometry=Geometry.LOOSE))]
    assert loose == [(["甲", "乙"], ["", "1"]), (["丙"], ["2"]), (["丁"], [])]
    assert [shown(line) for line in lines_of(table(*rows))] == [
        *((["甲"], []), (["乙"], []), ([], ["", "1"]), (["丙"], ["2"]), (["丁"], [])),
    ]


def test_lines_of_numbers_alone_stay_so_where_rows_can_be_torn():
    rows = [["1", "2"], ["甲", "3"]]
    found = [shown(line) for line in lines_of(table(*rows, geometry=Geometry.LOOSE))]
    assert found == [([], ["1", "2"]), (["甲"], ["3"])]


def test_a_stream_is_cut_where_labels_begin_anew():
    pieces = ["7", "甲", "、", "乙", "1", "（", "/", "丙", "2", "丁"]
    found = lines_of(table(*[[piece] for piece in pieces], geometry=Geometry.STREAM))
    assert [shown(line) for line in found] == [
        ([], ["7"]),
        (["甲", "乙"], ["1", "/"]),
        (["丙"], ["2"]),
        (["丁"], []),
    ]


def test_labels_are_words_without_white_space():
    assert labels_of(table(["总 计", "12", "", "/", "三"])) == {"总计", "三"}


# ── headers ──────────────────────────────────────────────────────────────────────────────

FIRST = ["自然人", "法人或其他组织", "总计"]
SECOND = ["商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他"]
IDS = ["natural_person", "enterprise", "research", "nonprofit", "legal_service", "other_org"]


@pytest.fixture
def headed(catalogue):
    """Read lines under their headers, by the rows of the table that has this row."""

    def read(row_id, *rows, geometry=Geometry.GRID):
        form = next(f for f in catalogue.tables if any(r.id == row_id for r in f.printed("2019")))
        lines = lines_of(table(*rows, geometry=geometry))
        return [
            (header.ids, shown(line))
            for header, line in with_headers(lines, form.printed("2019"), "2019")
        ]

    return read


def test_a_header_of_two_lines_is_one(headed):
    (one,) = headed("granted", FIRST, SECOND, ["（一）予以公开", "1"])
    assert sorted(one[0]) == sorted([*IDS, "total"])
    assert one[1] == (["（一）予以公开"], ["1"])


def test_a_header_of_other_columns_begins_anew(headed):
    items = ["上一年项目数量", "本年增/减", "处理决定数量"]
    money = ["采购项目数量", "采购总金额"]
    row = ["政府集中采购", "1", "2"]
    found = headed("licensing", items, ["行政许可", "1", "2", "3"], money, row)
    assert [ids for ids, _ in found] == [
        ["items_last_year", "items_change", "decisions"],
        ["projects", "amount"],
    ]


def test_the_same_header_again_replaces_the_first(headed):
    names = ["自然人", *SECOND, "总计"]
    found = headed("granted", names, ["（一）予以公开", "1"], names, ["（二）部分公开", "2"])
    assert [len(ids) for ids, _ in found] == [7, 7]


@pytest.mark.parametrize(
    ("row", "ids", "labels"),
    [
        (
            ["自然人", "总计", "（一）予以公开", "1"],
            ["natural_person", "total"],
            ["（一）予以公开"],
        ),
        (["总计", "（一）予以公开", "1"], [], ["总计", "（一）予以公开"]),
        (["总计", "（一）予以公开"], ["total"], ["（一）予以公开"]),
    ],
    ids=["two names and values", "one name and values", "one name without values"],
)
def test_a_header_torn_into_a_row_is_told_by_its_names(headed, row, ids, labels):
    ((found, (left, _)),) = headed("granted", row)
    assert (found, left) == (ids, labels)


def named_once(headed, *rows):
    found = headed("granted", *rows, ["（一）予以公开", "1"])
    return found[-1][0]


@pytest.mark.parametrize(
    ("rows", "ids"),
    [
        ([["自然人", "自然人", "总计"]], ["natural_person", "total"]),
        ([["自然人", "总计", "自然人"]], ["natural_person", "total", "natural_person"]),
    ],
    ids=["side by side", "apart"],
)
def test_a_name_written_out_over_its_cells_is_taken_once(headed, rows, ids):
    assert named_once(headed, *rows) == ids


def test_a_name_over_several_cells_knows_how_many(catalogue):
    form = next(f for f in catalogue.tables if any(r.id == "granted" for r in f.rows))
    lines = lines_of(table(["自然人", "自然人", "自然人", "总计"], ["（一）予以公开", "1"]))
    ((header, _),) = with_headers(lines, form.printed("2019"), "2019")
    assert [(c.id, e.column, e.width, e.copy) for c, e in header.named] == [
        ("natural_person", 0, 3, True),
        ("total", 3, 1, False),
    ]
    assert header.places == {0, 1, 2, 3}


def test_without_names_a_header_leaves_the_forms_order(catalogue):
    form = next(f for f in catalogue.tables if any(r.id == "granted" for r in f.rows))
    columns = form.printed("2019")[0].columns("2019")
    assert Header().order(columns) == tuple(columns)


# ── table 4 ──────────────────────────────────────────────────────────────────────────────

GROUPS = ["行政复议"] * 5 + ["行政诉讼"] * 10
KINDS = [""] * 5 + ["未经复议直接起诉"] * 5 + ["复议后起诉"] * 5
LEAVES = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"] * 3
COUNTS = [str(n) for n in range(15)]


def disputes(catalogue, *rows, geometry=Geometry.GRID):
    reading = read_facts([table(*rows, geometry=geometry)], "2019", catalogue)
    keys = [k for k in reading.facts if k.startswith(("review.", "lawsuit_"))]
    assert len(keys) == 15
    return [reading.facts[key] for key in keys], [
        f for f in reading.findings if f.reason == "count"
    ]


@pytest.mark.parametrize("geometry", [Geometry.GRID, Geometry.CELLS], ids=str)
def test_cells_left_empty_below_all_names_are_blank(catalogue, geometry):
    facts, doubts = disputes(
        catalogue, GROUPS, KINDS, LEAVES, [""] * 15, [""] * 15, geometry=geometry
    )
    assert {fact.status for fact in facts} == {Status.BLANK}
    assert {fact.place[1] for fact in facts} == {3}
    assert doubts == []


def test_cells_left_empty_are_nothing_where_cells_may_be_lost(catalogue):
    facts, _ = disputes(catalogue, GROUPS, KINDS, LEAVES, [""] * 15, geometry=Geometry.LOOSE)
    assert {fact.status for fact in facts} == {Status.UNREADABLE}


def test_names_written_out_twice_are_taken_once(catalogue):
    facts, _ = disputes(catalogue, GROUPS, GROUPS, KINDS, LEAVES, LEAVES, COUNTS)
    assert [fact.value for fact in facts] == [*range(15)]


def test_two_lines_of_numbers_are_two_reports(catalogue):
    facts, doubts = disputes(catalogue, GROUPS, KINDS, LEAVES, COUNTS[:14], COUNTS)
    assert {fact.status for fact in facts} == {Status.UNREADABLE}
    assert len(doubts) == 1


def test_facts_know_which_table_they_stood_in(catalogue):
    tables = [table(["无关", "1"]), table(GROUPS, KINDS, LEAVES, COUNTS)]
    fact = read_facts(tables, "2019", catalogue).facts["lawsuit_after_review.total"]
    assert (fact.value, fact.place) == (14, (1, 3, 14))


def test_a_line_shows_what_is_filled():
    line = Line((), (Entry("", 0, 0), Entry(" 1 ", 0, 1), Entry("　", 0, 2)))
    assert [e.text for e in line.filled] == [" 1 "]
