"""Days, numbers and units as people write them, in both languages."""

from __future__ import annotations

import pytest
from flask import Flask
from flask_babel import force_locale

from indexer.catalogue import Catalogue
from webui.presenters import count_format, quantity
from webui.wording import UNIT_NAMES, day, moment, unit_name


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("zh", ("2021年1月9日", "2026年1月2日 03:04 UTC", "万元")),
        ("en", ("January 9, 2021", "January 2, 2026 03:04 UTC", "× 10,000 yuan")),
    ],
)
def test_days_and_units(app: Flask, language: str, written: tuple[str, str, str]) -> None:
    with app.test_request_context(), force_locale(language):
        said = day("2021-01-09"), moment("2026-01-02T03:04:05+00:00"), unit_name("万元")
        assert said == written
        assert (day("去年"), day(None), unit_name("ratio"), unit_name("头")) == (
            "去年",
            "",
            "",
            "头",
        )


@pytest.mark.parametrize(
    ("value", "unit", "written"),
    [
        (1234567, "件", "1,234,567"),
        (3249.75, "万元", "3,249.75"),
        (-1234.0, "件", "-1,234"),
        (0.00001, "万元", "0.00001"),
        (0.257, "ratio", "25.7%"),
        (None, "件", ""),
    ],
)
def test_quantities(value: float | None, unit: str, written: str) -> None:
    assert quantity(value, unit) == written


def test_a_count_is_grouped_wherever_it_is_written() -> None:
    assert f"{count_format(83617)}" == "%s" % count_format(83617) == "83,617"  # noqa: UP031
    assert count_format(1) == 1


def test_every_unit_has_a_name(catalogue: Catalogue) -> None:
    assert {field.unit for field in catalogue.fields.values()} <= set(UNIT_NAMES)
