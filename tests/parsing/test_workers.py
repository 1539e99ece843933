"""Workers: what goes wrong in one costs one file, and nothing of it is left behind."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from indexer.errors import NotAReport, ReaderFault, SourceError
from indexer.model import Known, Report
from indexer.parsing.worker import Limits, Task
from indexer.parsing.workers import Workers, default_jobs
from indexer.regions import Region

TESTS = Path(__file__).resolve().parents[1]
LIMITS = Limits(seconds=1.5, memory=1 << 30)


@pytest.fixture
def workers(monkeypatch: pytest.MonkeyPatch) -> Iterator[Workers]:
    monkeypatch.syspath_prepend(TESTS)
    with Workers(2, LIMITS, parse="standins:parse") as workers:
        yield workers


def begin(workers: Workers, *texts: str) -> list[Callable[[], Report]]:
    return [workers.begin(Task(text.encode(), "a.txt")) for text in texts]


def test_reports_come_back_whole_and_in_the_order_asked(workers: Workers) -> None:
    texts = [f"甲镇 {i}" for i in range(50)]
    known, region = Known(issuer="乙镇"), Region("陕西省")
    pending = [workers.begin(Task(t.encode(), "x", known, region)) for t in texts]
    reports = [wait() for wait in pending]
    assert [r.meta.title for r in reports] == texts
    assert {(r.meta.issuer, r.meta.province) for r in reports} == {("乙镇", "陕西省")}
    assert 1 <= len({r.prose["overview"] for r in reports}) <= 2


def test_a_large_file_passes(workers: Workers) -> None:
    text = "字" * 3_000_000
    assert begin(workers, text)[0]().meta.title == text


@pytest.mark.parametrize(
    ("order", "told"),
    [
        pytest.param("hang", "reading it took longer than 1.5 s", id="hang"),
        pytest.param("hang-in-c", "reading it took longer than 1.5 s", id="hang-in-c"),
        pytest.param("abort", "the reader crashed (SIGABRT)", id="crash"),
        pytest.param("exit 7", "the reader crashed (exit code 7)", id="exit"),
        pytest.param("quit", "a fault of this program: SystemExit (-v shows where)", id="quit"),
        pytest.param("hog 9999999999", "reading it needed more than 1 GB of memory", id="hog"),
        pytest.param("bug", "a fault of this program: IndexError (-v shows where)", id="bug"),
        pytest.param("deep", "a fault of this program: RecursionError (-v shows where)", id="deep"),
    ],
)
def test_a_fault_costs_one_file(workers: Workers, order: str, told: str) -> None:
    first, faulty, *rest = begin(workers, "甲镇", order, "乙镇", "丙镇", "丁镇")
    with pytest.raises(ReaderFault) as raised:
        faulty()
    assert str(raised.value) == told
    assert [wait().meta.title for wait in (first, *rest)] == ["甲镇", "乙镇", "丙镇", "丁镇"]


def test_one_refused_file_after_another(workers: Workers) -> None:
    for wait in begin(workers, *["abort"] * 5):
        with pytest.raises(ReaderFault, match="SIGABRT"):
            wait()


def test_a_refusal_keeps_its_kind_its_text_and_its_values(workers: Workers) -> None:
    with pytest.raises(NotAReport) as raised:
        begin(workers, "refuse 通知")[0]()
    assert raised.value.text == "no report, but %(why)s of %(size)d characters"
    assert str(raised.value) == "no report, but 通知 of 2 characters"
    assert raised.value.values == {"why": "通知", "size": 2}


def test_what_a_library_prints_goes_nowhere(
    workers: Workers, capfd: pytest.CaptureFixture[str]
) -> None:
    assert begin(workers, "print 甲镇")[0]().meta.title == "print 甲镇"
    assert capfd.readouterr() == ("", "")


def test_verbose_shows_where_a_bug_is(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.syspath_prepend(TESTS)
    with Workers(1, LIMITS, verbose=True, parse="standins:parse") as workers:
        for order in ("bug", "abort", "hang"):
            with pytest.raises(ReaderFault):
                begin(workers, order)[0]()
    out, err = capfd.readouterr()
    assert out == ""
    assert "IndexError: list index out of range" in err
    assert "Fatal Python error: Aborted" in err
    assert "in _hang" in err


def test_what_a_reader_prints_does_not_command_a_terminal(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.syspath_prepend(TESTS)
    with Workers(1, LIMITS, verbose=True, parse="standins:parse") as workers:
        begin(workers, "print \x1b]0;标题\x07\x9b2J\u202e甲镇\t。")[0]()
    _, err = capfd.readouterr()
    assert "甲镇\t。" in err
    assert err == "".join(c for c in err if c.isprintable() or c in "\t\n")


def test_a_worker_that_cannot_start_is_no_fault_of_a_file() -> None:
    with (
        Workers(1, parse="nothing_of_ours:parse") as workers,
        pytest.raises(RuntimeError, match="a worker does not start"),
    ):
        begin(workers, "甲镇")[0]()


def test_nothing_to_do_starts_no_process() -> None:
    with Workers(2) as workers:
        assert workers._processes == set()


def test_workers_are_gone_at_the_end_whatever_they_are_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(TESTS)
    began = time.monotonic()
    with Workers(2, Limits(), parse="standins:parse") as workers:
        assert begin(workers, "甲镇", "hang", "hang", "乙镇")[0]().meta.title == "甲镇"
        processes = list(workers._processes)
    assert time.monotonic() - began < 10
    assert all(process.poll() is not None for process in processes)


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="counts processes in /proc")
def test_workers_end_with_a_parent_that_is_killed() -> None:
    program = (
        "import os, signal, sys; sys.path.insert(0, sys.argv[1])\n"
        "from indexer.parsing.worker import Task; from indexer.parsing.workers import Workers\n"
        "with Workers(1, parse='standins:parse') as workers:\n"
        "    print(workers.begin(Task(b'x', 'x'))().prose['overview'], flush=True)\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    killed = subprocess.run(
        [sys.executable, "-c", program, str(TESTS)],
        capture_output=True,
        text=True,
        cwd=TESTS.parent,
    )
    worker = Path("/proc") / killed.stdout.strip()
    for _ in range(100):
        if not worker.exists():
            return
        time.sleep(0.05)
    pytest.fail("the worker is still there")


def test_real_files_are_parsed_as_without_workers() -> None:
    data = (
        "宁河镇2020年政府信息公开工作年度报告\n一、总体情况\n2020年，我镇认真做好公开工作。\n"
        "五、存在的主要问题及改进情况\n宣传不够。\n"
    ).encode()
    with Workers(1) as workers:
        report = workers.begin(Task(data, "a.txt"))()
        with pytest.raises(SourceError):
            workers.begin(Task(b"", "b.txt"))()
    from indexer.parsing.parse import parse_bytes

    assert report == parse_bytes(data, "a.txt")


def test_as_many_workers_as_cores_but_not_too_many() -> None:
    assert 1 <= default_jobs() <= 8
    assert default_jobs() <= (os.cpu_count() or 1)
