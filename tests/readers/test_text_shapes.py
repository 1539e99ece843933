"""A text dump put through what mail, editors and scrapers do to it: no value may change."""

import random
import re
from pathlib import Path

import pytest

from indexer.model import Status
from indexer.parsing.parse import parse_bytes

SAMPLES = Path(__file__).parents[2] / "samples"


def is_cell_a_line(data: bytes) -> bool:
    return len(re.findall(rb"(?m)^\t[^\t\n]*$", data)) > 200


DUMPS = [p for p in sorted(SAMPLES.glob("*.txt")) if is_cell_a_line(p.read_bytes())]


def printed(data: bytes) -> dict[str, float]:
    facts = parse_bytes(data, "report.txt").facts.values
    return {key: f.value for key, f in facts.items() if f.status is Status.REPORTED}


CHANGES = {
    "line ends of Windows": lambda text: text.replace("\n", "\r\n"),
    "line ends cut": lambda text: re.sub(r"[ \u3000]+$", "", text, flags=re.MULTILINE),
    "every line doubled in height": lambda text: text.replace("\n", "\n\n"),
    "no blank lines": lambda text: re.sub(r"\n[ ]*(?=\n)", "", text),
    "tabs to blanks": lambda text: text.replace("\t", "    "),
    "tabs to pipes": lambda text: re.sub(r"^\t", "| ", text, flags=re.MULTILINE),
    "full-width digits": lambda text: re.sub(
        r"(?<=\t)\d+$", lambda m: m[0].translate(FULL_WIDTH), text, flags=re.MULTILINE
    ),
}
FULL = (198, 200)
FULL_WIDTH = {ord("0") + i: chr(0xFF10 + i) for i in range(10)}


def test_there_are_full_dumps_to_change():
    assert any(len(printed(path.read_bytes())) in FULL for path in DUMPS)


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
@pytest.mark.parametrize("path", DUMPS, ids=lambda path: path.name)
def test_no_value_is_read_otherwise(path, change):
    text = path.read_bytes().decode()
    before, after = printed(text.encode()), printed(change(text).encode())
    assert all(before[key] == value for key, value in after.items())
    # Where cells are blank, only the tabs tell to which column a value belongs.
    if len(before) in FULL:
        assert after == before


@pytest.mark.parametrize("path", DUMPS, ids=lambda path: path.name)
def test_a_line_that_is_lost_makes_nothing_wrong(path):
    lines = path.read_bytes().decode().split("\n")
    cells = [i for i, line in enumerate(lines) if re.fullmatch(r"\t[ \u3000]*\d+[ \u3000]*", line)]
    before = printed("\n".join(lines).encode())
    for lost in random.Random(1).sample(cells, 25):
        after = printed("\n".join(lines[:lost] + lines[lost + 1 :]).encode())
        assert all(before[key] == value for key, value in after.items())
