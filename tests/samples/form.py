"""The two official forms as the samples print them: rows, columns, labels and merged cells.

Written from the forms themselves (国办公开办函〔2019〕60号, 〔2021〕30号) and apart from the
catalogue of the indexer, so that a mistake there cannot hide in the samples.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

APPLICANTS = {
    "natural_person": "自然人",
    "enterprise": "商业企业",
    "research": "科研机构",
    "nonprofit": "社会公益组织",
    "legal_service": "法律服务机构",
    "other_org": "其他",
    "total": "总计",
}
OUTCOMES = {
    "upheld": "结果维持",
    "corrected": "结果纠正",
    "other": "其他结果",
    "pending": "尚未审结",
    "total": "总计",
}
DISPUTES = ("review", "lawsuit_direct", "lawsuit_after_review")

DENIED = {
    "denied_state_secret": "1.属于国家秘密",
    "denied_forbidden_by_law": "2.其他法律行政法规禁止公开",
    "denied_security": "3.危及“三安全一稳定”",
    "denied_third_party": "4.保护第三方合法权益",
    "denied_internal": "5.属于三类内部事务信息",
    "denied_process": "6.属于四类过程性信息",
    "denied_enforcement_file": "7.属于行政执法案卷",
    "denied_admin_query": "8.属于行政查询事项",
}
UNAVAILABLE = {
    "unavailable_not_held": "1.本机关不掌握相关政府信息",
    "unavailable_needs_creation": "2.没有现成信息需要另行制作",
    "unavailable_unclear": "3.补正后申请内容仍不明确",
}
NOT_PROCESSED = {
    "not_processed_petition": "1.信访举报投诉类申请",
    "not_processed_repeat": "2.重复申请",
    "not_processed_publication": "3.要求提供公开出版物",
    "not_processed_excessive": "4.无正当理由大量反复申请",
    "not_processed_reissue": "5.要求行政机关确认或重新出具已获取信息",
}
OTHER_2021 = {
    "other_overdue_correction": "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
    "other_overdue_fee": "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请",
    "other_misc": "3.其他",
}
CORNER = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"


@dataclass(frozen=True)
class Cell:
    """A printed cell: its text, how far it spans, and the field it holds, if any."""

    text: str
    down: int = 1
    across: int = 1
    field: str | None = None


Row = list[Cell]
Print = Callable[[str], str]
Subtotal = Callable[[list[str], str], str]
"""Prints the sum of some rows in one column."""


def outcome_rows(template: str) -> list[str]:
    """Return the rows whose sum is （七）总计."""
    other = ["other_handling"] if template == "2019" else list(OTHER_2021)
    return ["granted", "partly_granted", *DENIED, *UNAVAILABLE, *NOT_PROCESSED, *other]


def request_rows(template: str) -> list[str]:
    """Return all rows of table 3 in printed order."""
    before = ["requests_received", "requests_carried_in"]
    return [*before, *outcome_rows(template), "handled", "requests_carried_out"]


def disclosure_fields(template: str) -> dict[str, list[str]]:
    """Return the rows of table 2 and their columns."""
    if template == "2019":
        documents, items = (
            ["made", "published", "public_total"],
            ["items_last_year", "items_change"],
        )
        return {
            "regulations": documents,
            "normative_documents": documents,
            **{
                row: [*items, "decisions"]
                for row in ("licensing", "other_services", "penalties", "coercion")
            },
            "fees": items,
            "procurement": ["projects", "amount"],
        }
    documents = ["issued", "repealed", "in_force"]
    return {
        "regulations": documents,
        "normative_documents": documents,
        "licensing": ["decisions"],
        "penalties": ["decisions"],
        "coercion": ["decisions"],
        "fees": ["amount"],
    }


def fields(template: str) -> Iterator[str]:
    """Yield the keys of every cell the form prints."""
    for row, columns in disclosure_fields(template).items():
        yield from (f"{row}.{column}" for column in columns)
    for row in request_rows(template):
        yield from (f"{row}.{column}" for column in APPLICANTS)
    for row in DISPUTES:
        yield from (f"{row}.{column}" for column in OUTCOMES)


# ── table 2 ──────────────────────────────────────────────────────────────────────────────


def disclosure_table(
    template: str,
    show: Print,
    money: str,
    labels: Mapping[str, str],
    parts: Mapping[str, list[str]],
    extras: bool = False,
) -> list[Row]:
    """Lay out table 2; ``money`` stands behind the heading of an amount.

    ``labels`` replaces wordings that issuers vary, ``parts`` are rows printed below
    其他对外管理服务事项, by label, in place of its own numbers; ``extras`` adds a row of documents.
    """
    width = 5 if parts else 4
    known = disclosure_fields(template)
    others = [[Cell("其他主动公开文件", across=width - 3), Cell("7"), Cell("5"), Cell("9")]]
    documents = others if extras else []

    def head(article: str, *names: str) -> list[Row]:
        first = Cell("信息内容", across=width - 3)
        said = tuple(labels.get(name, name) for name in names)
        return [[Cell(f"第二十条第（{article}）项", across=width)], [first, *_spread(said)]]

    def line(row: str, label: str) -> Row:
        keys = [f"{row}.{column}" for column in known[row]]
        cells = [Cell(show(key), field=key) for key in keys]
        spans = _widths(len(cells))
        spread = [Cell(c.text, 1, span, c.field) for c, span in zip(cells, spans, strict=True)]
        return [Cell(labels.get(label, label), across=width - 3), *spread]

    if template == "2021":
        decisions = "本年处理决定数量"
        return [
            *head("一", "本年制发件数", "本年废止件数", "现行有效件数"),
            line("regulations", "规章"),
            line("normative_documents", "行政规范性文件"),
            *documents,
            *head("五", decisions),
            line("licensing", "行政许可"),
            *head("六", decisions),
            line("penalties", "行政处罚"),
            line("coercion", "行政强制"),
            *head("八", f"本年收费金额{money}"),
            line("fees", "行政事业性收费"),
        ]
    items = ("上一年项目数量", "本年增/减", "处理决定数量")
    return [
        *head("一", "本年新制作数量", "本年新公开数量", "对外公开总数量"),
        line("regulations", "规章"),
        line("normative_documents", "规范性文件"),
        *documents,
        *head("五", *items),
        line("licensing", "行政许可"),
        *_services(line("other_services", "其他对外管理服务事项"), parts),
        *head("六", *items),
        line("penalties", "行政处罚"),
        line("coercion", "行政强制"),
        *head("八", *items[:2]),
        line("fees", "行政事业性收费"),
        *head("九", "采购项目数量", f"采购总金额{money}"),
        line("procurement", "政府集中采购"),
    ]


def _services(whole: Row, parts: Mapping[str, list[str]]) -> list[Row]:
    if not parts:
        return [whole]
    rows: list[Row] = [[Cell(label), *map(Cell, texts)] for label, texts in parts.items()]
    rows[0].insert(0, Cell(whole[0].text, down=len(rows)))
    return rows


def _widths(count: int) -> list[int]:
    return {1: [3], 2: [1, 2], 3: [1, 1, 1]}[count]


def _spread(labels: tuple[str, ...]) -> Row:
    return [Cell(t, across=w) for t, w in zip(labels, _widths(len(labels)), strict=True)]


# ── table 3 ──────────────────────────────────────────────────────────────────────────────


def requests_table(
    template: str, show: Print, labels: Mapping[str, str], subtotal: Subtotal | None = None
) -> list[Row]:
    """Lay out table 3; ``labels`` replaces wordings that issuers vary.

    With ``subtotal`` each group of rows ends with a row of their sums, 小计.
    """

    def said(text: str) -> str:
        return labels.get(text, text)

    def numbers(row: str) -> Row:
        return [Cell(show(f"{row}.{c}"), field=f"{row}.{c}") for c in APPLICANTS]

    def group(label: str, rows: Mapping[str, str]) -> list[Row]:
        lines: list[Row] = [[Cell(said(text)), *numbers(row)] for row, text in rows.items()]
        if subtotal is not None:
            lines.append([Cell("小计"), *(Cell(subtotal(list(rows), c)) for c in APPLICANTS)])
        lines[0].insert(0, Cell(said(label), down=len(lines)))
        return lines

    partly = "（二）部分公开（区分处理的，只计这一情形，不计其他情形）"
    results: list[Row] = [
        [Cell(said("（一）予以公开"), across=2), *numbers("granted")],
        [Cell(said(partly), across=2), *numbers("partly_granted")],
        *group("（三）不予公开", DENIED),
        *group("（四）无法提供", UNAVAILABLE),
        *group("（五）不予处理", NOT_PROCESSED),
    ]
    if template == "2019":
        results.append([Cell(said("（六）其他处理"), across=2), *numbers("other_handling")])
    else:
        results += group("（六）其他处理", OTHER_2021)
    results.append([Cell(said("（七）总计"), across=2), *numbers("handled")])
    results[0].insert(0, Cell(said("三、本年度办理结果"), down=len(results)))
    organisations = [said(label) for label in list(APPLICANTS.values())[1:-1]]
    return [
        [Cell(CORNER, 3, 3), Cell("申请人情况", across=7)],
        [Cell("自然人", down=2), Cell("法人或其他组织", across=5), Cell("总计", down=2)],
        [Cell(label) for label in organisations],
        [Cell(said("一、本年新收政府信息公开申请数量"), across=3), *numbers("requests_received")],
        [Cell(said("二、上年结转政府信息公开申请数量"), across=3), *numbers("requests_carried_in")],
        *results,
        [Cell(said("四、结转下年度继续办理"), across=3), *numbers("requests_carried_out")],
    ]


# ── table 4 ──────────────────────────────────────────────────────────────────────────────


def disputes_table(show: Print) -> list[Row]:
    """Lay out table 4, whose rows stand side by side in one line."""
    labels = list(OUTCOMES.values())
    keys = [f"{row}.{column}" for row in DISPUTES for column in OUTCOMES]
    direct, after = Cell("未经复议直接起诉", across=5), Cell("复议后起诉", across=5)
    return [
        [Cell("行政复议", across=5), Cell("行政诉讼", across=10)],
        [*(Cell(label, down=2) for label in labels), direct, after],
        [Cell(label) for label in labels * 2],
        [Cell(show(key), field=key) for key in keys],
    ]


# ── the grid ─────────────────────────────────────────────────────────────────────────────


def placed(rows: list[Row]) -> list[list[tuple[Cell, int]]]:
    """Add to each row the cells that reach into it from above, with how many rows up they begin."""
    whole: list[list[tuple[Cell, int]]] = []
    open_cells: dict[int, tuple[Cell, int]] = {}
    for index, row in enumerate(rows):
        line: list[tuple[Cell, int]] = []
        waiting = list(row)
        column = 0
        while waiting or any(c >= column for c in open_cells):
            if column in open_cells:
                cell, begun = open_cells[column]
                line.append((cell, index - begun))
            else:
                cell, begun = waiting.pop(0), index
                line.append((cell, 0))
                open_cells[column] = (cell, begun)
            if index - begun + 1 >= cell.down:
                del open_cells[column]
            column += cell.across
        whole.append(line)
    return whole
