"""Parsers that misbehave, for workers to import: what the text of a file says is done."""

from __future__ import annotations

import ctypes
import hashlib
import os
import sys
import time

from indexer.errors import NotAReport
from indexer.model import Facts, Known, Meta, Report
from indexer.regions import Region


def parse(data: bytes, name: str, known: Known, region: Region, beside: bytes | None) -> Report:
    """Do what the bytes say; anything that is no order is a report of that title."""
    order, _, detail = data.decode().partition(" ")
    if order in _ORDERS:
        _ORDERS[order](detail)
    meta = Meta(
        id=hashlib.sha256(data).hexdigest()[:16],
        title=data.decode(),
        issuer=known.issuer or name,
        year=2020,
        template=None,
        province=region.province,
    )
    return Report(meta, Facts(), {"overview": f"{os.getpid()}"})


def _hang(_: str) -> None:
    time.sleep(60)


def _hang_in_c(_: str) -> None:
    """Hang with the interpreter's lock held, as a C library does."""
    ctypes.PyDLL(None).sleep(60)


def _hog(size: str) -> None:
    bytearray(int(size))


def _deep(_: str) -> None:
    _deep(_)


def _refuse(why: str) -> None:
    raise NotAReport("no report, but %(why)s of %(size)d characters", why=why, size=len(why))


def _print(text: str) -> None:
    print(text)
    print(text, file=sys.stderr)
    os.write(1, text.encode())


_ORDERS = {
    "abort": lambda _: os.abort(),
    "exit": lambda code: os._exit(int(code)),
    "quit": lambda _: sys.exit(3),
    "hang": _hang,
    "hang-in-c": _hang_in_c,
    "hog": _hog,
    "bug": lambda detail: [][len(detail)],
    "deep": _deep,
    "refuse": _refuse,
    "print": _print,
    "wait": lambda seconds: time.sleep(float(seconds)),
}
