"""Hold searches against a plain scan of the stored text: `python -m bench.exactness [STRINGS]`.

Strings are cut at random from reports: the samples, the folder NIANBAO_SEEDS names if there is one,
and invented texts of rare characters, digits and signs. What is printed are counts.
"""

from __future__ import annotations

import os
import random
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from indexer import NianbaoError, SearchRequest, parse_file
from indexer.catalogue import catalogue
from indexer.clusterconfig import ClusterConfig
from indexer.documents import index_document
from indexer.engines import ENGINES, open_generations
from indexer.errors import EngineUnavailable
from indexer.model import Facts, Meta, Report
from indexer.searching.search import Searcher
from indexer.text import Segmenter, fold, segmenter

ROOT = Path(__file__).resolve().parents[1]
LONGEST = 12
"""How many characters a string has at most."""

SECTION = "problems"

RARE = (
    "政府信息公开工作年度报告乡村振兴宁河镇的一不人民为在",
    "𠮷𡈽𪚥㐀㒵龘䶮〇々㊣㈱",
    "ﬁⅢ①½㎡℃ﾊﾟ가각é́ñΣσςİıßǅÅ",
    "0123456789０１２",
    ".,;:!?%+-*/=<>()[]{}@#&_~^|'`$\\\"",
    "。，；：！？、（）《》“”‘’【】…—·～％＋",
    "abcXYZＡｂ",
    " \u3000\t\u00a0\n",
    "👍🏻\u200d\ufe0f",
)
"""Kinds of characters; texts that are invented have some of each."""

_SIGNS = re.compile(r"[\s()\"“”|:<>=≥≤≠!*]")
_OPENS = re.compile(r"-|\.\.|(?:AND|OR|NOT)\Z")


def texts_of(report: Report) -> dict[str, str]:
    """Return what is searched of a report, by text field."""
    return {"title": report.meta.title, "issuer": report.meta.issuer or "", **report.prose}


def invented(count: int, seed: int) -> Iterator[Report]:
    """Yield reports of characters of all kinds in no order."""
    rng = random.Random(seed)

    def text(length: int) -> str:
        kinds = rng.choices(RARE, k=length // 4)
        return "".join("".join(rng.choices(kind, k=rng.randrange(1, 8))) for kind in kinds)

    for n in range(count):
        prose = {name: text(rng.randrange(8, 300)) for name in ("overview", SECTION, "other")}
        yield Report(Meta(f"{n:016x}", text(20), text(8), 2020, None), Facts(), prose)


def read(folders: Iterable[Path]) -> Iterator[Report]:
    """Yield the reports of the files in the folders; what is no report is passed over."""
    for folder in folders:
        for file in sorted(p for p in folder.iterdir() if p.is_file() and p.name[0] != "."):
            try:
                yield parse_file(file)
            except NianbaoError:
                continue


def searcher_over(
    name: str,
    folder: Path,
    reports: Iterable[Report],
    cut: Segmenter,
    cluster: ClusterConfig | None = None,
) -> Searcher:
    """Index reports with an engine; ``EngineUnavailable`` where it is not there."""
    generations = open_generations(name, folder, fingerprints={}, cluster=cluster)
    engine = generations.begin()
    engine.write(put=(index_document(report, cut, catalogue()) for report in reports))
    generations.publish(engine)
    return Searcher(generations.current, catalogue(), cut)


def cut_out(text: str, rng: random.Random) -> str:
    """Return some characters of a text, one after another."""
    start = rng.randrange(len(text))
    return text[start : start + rng.randrange(1, LONGEST + 1)]


def quoted(string: str) -> str:
    """Write a string as it is quoted in a query."""
    return '"' + re.sub(r'(["\\])', r"\\\1", string) + '"'


def may_be_unquoted(string: str) -> bool:
    """Tell whether a string has no signs of the query language, full-width ones included."""
    ascii_signs = "".join(chr(ord(c) - 0xFEE0) if "！" <= c <= "～" else c for c in string)
    return not (_SIGNS.search(ascii_signs) or _OPENS.match(ascii_signs))


def holding(texts: Mapping[str, Mapping[str, str]], string: str) -> set[str]:
    """Return the ids of the reports of whose folded texts one holds the string."""
    return {id for id, fields in texts.items() if any(string in text for text in fields.values())}


def faults(
    searcher: Searcher, texts: Mapping[str, Mapping[str, str]], string: str
) -> Iterator[tuple[str, bool]]:
    """Ask for a string in every way there is; yield each with whether the answer was wrong.

    ``texts`` are the folded texts of all reports, by id and field.
    """
    sought = fold(string)
    everywhere = holding(texts, sought)
    one = {id: {SECTION: fields.get(SECTION, "")} for id, fields in texts.items()}
    within = holding(one, sought)
    yield "quoted", _found(searcher, quoted(string)) != everywhere
    yield "excluded", _found(searcher, f"-{quoted(string)}") != set(texts) - everywhere
    yield "in a section", _found(searcher, f"{SECTION}:{quoted(string)}") != within
    if may_be_unquoted(string):
        for on in (True, False):
            run = _found(searcher, string, variants=on)
            yield "unquoted", not run >= everywhere
            yield "unquoted, excluded", _found(searcher, f"-{string}", on) != set(texts) - run
        yield "unquoted, in a section", not _found(searcher, f"{SECTION}:{string}") >= within


def _found(searcher: Searcher, query: str, variants: bool = True) -> set[str]:
    request = SearchRequest(f"{query} version:all", page_size=10**6, variants=variants)
    return {report.meta.id for report in searcher.rows(request) if report.meta}


def main(count: int) -> int:
    """Print, for each engine, how many answers were right and how many wrong; 1 if any was."""
    rng, cut = random.Random(1), segmenter()
    seeds = Path(os.environ.get("NIANBAO_SEEDS", ROOT.parent / "shared" / "seeds"))
    folders = [ROOT / "samples", *([seeds] if seeds.is_dir() else [])]
    reports = [*read(folders), *invented(200, 2)]
    raw = [text for report in reports for text in texts_of(report).values() if text]
    strings = [s for s in (cut_out(rng.choice(raw), rng) for _ in range(count)) if fold(s)]
    texts = {r.meta.id: {k: fold(v) for k, v in texts_of(r).items()} for r in reports}
    print(f"{len(strings)} strings from {len(reports)} reports, cut by {cut.fingerprint}")
    wrong = 0
    for name in ENGINES:
        with tempfile.TemporaryDirectory() as folder:
            try:
                searcher = searcher_over(name, Path(folder), reports, cut)
            except EngineUnavailable as e:
                print(f"{name}: {e}")
                continue
            wrong += _reported(name, searcher, texts, strings)
    return 1 if wrong else 0


def _reported(
    name: str,
    searcher: Searcher,
    texts: Mapping[str, Mapping[str, str]],
    strings: Sequence[str],
) -> int:
    began = time.perf_counter()
    asked: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    for string in strings:
        for way, is_wrong in faults(searcher, texts, string):
            asked[way] += 1
            wrong[way] += is_wrong
            if is_wrong:
                print(f"{name}: {way}: {string!r}")
    print(f"{name}: {asked.total() / (time.perf_counter() - began):.0f} queries a second")
    for way in asked:
        print(f"  {way:24}{asked[way] - wrong[way]:8} right{wrong[way]:6} wrong")
    return wrong.total()


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 2000))
