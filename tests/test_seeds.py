"""Five real reports: every printed value under its key, worked out from the files by hand.

The reports are not part of this project; ``NIANBAO_SEEDS`` names the folder they lie in.
"""

import tomllib
from pathlib import Path

import pytest

from indexer.model import Report, Status
from indexer.parsing.parse import parse_file
from tests.conftest import SEEDS

pytestmark = pytest.mark.usefixtures("seed_reports")


def seed(number: str) -> Report:
    (path,) = SEEDS.glob(f"{number}_*.txt")
    return parse_file(path)


# All other printed fields are 0.
NOT_ZERO = {
    "000": {
        "penalties.items_last_year": 30,
        "penalties.items_change": 30,
        "penalties.decisions": 30,
        "procurement.projects": 12,
        "procurement.amount": 72419,
        "requests_received.natural_person": 30,
        "requests_received.total": 30,
        "granted.natural_person": 30,
        "granted.total": 30,
        "handled.natural_person": 30,
        "lawsuit_direct.other": 3,
        "lawsuit_direct.total": 3,
    },
    "001": {"procurement.projects": 55, "procurement.amount": 3249.75},
    "002": {},
    "004": {
        "penalties.items_change": 410,
        "penalties.decisions": 153,
        "coercion.items_change": 20,
        "procurement.projects": 1,
        "procurement.amount": 5.6,
        "requests_received.natural_person": 21,
        "requests_received.enterprise": 19,
        "requests_received.total": 40,
        "granted.natural_person": 8,
        "granted.enterprise": 7,
        "granted.total": 15,
        "unavailable_not_held.natural_person": 13,
        "unavailable_not_held.enterprise": 9,
        "unavailable_not_held.total": 22,
        "not_processed_petition.enterprise": 3,
        "not_processed_petition.total": 3,
        "handled.natural_person": 21,
        "handled.enterprise": 19,
        "handled.total": 40,
        "review.upheld": 5,
        "review.total": 5,
        "lawsuit_direct.corrected": 1,
        "lawsuit_direct.total": 1,
        "lawsuit_after_review.pending": 2,
        "lawsuit_after_review.total": 2,
    },
}


@pytest.mark.parametrize("number", NOT_ZERO)
def test_every_printed_value_is_under_its_key(catalogue, number):
    report = seed(number)
    printed = [f.key for f in catalogue.printed(report.meta.template)]
    facts = {key: report.facts.values[key] for key in printed}
    assert {key: fact.status for key, fact in facts.items()} == dict.fromkeys(
        printed, Status.REPORTED
    )
    assert {k: f.value for k, f in facts.items()} == dict.fromkeys(printed, 0) | NOT_ZERO[number]


@pytest.mark.parametrize(
    ("number", "key", "raw"),
    [
        ("000", "regulations.made", "　　0"),
        ("000", "procurement.projects", "　12"),
        ("001", "procurement.amount", "3249.75万元"),
        ("002", "denied_third_party.total", "0"),
        ("004", "penalties.items_change", "+410"),
        ("004", "other_services.decisions", "0 + 0"),
    ],
)
def test_what_was_printed_is_kept(number, key, raw):
    assert seed(number).facts.values[key].raw == raw


@pytest.mark.parametrize(
    ("number", "title", "issuer", "year", "template"),
    [
        ("000", "2020年宁河镇政府信息公开工作年度报告", "宁河镇", 2020, "2019"),
        ("001", "红椿镇人民政府2019年政府信息公开工作年度报告", "红椿镇人民政府", 2019, "2019"),
        (
            "002",
            "华龙区岳村镇人民政府2021年政府信息公开工作年度报告",
            "华龙区岳村镇人民政府",
            2021,
            "2021",
        ),
        ("003", "昆吾办2020年政府信息公开工作年度报告", "昆吾办", 2020, "2019"),
        (
            "004",
            "北京市大兴区西红门镇人民政府2020年政府信息公开工作年度报告",
            "北京市大兴区西红门镇人民政府",
            2020,
            "2019",
        ),
    ],
)
def test_what_each_report_is(number, title, issuer, year, template):
    meta = seed(number).meta
    assert (meta.title, meta.issuer, meta.year, meta.template) == (title, issuer, year, template)
    assert (meta.level, meta.organ, meta.scope) == ("township", "government", "own")


@pytest.mark.parametrize(
    ("number", "region"),
    [
        ("000", (None, None, None)),
        ("001", (None, None, None)),
        ("003", (None, None, None)),
        ("004", ("北京市", None, "大兴区")),
    ],
)
def test_no_region_is_guessed(number, region):
    meta = seed(number).meta
    assert (meta.province, meta.city, meta.county) == region


FINDINGS = tomllib.loads((Path(__file__).parent / "data" / "seed_findings.toml").read_text("utf-8"))

# Section → first and last words, and the number of paragraphs.
PROSE = {
    "000": {
        "overview": ("2020年，宁河镇深入贯彻", "为公众获取政府信息提供方便。", 5),
        "problems": ("2020年，宁河镇健全工作机制", "确保及时发现问题、整改问题。", 2),
        "other": ("2020年宁河镇无其他需要报告的事项。", "2020年宁河镇无其他需要报告的事项。", 1),
    },
    "001": {
        "overview": ("（一）主动公开政府信息情况。", "强化干部依法行政和廉洁勤政的意识。", 5),
        "problems": ("我镇在落实政府信息公开工作中", "面对社会宣传力度不够的局面。", 1),
        "other": ("（无）", "（无）", 1),
    },
    "002": {
        "overview": ("2021年,按照区委区政府", "2021年度岳村镇主动公开政府信息26条。", 5),
        "problems": ("2021年，我镇政府信息公开工作虽然", "进一步规范政府信息公开工作。", 2),
        "other": ("无", "无", 1),
    },
    "003": {
        "overview": ("2020年，昆吾办在开发区", "对落实不到位的依规依纪问责。", 13),
        "problems": ("2020年, 通过昆吾办", "充分保障其知情权、参与权和监督权。", 1),
        "other": ("无", "无", 1),
    },
    "004": {
        "unplaced": ("依据《中华人民共和国", "编制本报告。", 1),
        "overview": ("按照《政府信息公开条例》", "并提出了细致的指导建议。", 5),
        "problems": ("（一）公开内容时效", "推进工作持续深入开展。", 3),
        "other": ("无。", "无。", 1),
    },
}


@pytest.mark.parametrize("number", PROSE)
def test_the_prose_of_each_section_is_whole_and_nothing_else(number):
    prose = seed(number).prose
    assert list(prose) == list(PROSE[number])
    for section, (first, last, paragraphs) in PROSE[number].items():
        text = prose[section]
        assert text.startswith(first)
        assert text.endswith(last)
        assert text.count("\n") + 1 == paragraphs
        assert "\t" not in text
        assert "bookmark" not in text


def test_in_the_misaligned_report_nothing_is_said_that_was_not_printed(catalogue):
    report = seed("003")
    facts = report.facts.values
    reported = {k: f.value for k, f in facts.items() if f.status is Status.REPORTED}
    whole_rows = (
        "requests_received",
        "requests_carried_in",
        "granted",
        "partly_granted",
        "requests_carried_out",
    )
    expected = {
        f.key: 0 for f in catalogue.printed("2019") if f.table in (2, 4) or f.row in whole_rows
    }
    # Table 4 prints fourteen values under fourteen labels; the fifteenth is not there.
    del expected["lawsuit_after_review.total"]
    expected |= {
        "licensing.decisions": 73,
        "penalties.decisions": 10,
        "procurement.projects": 3,
        "procurement.amount": 6.8178,
    }
    assert reported == expected
    others = {f.key for f in catalogue.printed("2019")} - set(expected)
    assert {facts[key].status for key in others} <= {Status.INFERRED, Status.UNREADABLE}
    told = {key for f in report.facts.findings if f.code == "extraction" for key in f.fields}
    assert told == others
    assert facts["handled.total"].raw == "0 0 0 0 0 0"


def whole(name, catalogue):
    """Return the keys a name stands for: ``handled.*`` is the whole row of the form."""
    row = name.removesuffix(".*")
    if row == name:
        return [name]
    return [f.key for f in catalogue.printed("2019") if f.row == row]


@pytest.mark.parametrize("number", FINDINGS)
def test_each_report_raises_its_findings_and_no_other(number, catalogue):
    expected = [{k: v for k, v in f.items() if k != "why"} for f in FINDINGS[number]]
    for finding in expected:
        finding["fields"] = [key for name in finding["fields"] for key in whole(name, catalogue)]
    found = [
        {
            "code": f.code,
            "fields": list(f.fields),
            **({} if f.expected is None else {"expected": f.expected}),
            **({} if f.found is None else {"found": f.found}),
            **({"detail": f.detail} if f.detail else {}),
        }
        for f in seed(number).facts.findings
    ]
    assert sorted(found, key=repr) == sorted(expected, key=repr)


@pytest.mark.parametrize("number", FINDINGS)
def test_each_finding_is_said_in_both_languages(number, catalogue):
    for finding in seed(number).facts.findings:
        said = [catalogue.sentence(finding, language) for language in ("zh", "en")]
        assert all(sentence in finding.message for sentence in said)
        assert "None" not in finding.message


@pytest.mark.parametrize(
    ("code", "expected", "found", "field"),
    [
        ("row_sum", 30, 0, "handled.total"),
        ("balance", 30, 0, "requests_received.total"),
        ("handled_sum", 30, 0, "handled.total"),
    ],
)
def test_the_contradictions_of_000(code, expected, found, field):
    report = seed("000")
    (finding,) = [f for f in report.facts.findings if f.code == code]
    assert (finding.expected, finding.found) == (expected, found)
    assert field in finding.fields
    assert report.facts.values["handled.total"].value == 0
