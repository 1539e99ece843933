"""Where numbers go, for tables as text dumps and pages leave them, and when they go nowhere."""

import pytest

from indexer.facts import read_facts, template_of
from indexer.model import Cell, Geometry, Status, Table
from indexer.readers.text import read_text

HEAD = [
    "申请人情况",
    "自然人",
    "商业企业",
    "科研机构",
    "社会公益组织",
    "法律服务机构",
    "其他",
    "总计",
]
COLUMNS = (
    "natural_person", "enterprise", "research", "nonprofit", "legal_service", "other_org", "total",
)  # fmt: skip


def grid(*rows, geometry=Geometry.GRID):
    """Make a table of rows of texts; a pair is a text and its column span."""
    cells = []
    for r, row in enumerate(rows):
        column = 0
        for entry in row:
            text, span = entry if isinstance(entry, tuple) else (entry, 1)
            cells.append(Cell(r, column, text, 1, span))
            column += span
    return Table(tuple(cells), geometry)


def read(catalogue, *tables, template="2019"):
    reading = read_facts(tables, template, catalogue)
    return reading.facts, [f for f in reading.findings if f.reason not in ("absent", "table")]


def row_of(facts, row):
    return [
        facts[f"{row}.{c}"].value
        if facts[f"{row}.{c}"].status is Status.REPORTED
        else facts[f"{row}.{c}"].status.value
        for c in COLUMNS
    ]


def label(text, *values):
    return [text, *(str(v) for v in values)]


RECEIVED = "一、本年新收政府信息公开申请数量"
GRANTED = "（一）予以公开"


class TestGrid:
    def test_a_blank_cell_is_blank_and_a_stroke_is_not_applicable(self, catalogue):
        facts, doubts = read(catalogue, grid(HEAD, [RECEIVED, "1", "", "/", "0", "—", "无", "1"]))
        assert row_of(facts, "requests_received") == [
            1, "blank", "not_applicable", 0, "not_applicable", "not_applicable", 1,
        ]  # fmt: skip
        assert doubts == []

    def test_columns_go_by_their_names(self, catalogue):
        head = [HEAD[0], HEAD[7], *HEAD[1:7]]
        facts, _ = read(catalogue, grid(head, label(RECEIVED, 21, 1, 2, 3, 4, 5, 6)))
        assert row_of(facts, "requests_received") == [1, 2, 3, 4, 5, 6, 21]

    def test_a_column_nobody_ordered_is_passed_over(self, catalogue):
        head = [*HEAD[:7], "备注", HEAD[7]]
        facts, _ = read(catalogue, grid(head, [RECEIVED, "1", "2", "3", "4", "5", "6", "", "21"]))
        assert row_of(facts, "requests_received") == [1, 2, 3, 4, 5, 6, 21]

    def test_a_shifted_row_with_all_its_values_is_read(self, catalogue):
        head = ["", "", *HEAD]
        rows = [
            ["", "", *label(RECEIVED, 1, 2, 3, 4, 5, 6, 21)],
            [GRANTED, "1", "0", "0", "0", "0", "0", "1", "", ""],
        ]
        facts, _ = read(catalogue, grid(head, *rows))
        assert row_of(facts, "granted") == [1, 0, 0, 0, 0, 0, 1]

    def test_a_merged_cell_over_two_columns_is_nobodys(self, catalogue):
        row = [RECEIVED, "1", "2", "3", "4", ("5", 2), "21"]
        facts, doubts = read(catalogue, grid(HEAD, row))
        assert row_of(facts, "requests_received") == ["unreadable"] * 7
        assert doubts[0].reason == "count"

    @pytest.mark.parametrize(
        ("values", "read_as"),
        [
            (["", "", "", "", "690", "", "", "", ""], ["unreadable"] * 7),
            (["4", "", "", "", "690", "", "", "", ""], [4, *["blank"] * 3, 690, *["blank"] * 2]),
            ([""] * 9, ["blank"] * 7),
        ],
        ids=["the first may be the label's", "it is none", "nothing is printed"],
    )
    def test_blank_cells_too_many_without_a_header_are_believed_behind_a_number(
        self, catalogue, values, read_as
    ):
        rows = [[RECEIVED, *"1000001"], [GRANTED, *values], ["（二）部分公开", *"1000001"]]
        facts, _ = read(catalogue, grid(*rows))
        assert row_of(facts, "granted") == read_as

    @pytest.mark.parametrize(
        ("values", "read_as"),
        [
            ("1 0 0 0 0 0 5 1", ["unreadable"] * 7),
            ("1  0 0 0 0 0 1", [1, 0, 0, 0, 0, 0, 1]),
            (" 1 0 0 0 0 0 ", ["unreadable"] * 7),
            ("1 5  0 0 0 0 1", ["unreadable"] * 7),
        ],
        ids=[
            "a value too many",
            "a blank, and all add up",
            "a blank, a blank total",
            "in its place",
        ],
    )
    def test_a_row_with_a_cell_too_many_is_nobodys_unless_it_adds_up(
        self, catalogue, values, read_as
    ):
        others = [label(RECEIVED, 1, 0, 0, 0, 0, 0, 1), label("（二）部分公开", *[0] * 7)]
        facts, _ = read(catalogue, grid(HEAD, *others, [GRANTED, *values.split(" ")]))
        assert row_of(facts, "granted") == read_as

    def test_words_behind_the_last_column_are_notes_and_no_values(self, catalogue):
        head = [*HEAD, "备注"]
        rows = [
            [RECEIVED, "1", "", "0", "0", "0", "0", "1", "见附件"],
            [GRANTED, "1", "", "0", "0", "0", "0", "1", ""],
        ]
        facts, _ = read(catalogue, grid(head, *rows))
        for row in ("requests_received", "granted"):
            assert row_of(facts, row) == [1, "blank", 0, 0, 0, 0, 1]

    def test_a_label_cut_so_that_it_reads_like_another_row_is_not_that_row(self, catalogue):
        head = ["", *HEAD]
        rows = [
            ["（六）其他", "1.申请人无正当理", "", "", "", "", "", "4", ""],
            ["处理", "3.其他", "0", "0", "0", "0", "0", "7", "7"],
        ]
        facts, _ = read(catalogue, grid(head, *rows), template="2021")
        assert row_of(facts, "other_misc") == [0, 0, 0, 0, 0, 7, 7]
        assert row_of(facts, "other_overdue_correction") == ["unreadable"] * 7

    def test_copies_of_a_name_over_one_value_and_blanks_are_one_column(self, catalogue):
        rows = [
            ["信息内容", "处理决定数量", "处理决定数量", "处理决定数量"],
            ["行政许可", "29", "", ""],
            ["行政处罚", "", "", ""],
            ["行政强制", "1", "2", ""],
        ]
        facts, _ = read(catalogue, grid(*rows), template="2021")
        values = {row: facts[f"{row}.decisions"] for row in ("licensing", "penalties", "coercion")}
        assert values["licensing"].value == 29
        assert values["penalties"].status is Status.BLANK
        assert values["coercion"].status is Status.UNREADABLE

    @pytest.mark.parametrize("change", ["增加8", "减少8", "增8"])
    def test_a_change_in_words_behind_a_blank_is_no_label(self, catalogue, change):
        head = ["信息内容", "上一年项目数量", "本年增/减", "处理决定数量"]
        facts, _ = read(catalogue, grid(head, ["行政许可", "", change, "5"]))
        assert facts["licensing.items_last_year"].status is Status.BLANK
        assert abs(facts["licensing.items_change"].value) == 8
        assert facts["licensing.decisions"].value == 5

    def test_words_in_a_number_cell_are_unreadable_alone(self, catalogue):
        facts, doubts = read(catalogue, grid(HEAD, label(RECEIVED, 1, " 约2", 3, 4, 5, 6, 21)))
        assert row_of(facts, "requests_received") == [1, "unreadable", 3, 4, 5, 6, 21]
        assert facts["requests_received.enterprise"].raw == " 约2"
        assert [(f.code, f.reason, f.fields, f.detail) for f in doubts] == [
            ("extraction", "cell", ("requests_received.enterprise",), "约2")
        ]

    def test_a_row_printed_twice_with_other_values_is_nobodys(self, catalogue):
        rows = [label(RECEIVED, 1, 0, 0, 0, 0, 0, 1), label(RECEIVED, 2, 0, 0, 0, 0, 0, 2)]
        facts, doubts = read(catalogue, grid(HEAD, *rows))
        assert row_of(facts, "requests_received") == [
            "unreadable", 0, 0, 0, 0, 0, "unreadable",
        ]  # fmt: skip
        assert {key for f in doubts for key in f.fields} == {
            "requests_received.natural_person",
            "requests_received.total",
        }

    def test_a_subtotal_is_passed_over_and_an_unknown_row_is_a_doubt(self, catalogue):
        rows = [
            label(RECEIVED, 1, 0, 0, 0, 0, 0, 1),
            label("小计", 9, 9, 9, 9, 9, 9, 9),
            label("9.其他理由", 8, 8, 8, 8, 8, 8, 8),
        ]
        facts, doubts = read(catalogue, grid(HEAD, *rows))
        assert row_of(facts, "requests_received") == [1, 0, 0, 0, 0, 0, 1]
        assert [(f.reason, f.detail) for f in doubts] == [("row", "9.其他理由")]


class TestLooseRows:
    """Tab-separated rows, whose columns may be lost."""

    def test_a_row_padded_at_its_end_may_have_lost_a_value(self, catalogue):
        rows = [label(RECEIVED, 1, 0, 0, 0, 0, 0, 1), [GRANTED, *"000000", ""]]
        facts, doubts = read(catalogue, grid(HEAD, *rows, geometry=Geometry.LOOSE))
        assert row_of(facts, "requests_received") == [1, 0, 0, 0, 0, 0, 1]
        assert row_of(facts, "granted") == ["unreadable"] * 7
        assert doubts[0].reason == "count"

    def test_a_blank_between_values_is_one_where_all_rows_are_aligned(self, catalogue):
        rows = [label(RECEIVED, 1, 0, 0, 0, 0, 0, 1), [GRANTED, "1", "", "0", "0", "0", "0", "1"]]
        facts, _ = read(catalogue, grid(HEAD, *rows, geometry=Geometry.LOOSE))
        assert row_of(facts, "granted") == [1, "blank", 0, 0, 0, 0, 1]

    def test_six_values_under_six_names_are_not_seven(self, catalogue):
        rows = [HEAD[:7], [GRANTED, *"000000"]]
        facts, _ = read(catalogue, grid(*rows, geometry=Geometry.LOOSE))
        assert row_of(facts, "granted") == ["unreadable"] * 7

    def test_two_rows_run_into_one_are_nobodys(self, catalogue):
        rows = [
            label(RECEIVED, 1, 0, 0, 0, 0, 0, 1),
            ["（六）其他处理", "（七）总计", *"1000001"],
        ]
        facts, _ = read(catalogue, grid(HEAD, *rows, geometry=Geometry.LOOSE))
        assert row_of(facts, "other_handling") == ["unreadable"] * 7
        assert row_of(facts, "handled") == ["unreadable"] * 7


MONEY = ["信息内容", "采购项目数量", "采购总金额"]


@pytest.mark.parametrize(
    ("head", "printed", "value", "assumed"),
    [
        ("采购总金额", "72419", 72419, True),
        ("采购总金额（单位：万元，保留四位小数）", "5.6", 5.6, False),
        ("采购总金额（元）", "251000", 25.1, False),
        ("采购总金额（元）", "3249.75万元", 3249.75, False),
        ("采购总金额", "251000元", 25.1, False),
    ],
)
def test_money_takes_the_nearest_unit(catalogue, head, printed, value, assumed):
    table = grid([*MONEY[:2], head], ["政府集中采购", "3", printed])
    facts, _ = read(catalogue, table)
    fact = facts["procurement.amount"]
    assert (fact.value, fact.unit_assumed, fact.raw) == (value, assumed, printed)
    assert facts["procurement.projects"].value == 3


ITEMS = ["信息内容", "上一年项目数量", "本年增/减", "处理决定数量"]


@pytest.mark.parametrize(
    ("rows", "value", "raw"),
    [
        ([["其他对外管理服务事项", "行政检查", "1", "+2", "3"], ["", "行政确认", "4", "-1", "6"]],
         [5, 1, 9], "3 + 6"),
        ([["其他对外管理服务事项", "", "7", "0", "9"]], [7, 0, 9], "9"),
        ([["其他对外管理服务事项", "", "7", "0", "9"], ["其中：行政检查", "", "1", "0", "2"]],
         [7, 0, 9], "9"),
        ([["其他对外管理服务事项", "行政检查", "1", "0", "3"], ["", "行政确认", "", "0", "6"]],
         ["unreadable", 0, 9], "3 + 6"),
    ],
    ids=["parts", "whole", "a whole with its parts", "a blank part"],
)  # fmt: skip
def test_parts_are_added_up_and_a_printed_whole_stands(catalogue, rows, value, raw):
    head = [("信息内容", 2), *ITEMS[1:]]
    facts, _ = read(catalogue, grid(head, ["行政许可", "", "1", "1", "1"], *rows))
    got = [facts[f"other_services.{c}"] for c in ("items_last_year", "items_change", "decisions")]
    assert [f.value if f.status is Status.REPORTED else f.status.value for f in got] == value
    assert got[2].raw == raw


def test_parts_one_of_which_cannot_be_read_give_no_sum(catalogue):
    head = [("信息内容", 2), *ITEMS[1:]]
    rows = [["其他对外管理服务事项", "行政检查", "1", "2", "3"], ["", "行政确认", ("4", 3)]]
    facts, doubts = read(catalogue, grid(head, ["行政许可", "", "1", "1", "1"], *rows))
    assert facts["other_services.decisions"].status is Status.UNREADABLE
    assert ("part", ("other_services.decisions",)) in [(d.reason, d.fields) for d in doubts]


GROUPS = [("行政复议", 5), ("行政诉讼", 10)]
LEAVES = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
LAWSUITS = [("", 5), ("未经复议直接起诉", 5), ("复议后起诉", 5)]


def disputes(*values, leaves=LEAVES * 3, geometry=Geometry.GRID):
    return grid(GROUPS, LAWSUITS, leaves, [str(v) for v in values], geometry=geometry)


class TestDisputes:
    def test_fifteen_values_under_fifteen_names(self, catalogue):
        facts, _ = read(catalogue, disputes(*range(15)))
        assert facts["review.upheld"].value == 0
        assert facts["lawsuit_direct.corrected"].value == 6
        assert facts["lawsuit_after_review.total"].value == 14

    def test_a_blank_is_blank_in_a_grid(self, catalogue):
        facts, _ = read(catalogue, disputes(1, "", *range(13)))
        assert facts["review.corrected"].status is Status.BLANK
        assert facts["review.other"].value == 0

    def test_fourteen_values_for_fifteen_names_are_nobodys(self, catalogue):
        facts, doubts = read(catalogue, disputes(*range(14), geometry=Geometry.LOOSE))
        assert {facts[k].status for k in facts if k.startswith("review.")} == {Status.UNREADABLE}
        assert doubts[0].reason == "count"


@pytest.mark.parametrize("cut", ["\n", " "], ids=["a piece a line", "pieces side by side"])
def test_a_header_in_pieces_is_put_together(catalogue, cut):
    pieces = [f"{leaf[:2]}{cut}{leaf[2:]}" for leaf in LEAVES]
    pieces[4] = f"总{cut}计"
    header = ["行政复议", "行政诉讼", *pieces, "未经复议直接起诉", "复议后起诉", *pieces * 2]
    text = "\n".join([*header, *map(str, range(15))])
    tables = [b for b in read_text(text).blocks if isinstance(b, Table)]
    facts, _ = read(catalogue, *tables)
    assert facts["review.total"].value == 4
    assert facts["lawsuit_after_review.upheld"].value == 10


def test_the_form_is_told_by_its_words_not_by_the_year(catalogue):
    assert template_of([grid(ITEMS, label("行政许可", 1, 0, 2))], catalogue) == "2019"
    # Disputes are printed alike in both: the older form has no words of its own for them.
    assert template_of([disputes(*range(15))], catalogue) == "2019"
    newer = grid(["信息内容", "本年制发件数", "本年废止件数"], label("规章", 0, 0))
    assert template_of([newer], catalogue) == "2021"
    assert template_of([grid(["姓名", "年龄"], ["张三", "30"])], catalogue) is None


def test_a_table_that_is_missing_leaves_its_fields_unreadable(catalogue):
    reading = read_facts([disputes(*range(15))], "2019", catalogue)
    assert len(reading.facts) == 198
    assert reading.facts["requests_received.total"].status is Status.UNREADABLE
    assert any(
        f.reason == "table" and "requests_received.total" in f.fields for f in reading.findings
    )


def test_a_row_that_is_missing_from_its_table_is_named(catalogue):
    reading = read_facts([grid(HEAD, label(RECEIVED, 1, 0, 0, 0, 0, 0, 1))], "2019", catalogue)
    reasons = {key: f.reason for f in reading.findings for key in f.fields}
    assert reasons["granted.total"] == "absent"
    assert reasons["review.total"] == "table"
    assert "requests_received.total" not in reasons


def test_disputes_below_one_another_are_read_as_those_side_by_side(catalogue):
    head = ["", "结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
    kinds = ["行政复议", "未经复议直接起诉", "复议后起诉"]
    below = grid(head, *(label(kind, n, 0, 0, 0, n) for n, kind in enumerate(kinds, 1)))
    facts, doubts = read(catalogue, below)
    rows = ("review", "lawsuit_direct", "lawsuit_after_review")
    assert [facts[f"{row}.{c}"].value for row in rows for c in ("upheld", "other", "total")] == [
        1, 0, 1, 2, 0, 2, 3, 0, 3,
    ]  # fmt: skip
    assert doubts == []


STREAM = """三、收到和处理政府信息公开申请情况
（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）
申请人情况
自然人
法人或其他组织
总计
商业企业
科研机构
社会公益组织
法律服务机构
其他
一、本年新收政府信息公开申请数量
1
2
0
0
0
0
3
二、上年结转政府信息公开申请数量
0
0
0
0
0
0
三、本年度办理结果
（一）予以公开
1
0
0
0
0
0
1
四、政府信息公开行政复议、行政诉讼情况
"""


def test_one_cell_a_line_is_read_where_a_row_has_all_its_values(catalogue):
    tables = [b for b in read_text(STREAM).blocks if isinstance(b, Table)]
    facts, _ = read(catalogue, *tables)
    assert row_of(facts, "requests_received") == [1, 2, 0, 0, 0, 0, 3]
    assert row_of(facts, "requests_carried_in") == ["unreadable"] * 7
    assert row_of(facts, "granted") == [1, 0, 0, 0, 0, 0, 1]


def test_empty_columns_beside_a_header_of_two_tiers_hold_nothing(catalogue):
    parts = ["商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他"]
    names = [
        Cell(0, 0, "申请人情况", 2),
        Cell(0, 1, "自然人", 2),
        Cell(0, 2, "法人或其他组织", 1, 5),
        Cell(0, 7, "总计", 2),
        *(Cell(1, 2 + i, text) for i, text in enumerate(parts)),
    ]
    handled = [Cell(2, c, text) for c, text in enumerate(["（七）总计", *"1000001"])]
    table = Table((*names, *handled, *(Cell(r, 8, "") for r in range(3))))
    facts, doubts = read(catalogue, table)
    assert row_of(facts, "handled") == [1, 0, 0, 0, 0, 0, 1]
    assert not [d for d in doubts if any(f.startswith("handled") for f in d.fields)]


@pytest.mark.parametrize(
    "pieces",
    [
        pytest.param(["（三）不予公开", "1.属于国家秘密"], id="whole"),
        pytest.param(["（三）不予公开", "1.属于国家", "秘密"], id="in pieces"),
        pytest.param(["（三）不予公开", "1.属于国家"], id="its end behind the values"),
    ],
)
def test_values_behind_two_labels_are_nobodys(catalogue, pieces):
    # All cells of （二） are blank and have vanished; the seven values are those of the next row.
    lines = [*HEAD, RECEIVED, *"1000001", "（二）部分公开", *pieces, *"3000003"]
    table = grid(*[[line] for line in lines], geometry=Geometry.STREAM)
    facts, doubts = read(catalogue, table)
    assert row_of(facts, "requests_received") == [1, 0, 0, 0, 0, 0, 1]
    assert row_of(facts, "partly_granted") == ["unreadable"] * 7
    assert row_of(facts, "denied_state_secret") == ["unreadable"] * 7
    assert doubts
