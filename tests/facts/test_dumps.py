"""Tables as dumps leave them: what was cut, shifted, written twice or run together."""

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
RECEIVED, CARRIED = "一、本年新收政府信息公开申请数量", "二、上年结转政府信息公开申请数量"
GRANTED, PARTLY = "（一）予以公开", "（二）部分公开"


def rows_table(*rows, geometry=Geometry.GRID):
    cells = (Cell(r, c, text) for r, row in enumerate(rows) for c, text in enumerate(row))
    return Table(tuple(cells), geometry)


def stream(*lines):
    """Make a table of a page's lines, cut at their blanks."""
    return rows_table(*(line.split() for line in lines), geometry=Geometry.STREAM)


def facts_of(catalogue, *tables, template="2019"):
    return read_facts(tables, template, catalogue).facts


def row_of(facts, row):
    read = [facts[f"{row}.{c}"] for c in COLUMNS]
    return [f.value if f.status is Status.REPORTED else f.status.value for f in read]


UNREADABLE = ["unreadable"] * 7
ROW = "5 11 2 3 13 1 35"
VALUES = [5, 11, 2, 3, 13, 1, 35]


class TestStreams:
    def test_the_end_of_a_label_may_stand_behind_its_values(self, catalogue):
        lines = [f"1.属于国 {ROW}", "家秘密", "2.其他法律", f"行政法规 {ROW}", "禁止公开"]
        facts = facts_of(catalogue, stream(*HEAD, *lines, f"3.危及“三安全一稳定” {ROW}"))
        for row in ("state_secret", "forbidden_by_law", "security"):
            assert row_of(facts, f"denied_{row}") == VALUES

    def test_the_end_of_a_label_nobody_prints_is_not_taken(self, catalogue):
        facts = facts_of(catalogue, stream(*HEAD, f"1.属于国 {ROW}", "家机密 2.重复申请", "1 2"))
        assert row_of(facts, "denied_state_secret") == UNREADABLE

    def test_punctuation_cut_from_a_label_is_no_value(self, catalogue):
        table = stream(*HEAD, f"三 {GRANTED} {ROW}", f"、 {PARTLY} 5 11 2 3 13 1", f"本 {RECEIVED}")
        facts = facts_of(catalogue, table)
        assert row_of(facts, "granted") == VALUES
        assert row_of(facts, "partly_granted") == UNREADABLE

    @pytest.mark.parametrize(
        ("printed", "read"),
        [
            ("5 11 2 3 1 3 1 35", VALUES),
            ("5 11 2 3 1 3 1 3 5", VALUES),
            ("0 0 0 0 0 1 0 10", [0, 0, 0, 0, 0, 10, 10]),
            ("5 1 1 2 3 13 1 35", UNREADABLE),
            ("0 0 0 0 0 0 0 0", UNREADABLE),
        ],
        ids=["two pieces", "two numbers", "noughts", "two ways", "no number begins with nought"],
    )
    def test_parted_digits_are_joined_where_one_sum_proves_it(self, catalogue, printed, read):
        facts = facts_of(catalogue, stream(*HEAD, f"{RECEIVED} {printed}"))
        assert row_of(facts, "requests_received") == read

    def test_the_number_of_a_page_is_no_value(self, catalogue):
        table = stream(*HEAD, f"{RECEIVED} {ROW}", "7", f"{CARRIED} 5 11 2 3 13 1", "8")
        facts = facts_of(catalogue, table)
        assert row_of(facts, "requests_received") == VALUES
        assert row_of(facts, "requests_carried_in") == UNREADABLE

    def test_values_above_their_labels_are_nobodys(self, catalogue):
        facts = facts_of(catalogue, stream(*HEAD, ROW, RECEIVED, "1 0 0 0 0 0 1", CARRIED))
        assert row_of(facts, "requests_received") == UNREADABLE

    def test_lines_with_wide_gaps_stay_in_the_table(self):
        wide = "       ".join([f"三、本年度办理结果        {GRANTED}", *ROW.split()])
        text = f"申请人情况\n自然人    商业企业\n{RECEIVED}    {'    '.join(ROW.split())}\n{wide}\n"
        (table,) = read_text(f"{text}五、存在的主要问题及改进情况\n").blocks[:-1]
        assert [c.text for c in table.cells][-8:] == [GRANTED, *ROW.split()]

    @pytest.mark.parametrize("remark", ["表后说明一句。", "注：本年度无申请", "说明"])
    def test_a_remark_below_a_table_is_prose(self, remark):
        text = f"申请人情况\n自然人 商业企业\n{RECEIVED} {ROW}\n四、结转下年度继续办理\n{remark}\n"
        table, *rest = read_text(f"{text}五、存在的主要问题及改进情况\n").blocks
        assert isinstance(table, Table)
        assert table.cells[-1].text == "四、结转下年度继续办理"
        assert [b.text for b in rest] == [remark, "五、存在的主要问题及改进情况"]

    @pytest.mark.parametrize("line", ["- 5 -", "— 12 —", "第 3 页 共 8 页", "第3页"])
    def test_page_numbers_are_no_paragraphs(self, line):
        blocks = read_text(f"我镇公开信息\n{line}\n共十二条。\n").blocks
        assert [b.text for b in blocks] == ["我镇公开信息", "共十二条。"]


class TestLooseRows:
    def test_a_label_one_row_late_gets_no_values(self, catalogue):
        rows = [
            [RECEIVED, "", *ROW.split()],
            ["三、本年度办理结果", "", *"1000001"],
            ["", GRANTED, *"2000002"],
            ["", "（三）不予公开", "1.属于国家秘密", *"3000003"],
        ]
        facts = facts_of(catalogue, rows_table(["", *HEAD], *rows, geometry=Geometry.LOOSE))
        assert row_of(facts, "requests_received") == VALUES
        assert row_of(facts, "granted") == UNREADABLE
        assert row_of(facts, "denied_state_secret") == [3, 0, 0, 0, 0, 0, 3]

    def test_merged_cells_written_out_are_read_once(self, catalogue):
        corner = ["勾稽关系"] * 2
        rows = [
            [*corner, *["申请人情况"] * 7],
            [*corner, "自然人", *["法人或其他组织"] * 5, "总计"],
            [*corner, *HEAD[1:]],
            [RECEIVED, RECEIVED, *ROW.split()],
            ["三、本年度办理结果", GRANTED, "1", "", "0", "0", "0", "0", "1"],
        ]
        facts = facts_of(catalogue, rows_table(*rows, geometry=Geometry.LOOSE))
        assert row_of(facts, "requests_received") == VALUES
        assert row_of(facts, "granted") == [1, "blank", 0, 0, 0, 0, 1]

    def test_a_number_written_out_twice_fills_one_column(self, catalogue):
        head = ["信息内容", "上一年项目数量", "本年增/减", "本年增/减"]
        read = [["12", "-5", "-5"], ["", "-5", "-5"], ["12", "3", "4"]]
        values = []
        for numbers in read:
            table = rows_table(head, ["行政事业性收费", *numbers], geometry=Geometry.LOOSE)
            facts = facts_of(catalogue, table)
            values.append([facts[f"fees.{c}"].value for c in ("items_last_year", "items_change")])
        assert values == [[12, -5], [None, -5], [None, None]]


class TestDisputes:
    LEAVES = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")

    @pytest.mark.parametrize("written_out", [False, True], ids=["empty", "written out"])
    def test_merged_cells_without_spans(self, catalogue, written_out):
        def merged(text, count):
            return [text] * count if written_out else [text, *[""] * (count - 1)]

        upper = [*self.LEAVES, *merged("未经复议直接起诉", 5), *merged("复议后起诉", 5)]
        lower = [*(self.LEAVES if written_out else [""] * 5), *self.LEAVES * 2]
        groups = [*merged("行政复议", 5), *merged("行政诉讼", 10)]
        facts = facts_of(catalogue, rows_table(groups, upper, lower, [*map(str, range(15))]))
        assert facts["review.pending"].value == 3
        assert facts["lawsuit_direct.upheld"].value == 5
        assert facts["lawsuit_after_review.total"].value == 14

    @pytest.mark.parametrize("blank", [15, 13], ids=["all its cells", "not as many"])
    def test_a_table_nobody_filled_in_is_blank(self, catalogue, blank):
        groups = ["行政复议", *[""] * 4, "行政诉讼", *[""] * 9]
        upper = [*self.LEAVES, "未经复议直接起诉", *[""] * 4, "复议后起诉", *[""] * 4]
        lower = [*[""] * 5, *self.LEAVES * 2]
        facts = facts_of(catalogue, rows_table(groups, upper, lower, [""] * blank))
        status = Status.BLANK if blank == 15 else Status.UNREADABLE
        assert {f.status for k, f in facts.items() if k.startswith("review.")} == {status}


def test_a_block_may_be_a_table_of_its_own(catalogue):
    blocks = [
        rows_table(["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"], ["规章", *"235"]),
        rows_table(["信息内容", "本年处理决定数量"], ["行政许可", "7"]),
        rows_table(["信息内容", "本年收费金额（单位：万元）"], ["行政事业性收费", "1.5"]),
    ]
    assert template_of(blocks, catalogue) == "2021"
    facts = facts_of(catalogue, *blocks, template="2021")
    assert facts["licensing.decisions"].value == 7
    assert facts["fees.amount"].value == 1.5


@pytest.mark.parametrize("review", ["行政复议（件）", "行政复议案件"])
def test_disputes_worded_otherwise_are_told_from_a_pages_lines(catalogue, review):
    leaves = ["维持", "纠正", "其他结果", "未审结", "合计"]
    lines = [f"{review} 行政诉讼", " ".join(leaves), "未经复议 直接起诉 复议后起诉"]
    table = stream(*lines, " ".join(leaves * 2), " ".join(map(str, range(15))))
    facts = facts_of(catalogue, table)
    assert facts["review.total"].value == 4
    assert facts["lawsuit_after_review.corrected"].value == 11


@pytest.mark.parametrize("kind", ["行政检查", "其中：行政检查", "1.行政检查", "（1）行政检查"])
def test_a_row_with_numbers_of_its_own_stands_above_its_kinds(catalogue, kind):
    head = ["信息内容", "上一年项目数量", "本年增/减", "处理决定数量"]
    known, own, parts = ["行政许可", *"123"], ["其他对外管理服务事项"], [kind, *"516"]
    whole = facts_of(catalogue, rows_table(head, known, [*own, *"709"], parts))
    added = facts_of(
        catalogue, rows_table(head, known, [*own, "", "", ""], parts, ["行政确认", *"212"])
    )
    columns = ("items_last_year", "items_change", "decisions")
    assert [whole[f"other_services.{c}"].value for c in columns] == [7, 0, 9]
    assert [added[f"other_services.{c}"].value for c in columns] == [7, 2, 8]


@pytest.mark.parametrize(("lost", "is_read"), [(9, False), (14, True)], ids=["amid", "at the end"])
def test_of_disputes_that_lost_a_name_and_a_number_only_the_last_may_be_read(
    catalogue, lost, is_read
):
    kinds = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"] * 3
    rows = [
        ["行政复议", "行政诉讼"],
        ["未经复议直接起诉", "复议后起诉"],
        [kind for index, kind in enumerate(kinds) if index != lost],
        [str(index) for index in range(15) if index != lost],
    ]
    cells = (Cell(r, c, text) for r, row in enumerate(rows) for c, text in enumerate(row))
    facts = read_facts([Table(tuple(cells), Geometry.CELLS)], "2021", catalogue).facts
    read = {key: fact.value for key, fact in facts.items() if fact.value is not None}
    assert (read.get("lawsuit_after_review.upheld") == 10) is is_read
    assert bool(read) is is_read
