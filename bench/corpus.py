"""Reports invented for measuring: alike in every run, each made from its number alone.

Prose is made of words as frequent as in Chinese at large, among them those that no report on this
matter lacks; tables have many zeros and few large numbers, and add up but where a fault is meant.
What the questions look for is planted: each of ``RARE`` in a report of a thousand, of ``SOME`` in
8 %, of ``STRINGS``, all of common words, in 5 %; those of ``EVERY`` stand in all.
"""

from __future__ import annotations

import math
import random
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, groupby, islice, takewhile

from bench.questions import EVERY, RARE, SOME, STRINGS
from indexer.catalogue import Column, FormTable, Row, catalogue
from indexer.checks import check
from indexer.facts.derive import derive
from indexer.model import Fact, Facts, Meta, Relations, Report, Status
from indexer.regions import LEVELS, locate, names

with warnings.catch_warnings():
    # The library has escapes that newer Pythons warn of.
    warnings.simplefilter("ignore")
    import jieba

CHARACTERS = 1800
"""How many characters the prose of a report has, about."""

YEARS = range(2019, 2025)
OTHER_VERSIONS = 100
"""One report of so many is an older version of another."""

FAULTS = 30
"""One report of so many has a total that is not the sum of its parts."""

COMMON = """
政府 信息 公开 工作 制度 建设 加强 主动 申请 部门 群众 服务 平台 网站 监督 保障 管理 推进 落实 完善
提高 存在 问题 改进 情况 及时 准确 全面 政务 办理 答复 规定 条例 要求 单位 人员 内容 形式 进一步
"""
PARTICLES = "的 的 的 和 了 在 对 等 为 与"
SHARES = {"common": 0.34, "particle": 0.12}
"""How much of the prose is words of this matter, and particles; the rest is Chinese at large."""

WORDS = 12_000
PLACE = "安宁河北山水平长青龙石桥东西南白黄金沙田坪坝溪口岭关城新大小上下林泉阳江湖海丰乐永兴华"
KINDS = ("镇人民政府", "乡人民政府", "街道办事处", "教育局", "水务局")
SHARE_OF_PROSE = {"overview": 0.5, "problems": 0.3, "other": 0.2}
HEADINGS = {
    "overview": "一、总体情况",
    "disclosure": "二、主动公开政府信息情况",
    "requests": "三、收到和处理政府信息公开申请情况",
    "disputes": "四、政府信息公开行政复议、行政诉讼情况",
    "problems": "五、存在的主要问题及改进情况",
    "other": "六、其他需要报告的事项",
}


@dataclass(frozen=True, slots=True)
class Invented:
    """What a report says: who, when, its prose by section, its printed numbers by field."""

    number: int
    issuer: str
    year: int
    prose: Mapping[str, str]
    values: Mapping[str, int | float]

    @property
    def template(self) -> str:
        """The form it was printed on."""
        return "2021" if self.year >= 2021 else "2019"

    @property
    def title(self) -> str:
        """Its title, as printed."""
        return f"{self.issuer}{self.year}年政府信息公开工作年度报告"


def invent(number: int) -> Invented:
    """Make up the report of that number, counted from 0."""
    rng = random.Random(number)
    issuer, year = _issuer(number // len(YEARS)), YEARS[number % len(YEARS)]
    template = "2021" if year >= 2021 else "2019"
    return Invented(number, issuer, year, _prose(rng, number), _values(rng, template))


@cache
def _cities() -> Sequence[str]:
    return [name for name in names() if name.endswith("市") and locate(name).city == name]


def _issuer(number: int) -> str:
    # Their own order, so that neighbours have nothing in common.
    rng = random.Random(f"issuer {number}")
    place = "".join(rng.choices(PLACE, k=rng.choice((2, 2, 3))))
    return rng.choice(_cities()) + place + rng.choice(KINDS)


# ── prose ────────────────────────────────────────────────────────────────────────────────


@cache
def _vocabulary() -> tuple[Sequence[str], Sequence[float]]:
    """Return words with their weights added up: jieba's most frequent nouns, verbs, adjectives."""
    with jieba.Tokenizer().get_dict_file() as lines:
        listed = [line.decode().split() for line in lines]
    found = {
        word: int(count)
        for word, count, kind in listed
        if 2 <= len(word) <= 4 and kind[0] in "nva" and kind not in ("nr", "ns", "nrt", "nrfg")
    }
    found = {w: n for w, n in found.items() if not any(p in w for p in (*RARE, *SOME))}
    frequent = sorted(found, key=lambda word: (-found[word], word))[:WORDS]
    common, particles = COMMON.split(), PARTICLES.split()
    rest = sum(found[word] for word in frequent)
    left = 1 - sum(SHARES.values())
    weights = [
        *(SHARES["common"] / len(common) for _ in common),
        *(SHARES["particle"] / len(particles) for _ in particles),
        *(left * found[word] / rest for word in frequent),
    ]
    return [*common, *particles, *frequent], list(accumulate(weights))


def _prose(rng: random.Random, number: int) -> dict[str, str]:
    prose = {
        section: _paragraphs(rng, int(CHARACTERS * share))
        for section, share in SHARE_OF_PROSE.items()
    }
    planted = [*EVERY, *(word for n, word in enumerate(RARE) if number % 1000 == n)]
    planted += [word for word in SOME if rng.random() < 0.08]
    planted += [text for text in STRINGS if rng.random() < 0.05]
    for text in planted:
        section = rng.choice(list(prose))
        sentences = prose[section].split("。")
        sentences[rng.randrange(len(sentences) - 1)] += f"，{text}有新的进展"
        prose[section] = "。".join(sentences)
    return prose


def _paragraphs(rng: random.Random, characters: int) -> str:
    words, weights = _vocabulary()
    chosen = iter(rng.choices(words, cum_weights=weights, k=characters // 2))
    parts: list[str] = []
    length = 0
    while length < characters:
        clauses = ["".join(islice(chosen, 7)) for _ in range(3)]
        sentence = "，".join(clause for clause in clauses if clause) + "。"
        if sentence == "。":
            break
        parts.append(sentence)
        length += len(sentence)
        if len(parts) % 4 == 0:
            parts.append("\n")
    return "".join(parts).strip()


# ── numbers ──────────────────────────────────────────────────────────────────────────────

APPLICANTS = ("natural_person", "enterprise", "research", "nonprofit", "legal_service", "other_org")
OUTCOMES = ("upheld", "corrected", "other", "pending")
OFTEN = ("granted", "unavailable_not_held", "partly_granted", "not_processed_petition")


def _values(rng: random.Random, template: str) -> dict[str, int | float]:
    tables = {table.number: table for table in catalogue().tables}
    values: dict[str, int | float] = {}
    for row in tables[2].printed(template):
        for column in row.columns(template):
            amount = column.unit == "万元"
            value = _size(rng, 0.5, 3.0, 2.0)
            values[f"{row.id}.{column.id}"] = value / 4 if amount else value
    for column, none, middle in zip(
        APPLICANTS, (0.3, 0.8, 0.97, 0.97, 0.95, 0.98), (1.5, 1.0, 0, 0, 0, 0), strict=True
    ):
        values.update(_requests(rng, tables[3], template, column, _size(rng, none, middle, 1.3)))
    for row in tables[4].printed(template):
        values.update({f"{row.id}.{o}": _size(rng, 0.9, 0.0, 0.8) for o in OUTCOMES})
    for table, columns in ((tables[3], APPLICANTS), (tables[4], OUTCOMES)):
        for row in table.printed(template):
            values[f"{row.id}.total"] = sum(values[f"{row.id}.{c}"] for c in columns)
    if rng.randrange(FAULTS) == 0:
        values["requests_received.total"] += 1
    return values


def _size(rng: random.Random, none: float, middle: float, spread: float) -> int:
    """Return 0 in a share of ``none``, else a number from 1, seldom a large one."""
    return 0 if rng.random() < none else 1 + int(math.exp(rng.gauss(middle, spread)))


def _requests(
    rng: random.Random, table: FormTable, template: str, column: str, received: int
) -> dict[str, int]:
    ends = ("requests_received", "requests_carried_in", "handled", "requests_carried_out")
    outcomes = [row.id for row in table.printed(template) if row.id not in ends]
    carried_in = received // 20
    carried_out = received // 15
    handled = received + carried_in - carried_out
    counts = dict.fromkeys(outcomes, 0)
    # A few outcomes share what is not granted; one by one would take as long as all the rest.
    left = handled
    while left:
        outcome = rng.choice(OFTEN) if rng.random() < 0.8 else rng.choice(outcomes)
        counts[outcome] += (part := rng.randint(1, left))
        left -= part
    known = (received, carried_in, handled, carried_out)
    whole = {**counts, **dict(zip(ends, known, strict=True))}
    return {f"{row}.{column}": value for row, value in whole.items()}


# ── as a report ──────────────────────────────────────────────────────────────────────────


def report(number: int) -> Report:
    """Return a report as reading its file gives it, with an id of its own."""
    made = invent(number)
    facts = {
        key: Fact(value, Status.REPORTED, _printed(value)) for key, value in made.values.items()
    }
    findings = tuple(check(facts, made.template, catalogue()))
    region = locate(made.issuer)
    meta = Meta(
        id=random.Random(f"id {number}").randbytes(8).hex(),
        title=made.title,
        issuer=made.issuer,
        year=made.year,
        template=made.template,
        **{level: getattr(region, level) for level in LEVELS},
        level="township" if made.issuer.endswith(KINDS[:3]) else "city",
        organ="government" if made.issuer.endswith(KINDS[:3]) else "department",
        findings=tuple(dict.fromkeys(finding.code for finding in findings)),
        indexed_at="2026-01-01T00:00:00+00:00",
    )
    whole = {**facts, **derive(facts, made.template, catalogue())}
    current = number % OTHER_VERSIONS != 3
    return Report(meta, Facts(whole, findings), made.prose, Relations(current=current))


def reports(count: int) -> Iterator[Report]:
    """Yield the first ``count`` reports."""
    return map(report, range(count))


def _printed(value: int | float) -> str:
    return f"{value:g}"


# ── as a text file ───────────────────────────────────────────────────────────────────────


def text(made: Invented) -> str:
    """Write a report as a dump of a Word file: a row of a table a line, cells between bars."""
    forms = {table.section: table for table in catalogue().tables}
    parts = [made.title]
    for section, heading in HEADINGS.items():
        parts.append(heading)
        if section in forms:
            parts += ["| " + " | ".join(row) + " |" for row in _rows(forms[section], made)]
        parts += [made.prose[section]] if section in made.prose else []
    return "\n".join(parts) + "\n"


def _rows(form: FormTable, made: Invented) -> Iterator[list[str]]:
    rows, template = form.printed(made.template), made.template
    if form.across:
        yield [row.path[template][0] for row in rows]
        yield [row.path[template][-1] for row in rows if len(row.path[template]) > 1]
        yield [column.label[template] for row in rows for column in row.columns(template)]
        yield [value for row in rows for value in _cells(row, made)]
        return
    if form.head:
        columns = rows[0].columns(template)
        yield [form.corner, form.head]
        yield [label for label, _ in groupby(c.group or c.label[template] for c in columns)]
        yield [column.label[template] for column in columns if column.group]
    above: Sequence[str] = ()
    for row in rows:
        path = row.path[template]
        if not form.head and above[:1] != path[:1]:
            yield [path[0]]
            yield [form.corner, *(_label(column, template) for column in row.columns(template))]
            above = path[:1]
        # A merged cell is printed once.
        shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], _beside(path, above)))
        yield [*path[shared:], *_cells(row, made)]
        above = path


def _beside(path: Sequence[str], above: Sequence[str]) -> Iterator[tuple[str, str]]:
    return zip(path, above, strict=False)


def _label(column: Column, template: str) -> str:
    label = column.label[template]
    return f"{label}（单位：万元）" if column.unit == "万元" else label


def _cells(row: Row, made: Invented) -> Iterator[str]:
    columns = row.columns(made.template)
    return (_printed(made.values[f"{row.id}.{column.id}"]) for column in columns)
