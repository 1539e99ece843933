"""The catalogue against the list of fields that was promised, and against faults in its file."""

import csv
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import pytest

from indexer.catalogue import Catalogue, parse_catalogue, squeezed
from indexer.errors import ConfigError, UnknownField
from indexer.facts.derive import operands
from indexer.model import Finding

_LIST = (Path(__file__).parent / "data" / "fields.csv").read_text("utf-8")
PROMISED = list(csv.DictReader(_LIST.splitlines()))
TEXT = files("indexer").joinpath("data/catalogue.toml").read_text("utf-8")
OLDER_TEXT = files("indexer").joinpath("data/older.toml").read_text("utf-8")


def test_it_has_exactly_the_promised_fields(catalogue):
    fields = [f for f in catalogue.fields.values() if not f.key.startswith("older.")]
    assert [f.key for f in fields] == [row["key"] for row in PROMISED]
    assert sum(1 for f in fields if f.printed) == 226
    assert sum(1 for f in fields if not f.printed) == 61


def test_older_reports_have_fields_of_their_own(catalogue):
    older = [f for f in catalogue.fields.values() if f.key.startswith("older.")]
    assert older == list(catalogue.printed("older"))
    assert all(f.printed == ("older",) and not f.computed for f in older)
    assert {f.table for f in older} == {catalogue.older.number}
    assert catalogue.older.number not in {table.number for table in catalogue.tables}
    # Nobody who asks for a field of the later forms may be given one of these.
    for field in older:
        named = [name for name, keys in catalogue.names.items() if field.key in keys]
        assert sorted(named) == sorted({field.key, field.alias})


def test_no_indicator_of_older_reports_is_taken_for_another(catalogue):
    rows = [(r, r.columns("older")[0].id) for r in catalogue.older.rows]
    for row, own in rows:
        label = squeezed("|".join(row.path["older"]))
        assert [i for r, i in rows if r.match.search(label)] == [own]


@pytest.mark.parametrize("row", PROMISED, ids=lambda row: row["key"])
def test_each_field_is_as_promised(catalogue, row):
    field = catalogue.fields[row["key"]]
    both = ("2019", "2021")
    templates = both if row["template"] == "both" else (row["template"],)
    formula = row["formula"].removeprefix("printed in 2019; computed in 2021 = ")
    assert field.alias == row["alias"]
    assert field.unit == row["unit"]
    assert (field.formula or "") == formula
    if row["table"] == "derived":
        assert (field.table, field.computed, field.printed) == (None, templates, ())
    else:
        assert (str(field.table), field.printed) == (row["table"], templates)


def test_each_template_prints_its_fields(catalogue):
    assert len(list(catalogue.printed("2019"))) == 198
    assert len(list(catalogue.printed("2021"))) == 200
    assert "other_handling.total" in {f.key for f in catalogue.computed("2021")}


def test_operands_of_formulas_come_before_them(catalogue):
    for template in ("2019", "2021"):
        known = {f.key for f in catalogue.printed(template)}
        for field in catalogue.computed(template):
            assert set(operands(field.formula)) <= known, field.key
            known.add(field.key)


def test_sums_name_fields_of_their_template(catalogue):
    for template in ("2019", "2021"):
        printed = {f.key for f in catalogue.printed(template)}
        sums = catalogue.sums[template]
        assert {s.code for s in sums} == {"row_sum", "dispute_sum", "balance", "handled_sum"}
        assert all({*s.left, *s.right} <= printed for s in sums)


@pytest.mark.parametrize("template", ["2019", "2021"])
def test_no_label_names_two_rows_or_columns(catalogue: Catalogue, template):
    for form in catalogue.tables:
        for row in form.printed(template):
            leaf = row.path[template][-1].translate(str.maketrans("（）", "()"))
            named = [r.id for r in form.printed(template) if r.match.search(leaf)]
            assert named == [row.id]
            for column in row.columns(template):
                label = column.label[template]
                named = [c.id for c in row.columns(template) if c.match.search(label)]
                assert named == [column.id]


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("requests_received.total", "requests_received.total"),
        ("requests_received", "requests_received.total"),
        ("Requests_Received", "requests_received.total"),
        ("新收申请", "requests_received.total"),
        ("新收申请．商业企业", "requests_received.enterprise"),
        ("采购总金额", "procurement.amount"),
        ("公开率", "grant_rate"),
        ("复议和直接起诉合计", "challenges.total"),
        ("challenges", "challenges.total"),
        ("不予公开合计", "denied.total"),
        ("行政复议", "review.total"),
        ("normative_documents.net", "normative_documents.net"),
    ],
)
def test_names_of_fields(catalogue, name, key):
    assert catalogue.resolve(name).key == key


@pytest.mark.parametrize(
    ("name", "listed"),
    [
        ("requests_receved", "requests_received"),
        ("新收申情", "新收申请"),
        ("licensing", "licensing.decisions"),
        ("自然人", "granted.natural_person"),
        ("新收", "新收申请"),
        ("信访", "信访举报投诉"),
        ("☃", None),
    ],
)
def test_an_unknown_or_shared_name_lists_what_may_be_meant(catalogue, name, listed):
    with pytest.raises(UnknownField) as error:
        catalogue.resolve(name)
    assert error.value.name == name
    if listed is None:
        assert error.value.close == ()
    else:
        assert listed in error.value.close
        assert listed in str(error.value)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('match = "国家秘密"', 'match = "("', "regular expression"),
        ('id = "denied_security"', 'id = "denied_internal"', "twice"),
        ('columns = ["procurement"]', 'columns = ["purchases"]', "purchases"),
        ('total = "total"', 'total = "sum"', "sum"),
        ('section = "requests"', 'chapter = "requests"', "chapter"),
        ("[[templates]]", "[[templates", "catalogue.toml"),
    ],
)
def test_a_fault_in_the_file_is_named(old, new, said):
    assert old in TEXT
    with pytest.raises(ConfigError, match=said.replace("(", r"\(")):
        parse_catalogue(TEXT.replace(old, new, 1), OLDER_TEXT)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("match = '微博公开'", "match = '('", "regular expression"),
        ('id = "fees"', 'id = "budget"', "twice"),
        ('id = "fees"', 'id = "Fees!"', "older.toml"),
    ],
)
def test_a_fault_in_the_file_of_older_reports_is_named(old, new, said):
    assert old in OLDER_TEXT
    with pytest.raises(ConfigError, match=said):
        parse_catalogue(TEXT, OLDER_TEXT.replace(old, new, 1))


def test_every_finding_can_be_said(catalogue):
    bare = Finding("", ("handled.total",), 1, 2, detail="…")
    for kind in catalogue.findings.values():
        for reason in ("", *kind.reasons):
            said = catalogue.told(replace(bare, code=kind.code, reason=reason)).message
            assert said
            assert "%(" not in said
    assert catalogue.told(Finding("ours_not", message="as it was")).message == "as it was"
