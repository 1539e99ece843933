"""Reports made ready for an engine, and read back."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest

from indexer.documents import (
    KEYWORDS,
    LONGEST_TITLE,
    encode_parts,
    index_document,
    number_names,
    stored_report,
    whole_report,
)
from indexer.model import PARTS, Fact, Finding, Status, StoredReport

TOTAL = "requests_received.total"
NATURAL = "requests_received.natural_person"


@pytest.fixture
def make_document(make_report, segmenter, catalogue):
    return lambda **kwargs: index_document(make_report(**kwargs), segmenter, catalogue)


def test_text_is_folded_and_its_tokens_joined_are_the_text(make_document):
    document = make_document(
        title="ＡＢＣ 镇　2020年报", issuer=None, prose={"problems": "问题一。\n乡村 振兴 OK fine"}
    )
    assert set(document.text) == {"title", "problems"}
    assert document.text["title"] == "abc镇2020年报"
    assert document.text["problems"] == "问题一。乡村振兴ok fine"
    assert document.breaks["problems"] == (4,)
    for name, text in document.text.items():
        assert "".join(document.tokens[name]) == text


def test_only_fields_with_a_value_are_numbers(make_document, catalogue):
    document = make_document(
        year=2020,
        values={TOTAL: 0, NATURAL: None},
        facts={"grant_rate": Fact(0.5, Status.COMPUTED)},
        indexed_at="2026-01-01T00:00:00+00:00",
        published="2021-01-31",
        findings=(Finding("row_sum", ("x",)), Finding("row_sum", ("y",)), "balance"),
    )
    assert document.numbers == {
        TOTAL: 0.0,
        "grant_rate": 0.5,
        "year": 2020.0,
        "indexed": 1767225600.0,
        "published": float(date(2021, 1, 31).toordinal()),
        "findings": 2.0,
    }
    assert set(document.numbers) <= set(number_names(catalogue))


def test_a_report_without_year_or_facts_has_no_numbers_but_that_of_its_findings(make_document):
    document = make_document(year=None, template=None)
    assert document.numbers == {"findings": 0.0}
    assert "year" not in document.keywords
    assert "missing" not in document.keywords


def test_keywords(make_document, catalogue):
    document = make_document(
        year=2020,
        province="重庆市",
        origins=(("a", "1.txt"), ("b", "2.txt"), ("a", "3.txt")),
        findings=(Finding("row_sum", ("x",)), Finding("row_sum", ("y",)), "balance"),
        values={TOTAL: None, "requests_carried_in.total": 3},
        facts={
            NATURAL: Fact(2, Status.INFERRED),
            "granted.total": Fact(None, Status.UNREADABLE, "3 4"),
            "grant_rate": Fact(None, Status.BLANK),
        },
    )
    keywords = document.keywords
    assert keywords["year"] == ("2020",)
    assert keywords["province"] == ("重庆市",)
    assert "city" not in keywords
    assert keywords["collection"] == ("a", "b")
    assert keywords["finding"] == ("row_sum", "balance")
    assert keywords["version"] == ("current",)
    assert keywords["blank"] == (TOTAL, "any")
    assert keywords["inferred"] == (NATURAL, "any")
    assert keywords["unreadable"] == ("granted.total", "any")
    printed = {f.key for f in catalogue.printed("2019")}
    assert set(keywords["missing"]) == printed - {NATURAL, "requests_carried_in.total"} | {"any"}
    assert set(keywords) <= set(KEYWORDS)


def test_a_title_is_kept_to_order_by_as_far_as_it_is_one(make_document):
    assert make_document(title="甲镇年报").keywords["title"] == ("甲镇年报",)
    assert make_document(title="长" * 70000).keywords["title"] == ("长" * LONGEST_TITLE,)


def test_a_field_computed_for_the_template_is_never_missing(make_document, catalogue):
    computed_only = {f.key for f in catalogue.computed("2021")} - {
        f.key for f in catalogue.printed("2021")
    }
    assert computed_only
    assert not computed_only & set(make_document(template="2021").keywords["missing"])


def test_before_2019_what_no_table_prints_is_not_missing(make_document):
    assert "missing" not in make_document(template="older").keywords
    missing = make_document(
        template="older", values={"older.meetings": None, "older.staff": 3}
    ).keywords["missing"]
    assert {"any", "older.meetings"} <= {*missing}
    assert "older.staff" not in missing


def test_another_version_is_told(make_document):
    assert make_document(current=False).keywords["version"] == ("other",)


def test_a_report_comes_back_whole(make_report):
    report = make_report(
        prose={"overview": "总体"},
        values={TOTAL: 3, NATURAL: None},
        facts={"fees.amount": Fact(3249.75, Status.REPORTED, "3249.75万元", place=(1, 2, 3))},
        findings=(Finding("balance", (TOTAL,), 30, 0, "…"),),
        current=False,
        versions=("0" * 16,),
    )
    parts = encode_parts(report)
    assert set(parts) == set(PARTS)
    assert whole_report(stored_report(report.meta.id, parts)) == report


def test_only_the_parts_given_are_read(make_report):
    report = make_report()
    stored = stored_report("x", {"meta": encode_parts(report)["meta"]})
    assert stored == StoredReport("x", meta=report.meta)
    with pytest.raises(ValueError, match="all parts"):
        whole_report(stored)


def test_parts_that_are_none_of_ours_are_refused():
    with pytest.raises(msgspec.DecodeError):
        stored_report("x", {"meta": b'{"id": 3}'})


def test_documents_of_equal_reports_are_equal(make_document):
    one, other = (make_document(prose={"other": "同样"}, values={TOTAL: 1}) for _ in range(2))
    assert one == other
