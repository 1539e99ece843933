"""What a form's sums fill in of whole files: all they settle, nothing else, whatever the format."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.model import Status
from indexer.parsing.parse import parse_bytes

sys.path.insert(0, str(Path(__file__).parents[1] / "samples"))

import form
import generate
import report
from golden import BLANK, golden_fields
from invent import SAMPLES
from sample import Sample

LAYOUTS = {"html": "site_page", "docx": "word", "xlsx": "sheet", "txt": "cell_a_line"}
FORMS = {
    template: next(s for s in SAMPLES if s.template == template and s.titled)
    for template in ("2019", "2021")
}


def printed(sample: Sample, blank: set[str]) -> Sample:
    """Return a sample that prints all it knows, but for the cells that are blank."""
    return replace(sample, printed=dict.fromkeys(blank, BLANK), parts={}, extras=False, doubts=())


def read(sample: Sample, suffix: str) -> dict[str, tuple[object, str]]:
    """Write a sample in a format, read it, and return value and status of each field."""
    data = generate.WRITERS[LAYOUTS[suffix]](sample)
    facts = parse_bytes(data, f"a.{suffix}").facts.values
    return {key: (facts[key].value, str(facts[key].status)) for key in form.fields(sample.template)}


def expected(sample: Sample) -> dict[str, tuple[object, str]]:
    """Work out the same from what was printed, by the samples' own account of the sums."""
    cells, known = report.printed_cells(sample), report.known_values(sample)
    told = golden_fields(sample.template, cells, known)
    return {key: (fact["value"], str(fact["status"])) for key, fact in told.items()}


_OUTCOMES = ("granted", "partly_granted", "unavailable_not_held", "not_processed_repeat")


@st.composite
def forms(draw: st.DrawFn) -> Sample:
    """A form of either template whose sums hold, some cells of tables 3 and 4 left blank."""
    template = draw(st.sampled_from(["2019", "2021"]))
    counts = st.sampled_from([0, 0, 0, 1, 4, 30, 1234567])
    outcomes = {row: tuple(draw(counts) for _ in range(6)) for row in _OUTCOMES}
    left = tuple(draw(counts) for _ in range(6))
    received = tuple(map(sum, zip(*outcomes.values(), left, strict=True)))
    disputes = {row: tuple(draw(counts) for _ in range(4)) for row in form.DISPUTES}
    sample = replace(
        FORMS[template], requests={"requests_received": received, **outcomes}, disputes=disputes
    )
    keys = [key for key in form.fields(template) if key.split(".")[0] in _summed(template)]
    return printed(sample, draw(st.sets(st.sampled_from(keys), max_size=len(keys))))


def _summed(template: str) -> set[str]:
    return {*form.request_rows(template), *form.DISPUTES}


@pytest.mark.parametrize("suffix", ["html", "docx"])
@settings(max_examples=12, deadline=None)
@given(forms())
def test_what_sums_settle_is_found_through_a_reader_and_nothing_else(suffix, sample) -> None:
    assert read(sample, suffix) == expected(sample)


def zeros_left_empty(*, totals: bool) -> Sample:
    """Return a 2019 form whose zero cells were left empty, those of its totals or not."""
    sample = printed(FORMS["2019"], set())
    empty = {key for key, value in report.known_values(sample).items() if value == 0}
    if totals:
        empty = {k for k in empty if not k.endswith(".total") and not k.startswith("handled.")}
    return printed(sample, empty)


@pytest.mark.parametrize("suffix", LAYOUTS)
def test_a_form_with_its_totals_fills_out_as_far_as_they_prove(suffix) -> None:
    sample = zeros_left_empty(totals=True)
    facts = read(sample, suffix)
    assert facts == expected(sample)
    requests = {key: fact for key, fact in facts.items() if key.split(".")[0] in _summed("2019")}
    assert {str(Status.BLANK)} & {status for _, status in requests.values()} == set()
    # No sum holds table 2: nothing proves that its blank cells are 0.
    disclosure = {status for key, (_, status) in facts.items() if key not in requests}
    assert str(Status.INFERRED) not in disclosure
    assert str(Status.BLANK) in disclosure


@pytest.mark.parametrize("suffix", LAYOUTS)
def test_without_its_totals_it_fills_out_no_further_than_the_rest_proves(suffix) -> None:
    sample = zeros_left_empty(totals=False)
    facts = read(sample, suffix)
    assert facts == expected(sample)
    assert facts["denied_state_secret.enterprise"] == (0, "inferred")
    # Neither a row of blanks nor a table of them says that there was nothing.
    assert {facts[f"review.{column}"][1] for column in form.OUTCOMES} == {"blank"}
