"""Measure how rightly files are read: `python -m bench.accuracy [FOLDER]`.

Each file of the folder and of those below it, hidden ones included, is held against
`.golden/NAME.json` beside it, which says what is printed in it. A value is wrong if it is not the
one printed, or stands where none is; missing if there is one and none was read. Prose counts by
the characters of the sentences that can be found again. What LibreOffice must read is passed by
where it is missing. Exits 1 if any value is wrong.
"""

from __future__ import annotations

import json
import re
import shutil
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from indexer.errors import SourceError
from indexer.model import Report
from indexer.parsing.parse import parse_file
from indexer.text import fold

SAMPLES = Path(__file__).parents[1] / "samples"
BY_LIBREOFFICE = frozenset({".doc", ".wps", ".rtf", ".odt"})
WHO = ("title", "issuer", "year", "template")
COLUMNS = ("files", "right", "wrong", "missing", "prose %", "who and when %")


def main(folder: Path) -> int:
    """Print a line a format and what was wrong or missing; return the exit code."""
    tallies: dict[str, Counter[str]] = defaultdict(Counter)
    faults: list[str] = []
    for golden in sorted(folder.rglob(".golden/*.json")):
        path = golden.parents[1] / golden.stem
        if path.suffix in BY_LIBREOFFICE and shutil.which("soffice") is None:
            faults.append(f"{path.relative_to(folder)}: not measured: install LibreOffice")
            continue
        known = json.loads(golden.read_text("utf-8"))
        tally = tallies[path.suffix.lstrip(".")]
        try:
            report = parse_file(path)
        except SourceError as e:
            faults.append(f"{path.relative_to(folder)}: refused: {e}")
            report = None
        tally.update(files=1)
        tally.update(_prose(known["sections"], report))
        tally.update(_who(known, report))
        for key, outcome, said in _values(known["fields"], report):
            tally[outcome] += 1
            if outcome != "right":
                faults.append(f"{path.relative_to(folder)}: {key} {outcome}: {said}")
    if not tallies:
        print(f"no .golden/*.json in {folder}", file=sys.stderr)
        return 2
    _print(tallies, faults)
    return 1 if any(t["wrong"] for t in tallies.values()) else 0


def _values(fields: Mapping[str, Any], report: Report | None) -> Iterator[tuple[str, str, str]]:
    """Yield each field that has a value in print or was given one: right, wrong or missing."""
    facts = report.facts.values if report else {}
    for key, known in fields.items():
        value = facts[key].value if key in facts else None
        said = f"printed {known['value']}, read {value}"
        if value is None and known["value"] is not None:
            yield key, "missing", said
        elif value is not None:
            yield key, "right" if value == known["value"] else "wrong", said


def _prose(sections: Mapping[str, str], report: Report | None) -> Counter[str]:
    tally: Counter[str] = Counter()
    for name, text in sections.items():
        found = fold(report.prose.get(name, "")) if report else ""
        for sentence in re.findall(r"[^。\n]+。?", text):
            tally["characters"] += len(sentence)
            tally["found"] += len(sentence) if fold(sentence) in found else 0
    return tally


def _who(known: Mapping[str, Any], report: Report | None) -> Counter[str]:
    told = sum(report is not None and getattr(report.meta, n) == known[n] for n in WHO)
    return Counter(asked=len(WHO), told=told)


def _print(tallies: Mapping[str, Counter[str]], faults: list[str]) -> None:
    total: Counter[str] = Counter()
    for tally in tallies.values():
        total.update(tally)
    print("".join(f"{name:>16}" for name in ("format", *COLUMNS)))
    for name, t in (*sorted(tallies.items()), ("all", total)):
        prose = 100 * t["found"] / max(1, t["characters"])
        who = 100 * t["told"] / max(1, t["asked"])
        cells = (
            name,
            t["files"],
            t["right"],
            t["wrong"],
            t["missing"],
            f"{prose:.2f}",
            f"{who:.2f}",
        )
        print("".join(f"{cell:>16}" for cell in cells))
    for fault in faults:
        print(fault)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else SAMPLES))
