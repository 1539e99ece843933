"""Tables as word processors save them to text: a cell a line, a blank line for a blank cell."""

import random

import pytest

from indexer.catalogue import catalogue
from indexer.model import Status
from indexer.parsing.parse import parse_bytes
from indexer.readers.laidout import rows_of_cells

FORM = next(form for form in catalogue().tables if form.number == 3)
HEADER = ["（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）", "申请人情况", "",
          "自然人", "法人或其他组织", "总计", "", "",
          "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", ""]  # fmt: skip


def printed(template: str, *, reach: bool = True, upright: bool = False):
    """Return the lines of table 3 with blanks and strokes in it, and what each cell says."""
    chance = random.Random(template)
    lines, said, above = list(HEADER), {}, ()
    for row in FORM.printed(template):
        path = row.path[template]
        shared = 0
        while shared < min(len(path) - 1, len(above) - 1) and path[shared] == above[shared]:
            shared += 1
        lines += [""] * shared if reach else []
        for group in path[shared:-1]:
            lines += group if upright else [group]
        lines.append(path[-1])
        for column in row.columns(template):
            said[f"{row.id}.{column.id}"] = chance.choice(["", "0", "7", "12", "/"])
            lines.append(said[f"{row.id}.{column.id}"])
        above = path
    return lines, said


@pytest.mark.parametrize("template", ["2019", "2021"])
@pytest.mark.parametrize("reach", [True, False], ids=["merged cells are blank", "or left out"])
@pytest.mark.parametrize("upright", [True, False], ids=["labels upright", "labels on a line"])
def test_blank_lines_are_blank_cells_where_every_row_has_its_number(template, reach, upright):
    lines, said = printed(template, reach=reach, upright=upright)
    mark = "现行有效件数" if template == "2021" else "对外公开总数量"
    head = (
        f"某镇2021年政府信息公开工作年度报告\n二、主动公开政府信息情况\n信息内容\n{mark}\n规章\n1"
    )
    text = "\n".join(
        [
            head,
            "三、收到和处理政府信息公开申请情况",
            *lines,
            "四、政府信息公开行政复议、行政诉讼情况",
        ]
    )
    facts = parse_bytes(text.encode(), "a.txt").facts.values
    kinds = {"": (Status.BLANK, Status.INFERRED), "/": (Status.NOT_APPLICABLE,)}
    for key, text in said.items():
        assert facts[key].status in kinds.get(text, (Status.REPORTED,)), key
        assert text in ("", "/") or facts[key].value == int(text), key


@pytest.mark.parametrize(
    "change",
    [
        lambda lines: [part for line in lines for part in (line, "")],
        lambda lines: [line for line in lines if line],
        lambda lines: lines[:40] + lines[41:],
        lambda lines: [*lines[:40], "", *lines[40:]],
        lambda lines: lines[:60],
        lambda lines: [*lines, "8"],
    ],
    ids=["blank lines between cells", "no blank lines", "a line lost", "one too many",
         "the rest lost", "a number below"],
)  # fmt: skip
def test_where_one_row_has_not_its_number_nothing_is_told(change):
    lines, _ = printed("2021")
    assert rows_of_cells(lines) is not None
    assert rows_of_cells(change(lines)) is None


def test_rows_side_by_side_have_a_header_of_two_tiers():
    names = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
    header = [
        "行政复议",
        "行政诉讼",
        *names,
        "未经复议直接起诉",
        "复议后起诉",
        *[""] * 5,
        *names,
        *names,
    ]
    values = ["0", "4", "", "0", "4", "", *"7654321", "", "1"]
    assert rows_of_cells([*header, *values])[-1] == values
    assert rows_of_cells([*header, *values[:-1]]) is None
    assert rows_of_cells([*(h for h in header if h), *values]) is None
