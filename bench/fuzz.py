"""Spoil files and have each reader read them: `python -m bench.fuzz [FORMAT…] [--seconds N]`.

Every sample is changed at random, a seed a file: bytes changed, cut out, doubled or swapped for
those of another sample; in a package within its parts, in text by what readers look for. A report
or an error of ours is right; anything else, and what takes too long, is printed with its seed and
makes the command fail. `--seed N` spoils one file again, the same way, and writes it out. What
LibreOffice reads for us is spoilt where it is installed; of such files a minute sees a dozen.
"""

from __future__ import annotations

import argparse
import faulthandler
import io
import random
import signal
import sys
import time
import traceback
import zipfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from types import FrameType

from indexer.errors import NianbaoError
from indexer.parsing.parse import parse_bytes
from indexer.readers.office import office_program

SAMPLES = Path(__file__).parents[1] / "samples"
FORMATS = ("txt", "html", "docx", "xlsx", "pdf")
OFFICE_FORMATS = ("rtf", "odt", "doc", "wps")
_SLOW, _SLOW_OFFICE = 20, 60
"""Seconds after which a file hangs; the slowest sample takes a hundredth. LibreOffice is ended
before its own are over."""
_TOKENS = (
    b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b"\t", b"\n\n", b"|", b"<table>", b"</table>", b"<td",
    b' colspan="99999999"', b' rowspan="-1"', b"<!--", b"<![CDATA[", b"]]>", b"&#x110000;", b"&a;",
    b"<!DOCTYPE", b"</w:tbl>", b"<w:tbl>", b"<w:tc>", b"<w:p>", b"<w:vMerge/>", b"<w:r>", b"<c>",
    b'<w:gridSpan w:val="200000000"/>', b'r="XFD1048576"', b't="s"', b't="e"', b"<f>", b"1e999",
    b"99999999999999999999", b"-1", b"obj", b"endobj", b"stream", b"endstream", b"/Length 9",
    b"/Kids[1 0 R]", b"/Type/Page", b"BT", b"ET", b"Tj", b"re f",
    *map(str.encode, ("０１２", "十万", "①", "元", "第二十条", "总计", "一、总体情况", "2020年")),
)  # fmt: skip


class Hang(Exception):
    """A file took longer than any may."""


def spoilt(seed: int, files: list[bytes]) -> bytes:
    """Return one of the files, changed as the seed has it."""
    rnd = random.Random(seed)
    data = rnd.choice(files)
    if data.startswith(b"PK") and rnd.random() < 0.8:
        return _with_spoilt_parts(rnd, data, files)
    return _changed(rnd, data, rnd.choice(files))


def _with_spoilt_parts(rnd: random.Random, data: bytes, files: list[bytes]) -> bytes:
    """Change what is packed, so that the package itself stays whole."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as whole, zipfile.ZipFile(buffer, "w") as archive:
        names = whole.namelist()
        hit = rnd.choice(names)
        for name in names:
            part = whole.read(name)
            if name == hit or rnd.random() < 0.1:
                part = _changed(rnd, part, whole.read(rnd.choice(names)))
            archive.writestr(name, part)
    return buffer.getvalue()


def _changed(rnd: random.Random, data: bytes, other: bytes) -> bytes:
    changed = bytearray(data)
    for _ in range(rnd.choice((1, 1, 2, 4, 16, 64))):
        at, end = sorted(rnd.randrange(len(changed) + 1) for _ in "ab")
        near = min(end, at + rnd.choice((1, 8, 200)))
        match rnd.randrange(7):
            case 0:
                changed[at:near] = rnd.randbytes(near - at)
            case 1:
                del changed[at:near]
            case 2:
                changed[at:at] = changed[at:near] * rnd.choice((1, 2, 50))
            case 3:
                begin = rnd.randrange(len(other) + 1)
                changed[at:near] = other[begin : begin + rnd.choice((1, 20, 2000))]
            case 4 if rnd.random() < 0.1:
                del changed[at:]
            case _:
                changed[at : near if rnd.random() < 0.5 else at] = rnd.choice(_TOKENS)
    return bytes(changed)


def fault_of(data: bytes, name: str) -> str:
    """Say what else than a report or an error of ours comes of a file, "" for nothing."""
    slow = _SLOW_OFFICE if name.endswith(OFFICE_FORMATS) else _SLOW
    signal.signal(signal.SIGALRM, partial(_hangs, slow))
    signal.alarm(slow)
    # What hangs in a C library never hears of the alarm.
    faulthandler.dump_traceback_later(3 * slow, exit=True, file=sys.__stderr__)
    try:
        parse_bytes(data, name)
    except NianbaoError:
        return ""
    # To find these is what this is for.
    except Exception:
        return traceback.format_exc()
    finally:
        signal.alarm(0)
        faulthandler.cancel_dump_traceback_later()
    return ""


def _hangs(seconds: int, _signal: int, _frame: FrameType | None) -> None:
    raise Hang(f"longer than {seconds} s")


def samples(form: str) -> list[bytes]:
    """Return the samples of a format."""
    return [path.read_bytes() for path in sorted(SAMPLES.rglob(f"*.{form}"))]


def run(form: str, seconds: float, first: int) -> Iterator[tuple[int, str]]:
    """Spoil files of a format for some seconds; yield the seed of each, and its fault."""
    files, end, seed = samples(form), time.monotonic() + seconds, first
    while time.monotonic() < end:
        yield seed, fault_of(spoilt(seed, files), f"a.{form}")
        seed += 1


def main(arguments: list[str]) -> int:
    """Run each format for its share of the time; return 1 if any file was at fault."""
    parser = argparse.ArgumentParser(prog="python -m bench.fuzz", description=__doc__)
    known = FORMATS + (OFFICE_FORMATS if office_program() else ())
    parser.add_argument("formats", nargs="*", default=known, metavar="FORMAT")
    parser.add_argument("--seconds", type=float, default=60.0, help="for each format")
    parser.add_argument("--first", type=int, default=None, help="seed of the first file")
    parser.add_argument("--seed", type=int, default=None, help="spoil this one file again")
    options = parser.parse_args(arguments)
    if options.seed is not None:
        (form,) = options.formats
        data = spoilt(options.seed, samples(form))
        Path(f"spoilt-{options.seed}.{form}").write_bytes(data)
        print(fault_of(data, f"a.{form}") or "nothing is wrong")
        return 0
    first = random.SystemRandom().randrange(1 << 32) if options.first is None else options.first
    print(f"from --first {first}", flush=True)
    faults = 0
    for form in options.formats:
        count = 0
        for seed, fault in run(form, options.seconds, first):
            count += 1
            if fault:
                faults += 1
                print(f"{form}, --seed {seed}:\n{fault}")
        print(f"{form}: {count} files", flush=True)
    print(f"{faults} faults")
    return int(faults > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
