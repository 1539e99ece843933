"""What sentences claim, what they only seem to claim, and which claims the tables contradict."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.claims import check_prose, claims_of, sentences
from indexer.claims.plans import planned_year
from indexer.model import Fact, Status

YEAR = 2020


def claims(text, *, section="overview", scope="own", year=YEAR):
    told = sentences({section: text})
    return [(c.measure, c.value) for s in told for c in claims_of(s, year, scope)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2020年我镇共受理依申请公开政府信息40件。", [("accepted", 40)]),
        ("全年共收到政府信息公开申请４０件，已全部按时答复。", [("received", 40)]),
        ("①收到政府信息公开申请40²件；②", [("received", 40)]),
        ("全年共收到政府信息公开申请四十件", [("received", 40)]),
        ("我局收到信息公开申请1,234件。", [("received", 1234)]),
        ("本年新收政府信息公开申请40件，上年结转2件，办结41件。", [("new", 40), ("handled", 41)]),
        ("收到40件政府信息公开申请", [("received", 40)]),
        ("依申请公开数量40件，同比下降10%。", [("received", 40)]),
        ("2020年政府信息公开申请总数为40件。", [("received", 40)]),
        ("依申请公开为零。", [("received", 0)]),
        ("本年度没有依申请公开事项。", [("received", 0)]),
        ("全年没有收到政府信息公开方面的申请。", [("received", 0)]),
        ("收到公民、法人和其他组织提出的政府信息公开申请40份", [("received", 40)]),
        ("通过网络、信函等方式收到政府信息公开申请40件", [("received", 40)]),
        ("政府信息公开申请共收到40件", [("received", 40)]),
        ("全年收到申请40件，其中网络申请20件，答复38件", [("received", 40)]),
        ("收到政府信息公开申请40件（含上年结转2件）。", [("received", 40)]),
        ("依申请公开方面，全年共收到40件，答复38件。", [("received", 40), ("answered", 38)]),
        ("自2020年1月1日起至2020年12月31日止，收到依申请公开40件", [("received", 40)]),
        ("二〇二〇年收到政府信息公开申请三件", [("received", 3)]),
        ("收到政府信息公开申请40件、答复40件", [("received", 40), ("answered", 40)]),
        ("收到政府信息公开申请40件、投诉2件", [("received", 40)]),
        ("2019年度红椿镇没有收到任何形式的依申请公开政府信息申请件。", []),
        ("2020年没有收到任何形式的依申请公开政府信息申请件。", [("received", 0)]),
        ("2020年我办未收到相关申请。", [("received", 0)]),
        ("依申请公开情况：全年未收到。", [("received", 0)]),
        ("未收到一件政府信息公开申请", [("received", 0)]),
        ("全年未接到公民、法人或者其他组织的政府信息公开申请。", [("received", 0)]),
        ("全年未发生依申请公开事项。", [("received", 0)]),
        ("实现依申请公开零申请", [("received", 0)]),
        ("全年政府信息公开申请为零。", [("received", 0)]),
        ("收到政府信息公开申请0件", [("received", 0)]),
        ("收到政府信息公开申请40件。\n　 \n", [("received", 40)]),
        # What is no number in any way of writing is no claim.
        ("政府信息公开申请数量为十十件。", []),
    ],
)
def test_claims_of_applications(text, expected):
    assert claims(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "2021年度岳村镇主动公开政府信息26条。",
        "通过12345电话等回答网民意见200余条。",
        "全年共公开各类政府信息1400余条。",
        "收到政府信息公开申请40余件",
        "收到政府信息公开申请近40件",
        "收到政府信息公开申请1.5万件",
        "收到群众咨询30件，政府信息公开申请办理及时",
        "受理信访举报投诉30件",
        "收到有效申请38件",
        "协助上级办理政府信息公开申请5件",
        "市教育局机关收到政府信息公开申请10件，下属单位收到30件。",
        "公开信息560条，其中依申请公开数量30件",
        "受理行政许可申请300件",
        "受理低保申请12件",
        "收到临时救助申请20件",
        "通过网络收到政府信息公开申请30件",
        "收到网络申请30件",
        "收到自然人政府信息公开申请30件",
        "收到公民申请30件",
        "其中收到政府信息公开申请30件",
        "截至2020年底，我局共收到政府信息公开申请400件",
        "条例实施以来，共收到政府信息公开申请400件",
        "近三年，收到政府信息公开申请90件",
        "累计收到政府信息公开申请400件",
        "上年收到政府信息公开申请30件",
        "2019年收到政府信息公开申请30件",
        "同比多收到政府信息公开申请10件",
        "上半年收到政府信息公开申请10件",
        "6月收到政府信息公开申请10件",
        "不予受理政府信息公开申请3件",
        "予以公开答复申请15件",
        "全县收到政府信息公开申请300件",
        "局机关本级收到政府信息公开申请3件",
        "收到政府信息公开申请补正材料3件",
        "收到政府信息公开申请的投诉3件",
        "政府信息公开申请的平均办理时间减少",
        "每月定期向区政府办报送8篇政府信息",
        "未收到书面申请",
        "未收到有关政府信息公开申请的投诉",
        "未收到依申请公开收费",
        "收到政府信息公开第一件申请",
        "申请人一次性提交",
        "1月至6月未收到政府信息公开申请",
        "全年制作受理单40份，规范申请办理",
    ],
)
def test_what_is_no_claim_of_all_applications(text):
    assert claims(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("因政府信息公开被申请行政复议3件、提起行政诉讼2件。", [("reviews", 3), ("lawsuits", 2)]),
        ("2020年政府信息公开行政复议案件3件，行政诉讼2件", [("reviews", 3), ("lawsuits", 2)]),
        ("因信息公开引发3起行政复议案件", [("reviews", 3)]),
        ("未发生行政复议、行政诉讼案件。", [("reviews", 0), ("lawsuits", 0)]),
        (
            "未发生因政府信息公开申请行政复议、提起行政诉讼的情况。",
            [("reviews", 0), ("lawsuits", 0)],
        ),
        ("政府信息公开行政复议、行政诉讼均为0件", [("reviews", 0), ("lawsuits", 0)]),
        ("没有因政府信息公开被提起行政诉讼。", [("lawsuits", 0)]),
        ("没有收到因不服答复提起的行政复议申请。", [("reviews", 0)]),
        ("作为复议机关共收到政府信息公开行政复议申请15件", []),
        # Governments decide on reviews as well, and courts on lawsuits more than once.
        ("受理政府信息公开行政复议案件30件", []),
        ("政府信息公开行政诉讼一审3件", []),
        ("政府信息公开行政复议、行政诉讼共3件", []),
        ("政府信息公开行政复议和行政诉讼分别为3件和2件", []),
        ("没有被纠正的政府信息公开行政复议案件", []),
        ("无败诉的行政诉讼案件", []),
        ("政府信息公开行政复议维持3件", []),
        ("全年办理行政复议120件", []),
        ("全年行政复议120件", []),
    ],
)
def test_claims_of_reviews_and_lawsuits(text, expected):
    assert claims(text) == expected


def test_a_consolidated_report_is_spoken_of_as_a_whole():
    text = "全县各级行政机关共收到政府信息公开申请300件。县政府办收到政府信息公开申请20件。"
    assert claims(text, scope="consolidated") == [("received", 300)]


def printed(**values):
    return {k: Fact(v, Status.REPORTED, str(v)) for k, v in values.items()}


def facts(received=40, carried_in=2, handled=41, not_processed=3, **more):
    return {
        "requests_received.total": Fact(received, Status.REPORTED, str(received)),
        "requests_carried_in.total": Fact(carried_in, Status.REPORTED, str(carried_in)),
        "handled.total": Fact(handled, Status.REPORTED, str(handled)),
        "not_processed.total": Fact(not_processed, Status.COMPUTED),
        "other_handling.total": Fact(0, Status.REPORTED, "0"),
        "review.total": Fact(0, Status.REPORTED, "0"),
        "lawsuit_direct.total": Fact(1, Status.REPORTED, "1"),
        "lawsuit_after_review.total": Fact(1, Status.REPORTED, "1"),
        **more,
    }


def found(text, table=None, **known):
    findings = check_prose({"overview": text}, table or facts(), YEAR, "own", **known)
    return [(f.code, f.fields, f.expected, f.found) for f in findings]


RECEIVED = ("requests_received.total",)
HANDLED = ("handled.total",)
LAWSUITS = ("lawsuit_direct.total", "lawsuit_after_review.total")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("共收到政府信息公开申请30件。", [("prose_conflict", RECEIVED, 40, 30)]),
        ("共受理政府信息公开申请30件。", [("prose_conflict", RECEIVED, 40, 30)]),
        ("本年新收政府信息公开申请42件。", [("prose_conflict", RECEIVED, 40, 42)]),
        ("全年没有收到任何依申请公开政府信息申请件。", [("prose_conflict", RECEIVED, 40, 0)]),
        ("依申请公开方面，答复30件。", [("prose_conflict", HANDLED, 41, 30)]),
        ("未发生行政诉讼。", [("prose_conflict", LAWSUITS, 2, 0)]),
        ("因政府信息公开发生行政复议1件。", [("prose_conflict", ("review.total",), 0, 1)]),
        ("共收到政府信息公开申请40件，办结41件。", []),
        # With what was carried in; without what was not processed.
        ("共受理政府信息公开申请42件。", []),
        ("共办理政府信息公开申请42件。", []),
        ("依申请公开方面，答复38件。", []),
        # The table's number is there as well, as something.
        ("线上收到申请30件，另有信函申请10件，合计40件。", []),
        # Two numbers: which of them is meant, nobody can tell.
        ("收到政府信息公开申请30件。收到政府信息公开申请10件。", []),
        ("未发生行政复议。因政府信息公开被提起行政诉讼2件。", []),
    ],
)
def test_conflicts(text, expected):
    assert found(text) == expected


def test_a_conflict_holds_the_sentence_it_read():
    text = "我镇重视公开。2020年共收到政府信息公开申请30件，已办结。今后继续努力。"
    (finding,) = check_prose({"overview": text}, facts(), YEAR, "own")
    assert finding.detail == "2020年共收到政府信息公开申请30件，已办结。"


@pytest.mark.parametrize("status", [Status.BLANK, Status.UNREADABLE, Status.INFERRED])
def test_only_printed_values_are_contradicted(status):
    value = 40 if status is Status.INFERRED else None
    table = facts(**{"requests_received.total": Fact(value, status)})
    assert found("共收到政府信息公开申请30件。", table) == []


def test_what_was_carried_in_is_not_known_to_be_none():
    table = facts(**{"requests_carried_in.total": Fact(None, Status.BLANK, "")})
    assert found("共收到政府信息公开申请43件。", table) == []
    assert found("共收到政府信息公开申请39件。", table) == [("prose_conflict", RECEIVED, 40, 39)]


def test_how_many_were_not_processed_may_be_unknown():
    table = facts(**{"not_processed.total": Fact(None, Status.UNREADABLE, "")})
    assert found("依申请公开方面，答复30件。", table) == []
    assert found("依申请公开方面，答复44件。", table) == [("prose_conflict", HANDLED, 41, 44)]


@given(st.integers(0, 10**6), st.sampled_from(["收到", "受理", "接收"]))
def test_the_tables_own_number_is_never_a_conflict(count, verb):
    table = facts(received=count)
    assert found(f"2020年共{verb}政府信息公开申请{count}件。", table) == []
    assert found(f"2020年共{verb}{count}件政府信息公开申请。", table) == []


@given(
    st.text(
        alphabet="收到受理办结答复申请公开政府信息未没有行政诉讼0123十百件条年2，。（）、其中",
        max_size=60,
    )
)
def test_any_text_is_read_without_fault(text):
    for finding in check_prose({"overview": text}, facts(), YEAR, "own"):
        assert finding.found != finding.expected
        assert finding.detail in text


# ── plans ────────────────────────────────────────────────────────────────────────────────


def planned(text, section="problems"):
    return [year for s in sentences({section: text}) if (year := planned_year(s)) is not None]


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("2021年，我镇将按照《条例》的相关要求，继续大力推进政府信息公开工作。", 2021),
        ("2021年我镇将围绕乡村振兴，重点抓好以下工作", 2021),
        ("（三）2021年，面对新形势，我局将进一步加大公开力度。", 2021),
        ("2021年，我局拟采取以下措施", 2021),
        ("2021年，下一步我局将做好公开工作", 2021),
        ("（二）2021年工作打算", 2021),
        ("2021年度，将从以下几个方面改进：", 2021),
    ],
)
def test_plans(text, year):
    assert planned(text) == [year]


@pytest.mark.parametrize(
    "text",
    [
        "2020年我镇将信息公开纳入年度考核。",
        "2020年，我局将政务公开作为重点工作。",
        "2020年，我镇将加强信息公开工作列入重要议事日程。",
        "2020年，我局将责任落实到人。",
        "2020年，我镇政府信息公开工作虽然取得一定的成效，但仍存在问题。",
        "2020年计划开展培训10次，实际开展8次。",
        "2020年，我局按照要求，将继续教育与政务公开相结合，已完成全员培训。",
        "2020年以来，我局将进一步规范公开",
        "2020年虽有不足，2021年我局将继续努力。",
        "今后我局将继续努力。",
        "按照2020年工作计划，我局将进一步加强公开。",
        "2020年工作计划完成情况良好。",
        "2020年8月，我局将继续",
    ],
)
def test_what_is_no_plan(text):
    assert planned(text) == []


def test_will_is_believed_only_where_plans_are_made():
    assert planned("2020年，我镇将按照要求推进公开。", section="overview") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2020年，我镇将继续推进政府信息公开工作。", [("wrong_year", (), 2021, 2020)]),
        ("2019年，我镇将继续推进政府信息公开工作。", [("wrong_year", (), 2021, 2019)]),
        ("2021年，我镇将继续推进政府信息公开工作。", []),
        # It knows its year: the first sentence must mean something else.
        ("2020年，我镇将继续推进公开工作。2021年，我镇将进一步提高质量。", []),
    ],
)
def test_a_plan_for_a_year_gone_by(text, expected):
    findings = list(check_prose({"problems": text}, {}, YEAR, "own"))
    assert [(f.code, f.fields, f.expected, f.found) for f in findings] == expected


def test_without_a_year_no_plan_is_wrong():
    assert list(check_prose({"problems": "2020年，我镇将继续推进。"}, {}, None, "own")) == []


def test_older_reports_are_held_against_their_own_table():
    table = printed(
        **{
            "older.requests_received": 5,
            "older.requests_handled": 5,
            "older.requests_answered": 5,
            "older.reviews": 1,
            "older.lawsuits": 0,
        }
    )
    text = "全年收到政府信息公开申请3件，办结5件。未发生行政复议。"
    assert found(text, table) == [
        ("prose_conflict", ("older.requests_received",), 5, 3),
        ("prose_conflict", ("older.reviews",), 1, 0),
    ]
