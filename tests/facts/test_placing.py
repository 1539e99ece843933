"""Which value stands under which column, and what becomes of it: the smallest pieces of a table."""

import pytest

from indexer.facts.grids import Entry, Line
from indexer.facts.headers import Header
from indexer.facts.placing import by_order, by_place
from indexer.facts.reading import Reading, added_up, fact_of
from indexer.model import Fact, Finding, Geometry, Status


def columns_of(catalogue, row_id):
    rows = (row for form in catalogue.tables for row in form.printed("2019"))
    return next(row for row in rows if row.id == row_id).columns("2019")


@pytest.fixture
def seven(catalogue):
    """The columns of table 3."""
    return columns_of(catalogue, "requests_received")


def line(*texts, rows=None):
    """Lay values out beside one another, each on its row if ``rows`` are told."""
    return Line((), tuple(Entry(t, rows[i] if rows else 0, i + 1) for i, t in enumerate(texts)))


def header(columns, *, rows=None, order=None):
    """Name columns from left to right, in an order of their own if it is told."""
    order = order or range(len(columns))
    return Header(
        tuple(
            (columns[which], Entry(columns[which].id, rows[i] if rows else 0, i + 1))
            for i, which in enumerate(order)
        )
    )


def texts(places):
    return [entry.text for entry in places.values()]


# ── by order ─────────────────────────────────────────────────────────────────────────────

ROW = ["1", "0", "0", "2", "0", "0", "3"]
GAP = ["1", "", "0", "2", "0", "0", "3"]
OPEN_END = ["1", "0", "0", "2", "0", "0", ""]


@pytest.mark.parametrize("geometry", list(Geometry))
def test_a_value_for_each_column_is_placed_in_order(seven, geometry):
    places = by_order(line(*ROW), seven, header(seven), geometry)
    assert list(places) == [c.id for c in seven]
    assert texts(places) == ROW


@pytest.mark.parametrize(
    "printed",
    [
        ["1", "", "0", "2", "0", "0", "9", "3"],
        ["1", "0", "0", "2", "0", "0", "第3页", ""],
        ["1", "0", "3/8", "2", "0", "0", "0", ""],
    ],
    ids=["a number beside a gap", "words before an open end", "pages before an open end"],
)
def test_what_a_page_left_among_cells_takes_nobodys_place(seven, printed):
    assert by_order(line(*printed), seven, header(seven), Geometry.CELLS) == {}


@pytest.mark.parametrize("printed", [GAP, OPEN_END], ids=["a gap", "an open end"])
@pytest.mark.parametrize("behind", [[], [""], ["", ""]], ids=["", "one blank", "two"])
def test_blank_cells_count_where_every_cell_is_there(seven, printed, behind):
    row = line(*printed, *behind)
    for geometry in (Geometry.GRID, Geometry.CELLS):
        assert texts(by_order(row, seven, header(seven), geometry)) == printed
    for geometry in (Geometry.LOOSE, Geometry.STREAM):
        assert by_order(row, seven, header(seven), geometry) == {}


@pytest.mark.parametrize(
    "printed",
    [[], ["1"] * 6, ["1"] * 8, [*GAP, "4", "5"], ["", *GAP], GAP[:6]],
    ids=["none", "six", "eight", "two more behind", "one before", "one less"],
)
@pytest.mark.parametrize("geometry", list(Geometry))
def test_other_than_a_value_for_each_column_is_nobodys(seven, printed, geometry):
    assert by_order(line(*printed), seven, header(seven), geometry) == {}


def test_a_cell_over_two_columns_is_nobodys(seven):
    wide = [Entry(text, 0, i, 2 if i == 1 else 1) for i, text in enumerate(GAP)]
    assert by_order(Line((), tuple(wide)), seven, header(seven), Geometry.GRID) == {}


def test_a_header_written_out_twice_over_its_cells_gives_no_order(seven):
    named = list(header(seven).named)
    named[0] = (named[0][0], Entry("natural_person", 0, 1, 2, copy=True))
    assert by_order(line(*ROW), seven, Header(tuple(named)), Geometry.GRID) == {}


def test_a_header_of_one_line_may_have_an_order_of_its_own(seven):
    first_is_total = [6, 0, 1, 2, 3, 4, 5]
    places = by_order(line(*ROW), seven, header(seven, order=first_is_total), Geometry.LOOSE)
    assert places["total"].text == "1"
    assert places["natural_person"].text == "0"


def test_a_header_of_two_lines_in_an_order_of_its_own_gives_none(seven):
    told = header(seven, rows=[0, 0, 1, 0, 1, 0, 0], order=[6, 0, 5, 1, 2, 3, 4])
    assert told.order(seven) is None
    assert by_order(line(*ROW), seven, told, Geometry.LOOSE) == {}


# ── a stream ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("printed", "rows", "expected"),
    [
        (ROW, [0, 1, 2, 3, 4, 5, 6], ROW),
        ([*ROW, "17"], [0] * 7 + [1], ROW),
        (["17", *ROW], [0] + [1] * 7, ROW),
        ([*ROW, "17", "18"], [0] * 7 + [1, 1], []),
        (ROW, [0, 0, 1, 1, 2, 2, 3], []),
        (["1", "2", "0", "0", "0", "0", "0", "12"], [0] * 8, ["12", *"00000", "12"]),
        (["0", "0", "0", "0", "1", "2", "3", "15"], [0] * 8, [*"0000", "12", "3", "15"]),
        (["1", "0", "1", "0", *"0000", "2", "0"], [0] * 10, []),
        (["1", "2", "0", "0", "0", "0", "0", "12", "17"], [0] * 8 + [1], []),
        (["0", "5", "1", "1", "1", "1", "1", "10"], [0] * 8, []),
        (["1", "-2", "0", "0", "0", "0", "0", "12"], [0] * 8, []),
        (["1", "1", "1", "0", "0", "0", "0", "12"], [0] * 8, []),
        (["1", "/", "0", "2", "0", "0", "0", "12"], [0] * 8, []),
    ],
    ids=[
        "a value a line",
        "a page's number behind",
        "a page's number before",
        "two rows",
        "pairs",
        "digits parted at the start",
        "digits parted further on",
        "too many parted",
        "parted, and a page's number",
        "no number begins with 0",
        "a sign is no digit",
        "no way adds up",
        "a stroke does not add up",
    ],
)
def test_values_of_a_stream_are_those_of_one_row(seven, printed, rows, expected):
    places = by_order(line(*printed, rows=rows), seven, header(seven), Geometry.STREAM)
    assert texts(places) == expected


def test_digits_are_joined_only_where_a_total_proves_it(catalogue):
    columns = columns_of(catalogue, "licensing")
    row = line("1", "2", "0", "3", rows=[0] * 4)
    assert by_order(row, columns, header(columns), Geometry.STREAM) == {}


# ── by place ─────────────────────────────────────────────────────────────────────────────


def named(columns, *places):
    """Name the first columns at these places, each a column or (column, width) written twice."""
    whole = [place if isinstance(place, tuple) else (place, 1) for place in places]
    return Header(
        tuple(
            (column, Entry(column.id, 0, at, width, copy=width > 1))
            for column, (at, width) in zip(columns, whole, strict=False)
        )
    )


@pytest.mark.parametrize(
    ("places", "values", "expected"),
    [
        ([1, 2], {1: "5", 2: "7"}, ["5", "7"]),
        ([1, 2], {1: "5", 2: "7", 3: ""}, ["5", "7"]),
        ([1, 2], {1: "5", 2: "7", 3: "9"}, None),
        ([1, 2], {1: "5"}, None),
        ([(1, 2), 3], {1: "5", 2: "5", 3: "7"}, ["5", "7"]),
        ([(1, 2), 3], {1: "5", 2: "6", 3: "7"}, None),
        ([(1, 2), 3], {1: "5", 3: "7"}, ["5", "7"]),
        ([], {1: "5"}, None),
        ([], {}, None),
    ],
    ids=[
        *("each", "a blank beside", "a value beside", "one missing", "written twice"),
        *("written twice, not alike", "merged", "no names", "nothing"),
    ],
)
def test_a_value_stands_under_its_name(seven, places, values, expected):
    row = Line((), tuple(Entry(text, 1, at) for at, text in values.items()))
    found = by_place(row, named(seven, *places))
    assert (found if found is None else texts(found)) == expected


def test_a_cell_under_two_names_is_nobodys(seven):
    row = Line((), (Entry("5", 1, 1, 2),))
    assert by_place(row, named(seven, 1, 2)) is None


# ── facts ────────────────────────────────────────────────────────────────────────────────


def column(catalogue, key):
    row, _, name = key.partition(".")
    return next(c for c in columns_of(catalogue, row) if c.id == name)


def test_a_fact_keeps_what_was_printed_and_where(catalogue):
    enterprise = column(catalogue, "requests_received.enterprise")
    fact = fact_of(Entry(" 1,234 ", 5, 3), enterprise, (), 2)
    assert fact == Fact(1234, Status.REPORTED, " 1,234 ", place=(2, 5, 3))


@pytest.mark.parametrize(
    ("key", "value", "status"),
    [
        ("licensing.items_change", 8, Status.REPORTED),
        ("licensing.items_last_year", None, Status.UNREADABLE),
    ],
)
def test_words_for_more_are_for_columns_of_changes(catalogue, key, value, status):
    fact = fact_of(Entry("增8", 0, 0), column(catalogue, key), (), 0)
    assert (fact.value, fact.status) == (value, status)


def test_money_among_counts_stands_in_the_wrong_place(catalogue):
    fact = fact_of(Entry("12万元", 1, 2), column(catalogue, "procurement.projects"), (), 0)
    assert fact == Fact(None, Status.UNREADABLE, "12万元", place=(0, 1, 2))


def test_a_field_printed_twice_alike_is_one_and_otherwise_nobodys():
    reading = Reading()
    reading.put("a.b", Fact(1, Status.REPORTED, "1"))
    reading.put("a.b", Fact(1, Status.REPORTED, "１"))
    assert (reading.facts["a.b"].value, reading.findings) == (1, [])
    reading.put("a.b", Fact(None, Status.BLANK, ""))
    assert reading.facts == {"a.b": Fact(None, Status.UNREADABLE, "１")}
    reading.put("a.b", Fact(2, Status.REPORTED, "2"))
    assert reading.facts == {"a.b": Fact(None, Status.UNREADABLE, "１ | 2")}
    assert reading.findings == [
        Finding("extraction", ("a.b",), detail=detail, reason="twice")
        for detail in ("１", "１ | 2")
    ]


@pytest.mark.parametrize(
    ("printed", "raw", "detail"), [([" 1 ", "2"], "1 2", "1 2"), ([], None, "")]
)
def test_a_row_nobody_can_place_is_kept_as_printed(printed, raw, detail):
    reading = Reading()
    reading.put_unreadable(["a.b", "a.c"], [Entry(text, 0, 0) for text in printed])
    assert reading.facts == dict.fromkeys(["a.b", "a.c"], Fact(None, Status.UNREADABLE, raw))
    assert reading.findings == [
        Finding("extraction", ("a.b", "a.c"), detail=detail, reason="count")
    ]


ONE = Fact(1, Status.REPORTED, " 1 ", place=(0, 1, 1))
HALF = Fact(0.1, Status.REPORTED, "0.1", place=(0, 2, 1))
EMPTY = Fact(None, Status.BLANK, None, place=(0, 3, 1))
STROKE = Fact(None, Status.NOT_APPLICABLE, "/", place=(0, 4, 1))
ODD = Fact(None, Status.UNREADABLE, "约2", place=(0, 5, 1))


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ([ONE], ONE),
        ([EMPTY], EMPTY),
        ([ONE, HALF, HALF], Fact(1.2, Status.REPORTED, "1 + 0.1 + 0.1", place=(0, 1, 1))),
        ([EMPTY, EMPTY], Fact(None, Status.BLANK, " + ", place=(0, 3, 1))),
        ([STROKE, STROKE], Fact(None, Status.NOT_APPLICABLE, "/ + /", place=(0, 4, 1))),
        ([ONE, EMPTY], Fact(None, Status.UNREADABLE, "1 + ", place=(0, 1, 1))),
        ([EMPTY, STROKE], Fact(None, Status.UNREADABLE, " + /", place=(0, 3, 1))),
        ([ONE, ODD], Fact(None, Status.UNREADABLE, "1 + 约2", place=(0, 1, 1))),
    ],
)
def test_parts_add_up_where_each_has_a_value(facts, expected):
    assert added_up(facts) == expected
