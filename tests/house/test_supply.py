"""What the house stands on: a reason for each library, no licence that binds, known holes told."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from packaging.utils import canonicalize_name

from .audit import verdict
from .licences import EXTRAS, FOR_THE_HOUSE, REFUSED, declared, installed

REASONS = Path(__file__).parents[2] / "docs" / "decisions" / "libraries.md"


def reasons() -> dict[str, str]:
    """Return the reason of each library: of every name in the first cell of a row."""
    rows = re.findall(r"^\| (.+?) \| (.+?) \|$", REASONS.read_text("utf-8"), re.MULTILINE)
    cells = [(re.sub(r"\([^)]*\)", "", names), why) for names, why in rows if names != "library"]
    return {
        canonicalize_name(name.strip()): why
        for names, why in cells
        for name in re.split("[,;]", names)
    }


def test_every_library_has_its_reason_and_every_reason_its_library() -> None:
    declared_names = {canonicalize_name(r.name) for r in declared(EXTRAS)}
    assert sorted(reasons()) == sorted(declared_names)
    assert all(len(why) > 10 for why in reasons().values())


@pytest.mark.parametrize("requirement", declared(EXTRAS), ids=str)
def test_every_library_has_a_lowest_version_and_an_end(requirement: Any) -> None:
    operators = {specifier.operator for specifier in requirement.specifier}
    assert operators in ({"=="}, {">=", "<"})


@pytest.mark.parametrize("library", sorted(installed(EXTRAS)), ids=lambda found: found.name)
def test_no_licence_binds_whoever_serves_pages(library: Any) -> None:
    assert not REFUSED.search(library.licence)


def test_what_users_get_says_its_licence() -> None:
    for_users = installed(extra for extra in EXTRAS if extra not in FOR_THE_HOUSE)
    assert {"Flask", "Werkzeug", "MarkupSafe"} <= {library.name for library in for_users}
    assert [library.name for library in for_users if library.licence == "unknown"] == []


@pytest.mark.parametrize("licence", ["AGPL-3.0-only", "GNU Affero General Public License v3"])
def test_licences_that_bind_are_known(licence: str) -> None:
    assert REFUSED.search(licence)


HOLE = {"id": "PYSEC-1", "fix_versions": ["2.0"], "aliases": [], "description": ""}


@pytest.mark.parametrize(
    ("dependencies", "code", "told"),
    [
        ([{"name": "a", "version": "1", "vulns": []}], 0, "0 known vulnerabilities of 1 libraries"),
        ([{"name": "a", "version": "1", "vulns": [HOLE]}], 1, "a 1 has PYSEC-1, mended in 2.0"),
        (
            [{"name": "a", "version": "1", "vulns": [{**HOLE, "fix_versions": []}]}],
            1,
            "mended in no version yet",
        ),
        ([{"name": "a", "skip_reason": "not found"}], 0, "skipped"),
        ([], 0, "skipped"),
        (
            [
                {"name": "a", "skip_reason": "not found"},
                {"name": "b", "version": "1", "vulns": [HOLE]},
            ],
            1,
            "1 known vulnerabilities of 1 libraries, 1 not looked up",
        ),
    ],
    ids=["sound", "a hole", "a hole nobody mended", "not reached", "nothing", "half reached"],
)
def test_a_known_hole_fails_and_what_is_not_known_is_said(
    dependencies: list[dict[str, Any]], code: int, told: str
) -> None:
    found = verdict({"dependencies": dependencies})
    assert found[0] == code
    assert told in "\n".join(found[1])
