"""Titles: the issuer and the year they name, and who signs where they name nobody."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from indexer.numerals import chinese_number
from indexer.recognise.issuers import is_body
from indexer.regions import NOWHERE, locate

_YEAR = r"(?:20\d\d|二[〇○零0Oo][〇○零一二三四五六七八九十0Oo]{2})年?(?:年?度)?"
_SUBJECT = (
    r"(?:(?:政府|政务|院务|校务|厂务|党务|(?<=年)企业|(?<=年度)企业)?信息|政务|院务|校务|厂务|党务)"
    r"(?:主动)?公开"
)
# What a report may be about as well, before 暨 or behind it.
_TOPIC = (
    r"(?:法治政府(?:建设)?|依法行政|政府信息公开|政务公开|党务公开|信息公开|政府信息|政务信息|政务服务"
    r"|电子政务|(?:政府)?网站(?:建设|管理)?)(?:工作)?"
)
_AND = r"(?:暨|和|与|及|以及|、)"
_HEAD = (
    rf"{_SUBJECT}(?:{_AND}{_TOPIC})?(?:工作)?(?:情况)?(?P<middle>{_YEAR})?的?(?:年度)?(?:工作)?"
    r"(?:情况)?的?(?:总结)?(?:年度)?总?"
)
_ISSUER = (
    r"[\u4e00-\u9fff]{1,22}"
    r"(?:政府|政府办公室|委员会|局|厅|委|镇|乡|街道|办事处|管委会|中心|[省市县区州旗盟]"
    r"|学校|中学|小学|学院|大学|医院|公司|[大支总]队|(?<![网本])站)"
)
_NOTE = r"\([^()]{1,30}\)"
_TAIL = (
    rf"(?:-*\(?(?P<tail>{_YEAR})\)?)?(?:摘要|汇总|全文|公开稿|(?:正式|公开)版)?(?P<notes>(?:{_NOTE})*)"
    rf"(?:-+(?P<after>{_ISSUER}))?"
)
_TITLE = re.compile(rf"(?P<body>.*?){_HEAD}(?:报告|年报)(?:的报告)?{_TAIL}")
# So a paper may be called that says by its tables, and not by its title, that it is a report.
_LOOSE_TITLE = re.compile(rf"(?P<body>.*?){_HEAD}(?:自查)?(?:报告|年报|总结|情况){_TAIL}")

_FOLDED = str.maketrans("【[〔〖】]〕〗—–―", "(((())))---")
# What stands before a title on its line, or behind it, and is none of it.
_AROUND = tuple(
    re.compile(pattern)
    for pattern in (
        r"^.*[>»›]",
        r"^附件\d*[:.]?",
        rf"^\((?!{_YEAR}\)|{_ISSUER}\))[^()]*\)",
        r"(?:(?:发布|发文|更新|信息)?(?:时间|日期)|来源):.*$",
        r"\.(?:docx?|pdf|html?|xlsx?|txt|wps|rtf|odt)$",
        r"[-_|]+[^-_|]{2,20}(?:网|网站|门户|平台)$",
        r"\(?20\d\d[-./]\d{1,2}[-./]\d{1,2}\)?$",
    )
)
_SIGNS = "《》*★☆◆●■·•\"'“”"
_RANGE = r"(?:年|年度)?(?:至|到|~|-+)"
# A page puts the name of its site behind what it shows.
_SITE = re.compile(r"\s*[-_|—–]+\s*[^-_|—–]{2,20}(?:网|网站|门户|平台)\s*$")
# Titles of 2008 said how much of the year they cover, others name two.
_SPAN = re.compile(
    rf"自?(20\d\d)年\d+月\d+日起?(?:至|到|~|-+)(?:(20\d\d)年)?\d+月\d+日止?(?:期间)?的?"
    rf"|(20\d\d){_RANGE}(20\d\d)(?:年度|年)"
)
_MONTHS = re.compile(r"(?<=年)1月?(?:至|到|~|-)12月")
# 公开 within a name: of an office for disclosure; anywhere else a title stands before the title.
_OTHER_TITLE = re.compile(r"公开(?!办|工作|领导|中心|科|室|处|股|服务|与|和)")
_ABOUT = re.compile(r"关于(?:报送|上报|呈报|印发|公布|发布)?")
_WITH_TOPIC = re.compile(rf"{_TOPIC}{_AND}$")
_JOINED = re.compile(r"(?:暨|和|与|及|、|以及)$")
_SIGNED = re.compile(
    rf"[（(]?(?P<issuer>{_ISSUER})(?:[（(](?:盖章|公章)[）)])?(?:[（(]?(?:20\d\d|二[〇○零]..)年.{{1,3}}月.{{1,4}}日[）)]?)?[）)]?"
)

LONGEST_TITLE = 80
SENTENCE = re.compile(r"[。；;！!？?]")
_TITLE_LINES = 4
_PERIOD = re.compile(
    r"(20\d\d)年1月1日(?:零时)?(?:起|始|开始)?(?:,)?(?:至|到|-|—|~)(?:(20\d\d)年|同年|当年)?12月31日"
)
# What no name is whole with: the rest of one, or what there is one of in every place.
_PART_OF_NAME = re.compile(r"(?:和|与|及|、|人民)|(?:政府|办公室|委员会|管委会|办事处|局|厅|委)+$")
_BEGINS_NAME = re.compile(r"(?=.{2,20}$)[\u4e00-\u9fff]+?[省市县区州盟旗镇乡][\u4e00-\u9fff]*")
_OF_PAGE = re.compile(r"公开|首页|网|栏|信息|频道|专题|报告|年报|当前|文件$|(?:局|厅|委员会|中心)$")


@dataclass(frozen=True, slots=True)
class Title:
    """A title, and the issuer and year it names, None where it names none."""

    text: str
    issuer: str | None
    year: int | None


# ── one line ─────────────────────────────────────────────────────────────────────────────


def read_title(text: str, *, loose: bool = False) -> Title | None:
    """Take a report's title apart; None if the text is no such title.

    ``loose`` takes words for reports too (工作总结, 工作情况) that other papers go by as well.
    """
    if "公" not in text or "开" not in text:
        return None
    return _read_title(text, _LOOSE_TITLE if loose else _TITLE)


# Readers, and whoever looks for titles, ask of the same lines.
@lru_cache(maxsize=1 << 10)
def _read_title(text: str, form: re.Pattern[str]) -> Title | None:
    match = form.fullmatch(_plain(text))
    if match is None or _OTHER_TITLE.search(match["body"]):
        return None
    parts = (match["body"], match["middle"], match["tail"])
    years = [year for part in parts for year in re.findall(_YEAR, part or "")]
    noted = _noted(match["notes"])
    if not years and noted is not None and (year := re.search(rf"(?:{_YEAR})$", noted)):
        years = [year[0]]
    issuer = _issuer(match["body"]) or match["after"]
    if not issuer and noted is not None:
        issuer = re.sub(rf"^{_YEAR}|{_YEAR}$", "", noted)
    printed = _SITE.sub("", _on_one_line(text))
    return Title(printed, issuer or None, _year(years[0]) if years else None)


def _plain(text: str) -> str:
    """Return a title with its signs folded, without what stands around it."""
    plain = "".join(unicodedata.normalize("NFKC", text).split()).translate(_FOLDED)
    plain = _MONTHS.sub("", _SPAN.sub(_one_year, plain))
    for around in _AROUND:
        plain = around.sub("", plain.strip(_SIGNS))
    return plain


def _noted(notes: str) -> str | None:
    """Return the note in brackets that names somebody, a year beside the name or not."""
    for note in re.findall(r"\(([^()]*)\)", notes):
        if re.fullmatch(rf"(?:{_YEAR})?{_ISSUER}(?:{_YEAR})?", note):
            return str(note)
    return None


def _issuer(body: str) -> str:
    """Return the name in what stands before 政府信息公开, empty if there is none."""
    before_year = re.split(rf"\(?(?:{_YEAR})\)?", body, maxsplit=1)[0]
    issuer = re.sub(rf"\(?(?:{_YEAR})\)?", "", body, count=1)
    by, _, about = _ABOUT.sub("|", issuer, count=1).partition("|")
    issuer = (by or about).strip("的-_:,、()|")
    issuer = _WITH_TOPIC.sub("", issuer)
    if _JOINED.search(issuer):
        # Of what it reports besides we know no name; it stands behind the year, if there is one.
        issuer = before_year if before_year != body else ""
    issuer += ")" if issuer.count("(") > issuer.count(")") else ""
    issuer = re.sub(r"(?:门户)?网站$", "", issuer)
    # 紫阳县人民政府信息公开: 政府 is said once and meant twice.
    return issuer + "政府" if issuer.endswith("人民") else issuer


def _one_year(span: re.Match[str]) -> str:
    first, last = (span[1], span[2]) if span[1] else (span[3], span[4])
    return f"{first}年" if last in (None, first) else ""


def _on_one_line(text: str) -> str:
    return re.sub(r"\s*\n\s*", "", text.strip())


def _year(text: str) -> int | None:
    digits = text.rstrip("年度").replace("○", "〇").replace("O", "〇").replace("o", "〇")
    if digits.isascii():
        return int(digits)
    value = chinese_number(digits.replace("0", "〇"))
    return value if value and 2000 <= value < 2100 else None


# ── among lines ──────────────────────────────────────────────────────────────────────────


def find_title(paragraphs: Sequence[str], *, named: str = "", loose: bool = False) -> Title | None:
    """Find the title among the paragraphs before the first section, a few lines joined at most.

    One that names an issuer wins, then one that names the year, then what the file is ``named``,
    then the first of the shortest.
    """
    best: tuple[int, int, Title] | None = None
    most: tuple[bool, ...] = ()
    for start, end in _runs(len(paragraphs)):
        joined = "".join(paragraphs[start:end])
        if len(joined) > LONGEST_TITLE or SENTENCE.search(joined):
            continue
        title = read_title(joined, loose=loose)
        told = _told(title, named, is_joined=end - start > 1) if title else ()
        if title and told > most:
            best, most = (start, end, title), told
    if best is None:
        return None
    start, end, title = best
    if start and _goes_on_from(paragraphs[start - 1], title):
        whole = read_title("".join(paragraphs[start - 1 : end]), loose=loose)
        title = whole or title
    dated = read_title("".join((title.text, *paragraphs[end : end + 1])), loose=loose)
    # （2021年度） below a title belongs to it.
    is_better = dated is not None and title.year is None and dated.issuer == title.issuer
    return dated if is_better else title


def _runs(count: int) -> Iterator[tuple[int, int]]:
    """Yield the beginning and end of each run of lines, the shortest first."""
    for length in range(1, _TITLE_LINES + 1):
        yield from ((start, start + length) for start in range(count - length + 1))


def _told(title: Title, named: str, *, is_joined: bool) -> tuple[bool, bool, bool]:
    """Rank a title by what it tells; a menu's line above one must not pass for an issuer."""
    has_issuer = is_body(title.issuer) if is_joined else title.issuer is not None
    return has_issuer, title.year is not None, title.text == named


def _goes_on_from(above: str, title: Title) -> bool:
    """Tell whether the line above begins the name of the issuer: its place, or half of it."""
    above = "".join(above.split())
    issuer = title.issuer
    if issuer is None or above in issuer or not _BEGINS_NAME.fullmatch(above):
        return False
    is_part = _PART_OF_NAME.match(issuer) or (locate(issuer) == NOWHERE != locate(above))
    return bool(is_part) and not _OF_PAGE.search(above)


def signed_by(opening: Sequence[str], paragraphs: Sequence[str]) -> str | None:
    """Return who puts its name below a title that names nobody, or below the report."""
    lines = [*opening[:_TITLE_LINES], *reversed(paragraphs[-_TITLE_LINES:])]
    signed = (_SIGNED.fullmatch("".join(line.split())) for line in lines)
    return next((found["issuer"] for found in signed if found), None)


def is_issuer(text: str) -> bool:
    """Tell whether a text is a body's name, as far as its last words tell."""
    return bool(re.fullmatch(_ISSUER, "".join(text.split())))


def period_year(paragraphs: Sequence[str]) -> int | None:
    """Take the year from the sentence on the period covered (统计期限), if it covers one year."""
    for text in paragraphs:
        plain = "".join(unicodedata.normalize("NFKC", text).split())
        for begin, end in _PERIOD.findall(plain):
            if not end or begin == end:
                return int(begin)
    return None
