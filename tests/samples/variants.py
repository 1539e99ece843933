"""Every layout of every format for every form: a table of them, and reports invented by dice.

The dice are those of a seed, so that the same reports come out each time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random

import form
import older
from golden import BLANK, Printed
from report import known_values
from sample import Sample, Six

TEMPLATES = ("2019", "2021", "older")


@dataclass(frozen=True)
class Variant:
    """A layout, the files it makes, and what is odd about what is printed: see ``ODDITIES``."""

    layout: str
    suffix: str
    odd_2019: str = ""
    odd_2021: str = ""
    odd_older: str = ""
    encoding: str = "utf-8"


TABLE = (
    Variant("cell_a_line", "txt", "blanks signed", "blanks strokes", "strokes"),
    Variant("cell_a_line_broken", "txt", "parts decimals", "wordings millions", "full_width"),
    Variant("tab_rows", "txt", "signed yuan", "contradiction decimals", "thousands"),
    Variant("tab_rows_shifted", "txt", "decimals wordings", "yuan", "", "gb18030"),
    Variant("tab_rows_torn", "txt", "signed", "thousands", "", "utf-16-le"),
    Variant("line_a_cell", "txt", "thousands counted", "decimals wordings", "thousands"),
    Variant("pipe_rows", "txt", "contradiction", "strokes millions", "strokes", "utf-16"),
    Variant("lone_pipes", "txt", "full_width", "yuan", "full_width", "gb18030"),
    Variant("pdf_rows", "txt", "signed decimals", "millions", "thousands"),
    Variant("plain_page", "html", "unit_assumed wordings", "blanks thousands", "strokes"),
    Variant("word_page", "htm", "blanks", "extras yuan", "counted", "gb18030"),
    Variant("site_page", "html", "extras signed", "contradiction counted", "thousands"),
    Variant("nested_page", "html", "parts blanks", "wordings strokes", "", "gb18030"),
    Variant("split_page", "htm", "signed strokes", "extras decimals", "full_width"),
    Variant("word", "docx", "extras yuan", "blanks millions", "strokes"),
    Variant("word_by_hand", "docx", "blanks signed", "wordings decimals", "thousands"),
    Variant("word_reviewed", "docx", "parts", "contradiction", ""),
    Variant("sheet", "xlsx", "blanks signed", "decimals extras", "strokes"),
    Variant("sheets", "xlsx", "thousands wordings", "blanks yuan", ""),
    Variant("pdf", "pdf", "extras blanks", "signed thousands", "thousands"),
    Variant("pdf_cut", "pdf", "wordings signed", "decimals", ""),
    Variant("pdf_repeated", "pdf", "full_width", "extras millions", "strokes"),
    Variant("pdf_sideways", "pdf", "parts yuan", "blanks counted", ""),
    Variant("pdf_unruled", "pdf", "signed", "thousands", ""),
    Variant("rich_text", "rtf", "blanks", "wordings", ""),
    Variant("open_document", "odt", "signed", "blanks", ""),
    Variant("word_97", "doc", "strokes", "thousands blanks", "counted"),
    Variant("wps", "wps", "blanks wordings", "contradiction", "thousands"),
)

_TOWNS = (
    "云桥 石坝 松坪 桃源 清潭 双河 龙泉 白沙 高坪 青山 新塘 大湾 长岭 金溪 永兴 三江 "
    "泉口 茶园 花岩 南坡 东林 西泉 北岭 中坝 古城 黄岗 柏林 竹园"
)
_OFFICES = (
    "财政局 民政局 教育局 公安局 司法局 审计局 统计局 林业局 水利局 体育局 医保局 "
    "商务局 气象局 信访局 档案局 农业农村局 生态环境局 交通运输局 文化和旅游局 "
    "卫生健康委员会 应急管理局 市场监督管理局 城市管理局 住房保障局 发展和改革委员会 "
    "退役军人事务局 乡村振兴局 行政审批局"
)
_WORDINGS = {
    "社会公益组织": "社会组织",
    "2.其他法律行政法规禁止公开": "2．其他法律法规禁止公开",
    "1.属于国家秘密": "（1）国家秘密",
    "5.属于三类内部事务信息": "5、三类内部事务信息",
    "（三）不予公开": "(三)不予 公开",
    "（七）总计": "（七）总 计",
    "三、本年度办理结果": "三、 本年度办理结果",
    "规章": "规章（设区的市、自治州人民政府应提供相关数据）",
    "规范性文件": "行政规范性文件",
    "上一年项目数量": "上一年项目数量（指上一年底事项数）",
    "本年增/减": "本年增减",
}
_PROSE = {
    "unplaced": ("short",),
    "overview": ("opening", "budget", "request_some", "manage", "platform", "supervise_short"),
    "problems": ("depth", "next_request"),
    "other": ("none",),
}
_OLDER_PROSE = {
    "unplaced": ("short",),
    "overview": ("opening_short",),
    "disclosure": ("older",),
    "requests": ("older",),
    "disputes": ("older",),
    "problems": ("plain",),
    "other": ("bare",),
}


# ── what an issuer knew ──────────────────────────────────────────────────────────────────


def _invented(variant: Variant, template: str, index: int) -> Sample:
    dice = Random(f"{template} {variant.layout}")
    stem = f"variants/{template}/{variant.layout}.{variant.suffix}"
    town, office = _TOWNS.split()[index], _OFFICES.split()[index]
    plain = Sample(
        file=f".{stem}",
        layout=variant.layout,
        template=template,
        year=0,
        issuer=f"青禾县{town}镇人民政府",
        level="township",
        organ="government",
        we="我镇",
        prose=_PROSE,
        encoding=variant.encoding,
        titled=variant.layout not in ("site_page", "nested_page"),
    )
    if template == "older":
        numbers = {key: _count(dice, 200) for key in older.fields()}
        street = f"云岭市{town}街道办事处"
        return replace(
            plain,
            issuer=street,
            we="我街道",
            year=2012 + index % 7,
            prose=_OLDER_PROSE,
            statistics=numbers,
        )
    known = replace(
        plain,
        year=(2019 if template == "2019" else 2021) + index % 2,
        requests=_requests(dice, template),
        disputes={row: tuple(_count(dice, 9) for _ in range(4)) for row in form.DISPUTES},
        disclosure={
            key: round(dice.random() * 900, 2) if key.endswith("amount") else _count(dice, 300)
            for key in _disclosure_keys(template)
        },
    )
    if template == "2019":
        return known
    return replace(known, issuer=f"云岭市{office}", level="city", organ="department", we="我局")


def _count(dice: Random, most: int) -> int:
    """Return a number up to ``most``; half of all are 0, as in life."""
    return max(0, int((dice.random() * 2 - 1) * most))


def _disclosure_keys(template: str) -> Iterator[str]:
    for row, columns in form.disclosure_fields(template).items():
        yield from (f"{row}.{column}" for column in columns)


def _requests(dice: Random, template: str) -> dict[str, Six]:
    """Invent outcomes, then as many requests as there are outcomes and some left over."""
    rows = form.outcome_rows(template)
    outcomes = {row: [_count(dice, 30) for _ in range(6)] for row in rows}
    carried_in = [_count(dice, 12) for _ in range(6)]
    received = [
        max(0, sum(outcomes[row][i] for row in rows) - carried_in[i]) + _count(dice, 15)
        for i in range(6)
    ]
    known = {"requests_received": received, "requests_carried_in": carried_in, **outcomes}
    return {row: (n[0], n[1], n[2], n[3], n[4], n[5]) for row, n in known.items()}


# ── what is odd about what it printed ────────────────────────────────────────────────────


def _some(sample: Sample, share: float, ending: str = "") -> list[str]:
    """Return some of the printed cells, by dice."""
    dice = Random(f"{sample.file} {share} {ending}")
    keys = [key for key in known_values(sample) if key.endswith(ending)]
    return [key for key in keys if dice.random() < share and key not in sample.printed]


def _printing(sample: Sample, cells: Mapping[str, Printed]) -> Sample:
    return replace(sample, printed={**sample.printed, **cells})


def _blanks(sample: Sample) -> Sample:
    return _printing(sample, dict.fromkeys(_some(sample, 0.15), BLANK))


def _strokes(sample: Sample) -> Sample:
    signs = ("/", "—", "无")
    cells = {key: Printed(signs[i % 3], None) for i, key in enumerate(_some(sample, 0.08))}
    return _printing(sample, cells)


def _signed(sample: Sample) -> Sample:
    """Write changes with their sign, some of them below 0."""
    changes = [key for key in known_values(sample) if key.endswith("items_change")]
    known = {key: (-8 - i if i % 2 else 410 + i) for i, key in enumerate(changes)}
    shown = {key: Printed(f"{value:+d}", value) for key, value in known.items()}
    return _printing(replace(sample, disclosure={**sample.disclosure, **known}), shown)


def _decimals(sample: Sample) -> Sample:
    amounts = {k: v for k, v in known_values(sample).items() if k.endswith("amount")}
    return _printing(sample, {key: Printed(f"{v:.4f}", v) for key, v in amounts.items()})


def _yuan(sample: Sample) -> Sample:
    amounts = {k: v for k, v in known_values(sample).items() if k.endswith("amount")}
    cells = {key: Printed(f"{round(v * 10000)}", v) for key, v in amounts.items()}
    return _printing(replace(sample, money="（单位：元）"), cells)


def _millions(sample: Sample) -> Sample:
    keys = [key for key in _disclosure_keys(sample.template) if key.endswith("decisions")]
    known = {key: 1204518 + 811 * i for i, key in enumerate(keys)}
    return replace(sample, disclosure={**sample.disclosure, **known})


def _contradiction(sample: Sample) -> Sample:
    total = known_values(sample)["handled.total"]
    return _printing(sample, {"handled.total": Printed(f"{total + 1}", total + 1)})


def _counted(sample: Sample) -> Sample:
    known = known_values(sample)
    keys = [key for key in _some(sample, 0.1) if not key.endswith("amount")]
    keys = [key for key in keys if key not in ("older.fees", "older.budget")]
    return _printing(sample, {key: Printed(f"{known[key]}件", known[key]) for key in keys})


def _parts(sample: Sample) -> Sample:
    """Print 其他对外管理服务事项 as two kinds of service."""
    columns = ("items_last_year", "items_change", "decisions")
    whole = [int(sample.disclosure[f"other_services.{column}"]) for column in columns]
    first = [n // 3 for n in whole]
    rest = [n - m for n, m in zip(whole, first, strict=True)]
    return replace(
        sample, parts={"行政检查": [str(n) for n in first], "行政确认": [str(n) for n in rest]}
    )


ODDITIES: Mapping[str, Callable[[Sample], Sample]] = {
    "blanks": _blanks,
    "strokes": _strokes,
    "signed": _signed,
    "decimals": _decimals,
    "yuan": _yuan,
    "millions": _millions,
    "contradiction": _contradiction,
    "counted": _counted,
    "parts": _parts,
    "thousands": lambda sample: replace(_millions(sample), thousands=True),
    "full_width": lambda sample: replace(sample, full_width=True),
    "wordings": lambda sample: replace(sample, labels=_WORDINGS),
    "extras": lambda sample: replace(sample, extras=True),
    "unit_assumed": lambda sample: replace(sample, money="", doubts=("unit_assumed",)),
}
"""What may be odd about a report, by name."""


def invented(variant: Variant, template: str, index: int) -> Sample:
    """Return the report of a variant for a form; ``index`` says who issues it."""
    sample = _invented(variant, template, index)
    for name in getattr(variant, f"odd_{template}").split():
        sample = ODDITIES[name](sample)
    return sample


def all_of(table: Sequence[Variant]) -> Iterator[Sample]:
    """Yield the reports of a table, form by form."""
    for template in TEMPLATES:
        yield from (invented(variant, template, i) for i, variant in enumerate(table))


VARIANTS = tuple(all_of(TABLE))
