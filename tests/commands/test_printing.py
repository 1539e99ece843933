"""What the command line says of an index, of what was done to it, and in which shape."""

from __future__ import annotations

from dataclasses import replace

import pytest

from indexer.commands.printing import (
    MANY_REPORTS,
    change_line,
    print_table,
    status_lines,
    verification_lines,
)
from indexer.indexing.ingest import Progress, Summary
from indexer.indexing.visit import Refusal
from indexer.keeping.desk import IndexStatus, Verification
from indexer.keeping.repair import Repair
from indexer.model import EngineState


@pytest.mark.parametrize(
    ("engine", "reports", "advised"),
    [
        ("whoosh", MANY_REPORTS, False),
        ("whoosh", MANY_REPORTS + 1, True),
        ("tantivy", MANY_REPORTS + 1, False),
    ],
)
def test_status_says_when_to_move_to_tantivy(engine, reports, advised):
    status = IndexStatus(
        engine=engine,
        index_dir="index_data",
        segmenter="pairs",
        reports=reports,
        sources=reports,
        refused=0,
        size_bytes=1,
        collections=(),
    )
    lines = "\n".join(status_lines(status))
    assert ("nianbao-search[tantivy]" in lines) == advised


@pytest.mark.parametrize(
    ("refusal", "line"),
    [
        (None, "added a b.txt"),
        (Refusal("a\nb.txt", "NotAReport", "no\x1bway"), "refused a b.txt: NotAReport: no way"),
    ],
    ids=["added", "refused"],
)
def test_a_change_is_one_line_whatever_the_file_is_called(refusal, line):
    assert change_line(Progress(1, 1, "a\nb.txt", "added", refusal)) == line


# ── verify, and repair ───────────────────────────────────────────────────────────────────

SOUND = Verification(EngineState("whoosh", 2, 3, 100), faults=(), gone=("/a\tb",), changed=("/c",))
LAST = "the index is sound: 2 reports, 3 sources, 1 gone, 1 changed"
DONE = Repair(
    ("a file\nis missing",),
    (Summary(2, 0, 0, 0, (), 1.0),),
    kept=("/kept\x1b",),
    lost=("/lost",),
)


@pytest.mark.parametrize(
    ("done", "lines"),
    [
        (None, []),
        (Repair(()), []),
        (
            DONE,
            [
                "was damaged: a file is missing",
                "2 added, 0 replaced, 0 unchanged, 0 removed, 0 refused (1.0 s)",
                "kept, though its file is gone: /kept ",
                "lost, as its file is gone: /lost",
            ],
        ),
        (
            replace(DONE, summaries=(), kept=(), lost=(), named=False),
            [
                "was damaged: a file is missing",
                "which other files are gone cannot be told: the list of them was damaged too",
            ],
        ),
    ],
    ids=["only looked at", "nothing to repair", "repaired", "without the list"],
)
def test_a_repair_is_told_before_what_is_found_after_it(done, lines):
    assert [*verification_lines(SOUND, done)] == [*lines, "gone: /a b", "changed: /c", LAST]


def test_damage_is_told_fault_by_fault():
    damaged = replace(SOUND, faults=("one\x07", "two"), gone=(), changed=())
    assert [*verification_lines(damaged)] == [
        "damaged: one ",
        "damaged: two",
        "the index is damaged: 2 reports, 3 sources, 0 gone, 0 changed",
    ]


# ── tables ───────────────────────────────────────────────────────────────────────────────

ROWS = [["宁河镇", "1"], ["a\x1b[31m", "22"]]


def test_a_table_in_a_pipe_lines_up_by_columns_of_a_terminal(monkeypatch, capsys):
    for name in ("FORCE_COLOR", "TTY_COMPATIBLE"):
        monkeypatch.delenv(name, raising=False)
    print_table(["名", "n"], ROWS)
    assert capsys.readouterr().out == "名      n\n宁河镇  1\na [31m  22\n"


def test_a_table_on_a_terminal_is_drawn_and_commands_nothing(monkeypatch, capsys):
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "60")
    print_table(["名", "n"], ROWS)
    drawn = capsys.readouterr().out
    assert "│ 宁河镇 │" in drawn
    assert "│ a [31m │" in drawn
