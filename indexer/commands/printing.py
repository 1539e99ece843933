"""What the commands print: tables that line up, JSON, the fields, an error with its place."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence

import click
import msgspec
from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.table import Table
from rich.text import Text

from indexer.answer import Result, SearchResult, Snippet
from indexer.errors import IndexDamaged, InputError, NianbaoError
from indexer.indexing.ingest import Progress, Summary
from indexer.keeping.backup import Backup
from indexer.keeping.desk import IndexStatus, Verification
from indexer.keeping.repair import Repair
from indexer.text import COMMANDS

# ── plain and rich ───────────────────────────────────────────────────────────────────────


def as_json(value: object, *, indent: int | None = None) -> str:
    """Write anything of ours as JSON, Chinese as it is; what commands a terminal is escaped."""
    text = json.dumps(msgspec.to_builtins(value), ensure_ascii=False, indent=indent)
    return COMMANDS.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def print_table(header: Sequence[str], rows: Iterable[Sequence[str | Text]]) -> None:
    """Print a table: drawn on a terminal, else in columns that line up, one line a row."""
    console = Console(highlight=False)
    if console.is_terminal:
        table = Table(*header)
        for row in rows:
            table.add_row(*(Text(one_line(c)) if isinstance(c, str) else c for c in row))
        console.print(table)
        return
    lines = [list(header), *([one_line(str(cell)) for cell in row] for row in rows)]
    widths = [max(cell_len(line[i]) for line in lines) for i in range(len(header))]
    for line in lines:
        padded = (set_cell_size(cell, width) for cell, width in zip(line, widths, strict=True))
        click.echo("  ".join(padded).rstrip())


def counted(number: int, noun: str) -> str:
    """Say how many there are: ``1 report``, ``2 reports``."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def for_terminal(text: str) -> str:
    """Return lines as they are, but on a terminal without what commands it."""
    return COMMANDS.sub(" ", text) if sys.stdout.isatty() else text


def one_line(text: str) -> str:
    """Replace what would break a line or command a terminal."""
    return "".join(c if c.isprintable() else " " for c in text)


# ── errors ───────────────────────────────────────────────────────────────────────────────


def error_lines(error: NianbaoError, query: str | None = None) -> Iterator[str]:
    """Say what is wrong in one line, and show where in the query, if it is there.

    The place is said in words too, counted from 1: a screen reader makes nothing of a caret.
    """
    said = f"error: {one_line(str(error))}"
    if isinstance(error, IndexDamaged):
        yield said
        yield "  nianbao verify --repair builds it anew from its files"
    elif query is None or not isinstance(error, InputError) or error.position is None:
        yield said
    else:
        yield f"{said} (at character {error.position + 1})"
        yield f"  {one_line(query)}"
        # Chinese characters take two columns each.
        yield "  " + " " * cell_len(one_line(query[: error.position])) + "^"


# ── a parsed file ────────────────────────────────────────────────────────────────────────


def described(thing: Mapping[str, object], shape: str) -> str:
    """Write a described report or refusal as ``text``, ``json`` or ``jsonl``."""
    if shape == "text":
        return COMMANDS.sub(" ", "\n".join(_report_lines(thing)))
    return as_json(thing, indent=2 if shape == "json" else None)


def _report_lines(thing: Mapping[str, object]) -> Iterator[str]:
    for name, value in thing.items():
        if isinstance(value, dict):
            yield f"\n{name}"
            for key, inner in value.items():
                yield f"  {key}  {_brief(inner)}"
        elif isinstance(value, list | tuple):
            yield f"\n{name}"
            yield from (f"  {_brief(inner)}" for inner in value)
        elif value is not None:
            yield f"{name}  {value}"


def _brief(inner: object) -> str:
    if not isinstance(inner, dict):
        return str(inner)
    if "code" in inner:
        return f"{inner['code']}  {inner['message']}"
    return "  ".join(
        f"{name}={value}" if name not in ("value", "status") else str(value)
        for name, value in inner.items()
        if value not in (None, "", [], ())
    )


# ── a search ─────────────────────────────────────────────────────────────────────────────


def print_result(result: SearchResult, keys: Sequence[str]) -> None:
    """Print the hits of a search, and how many more there are."""
    if result.results:
        header = ("id", "issuer", "year", "title", *keys, "passage")
        print_table(header, (_row(hit, keys) for hit in result.results))
    tail = [counted(result.total, "report")]
    if result.total > len(result.results):
        tail.append(f"{len(result.results)} shown")
    if result.other_versions:
        matches = "matches" if result.other_versions == 1 else "match"
        versions = counted(result.other_versions, "other version")
        tail.append(f"{versions} {matches} too (version:all)")
    tail.extend(f"{count} without {key}" for key, count in result.without.items() if count)
    click.echo(", ".join(tail))


def _row(hit: Result, keys: Sequence[str]) -> list[str | Text]:
    facts = [hit.fields.get(key) for key in keys]
    shown = ["" if f is None else str(f.status if f.value is None else f.value) for f in facts]
    year = "" if hit.year is None else str(hit.year)
    passage = _marked(hit.snippets[0]) if hit.snippets else Text()
    return [hit.id, hit.issuer or "", year, hit.title, *shown, passage]


def _marked(snippet: Snippet) -> Text:
    text = Text(one_line(snippet.text))
    for start, end in snippet.marks:
        text.stylize("bold reverse", start, end)
    return text


# ── an index ─────────────────────────────────────────────────────────────────────────────


def change_line(progress: Progress) -> str:
    """Say what became of one file, and why if it was refused."""
    refusal = progress.refusal
    if refusal is None:
        return f"{progress.outcome} {one_line(progress.path)}"
    return f"refused {one_line(refusal.path)}: {refusal.error}: {one_line(refusal.message)}"


def summary_lines(summary: Summary, dry_run: bool) -> Iterator[str]:
    """Say what became of the files of a run, each refused one with its reason."""
    for refusal in summary.refused:
        yield f"refused {one_line(refusal.path)}: {refusal.error}: {one_line(refusal.message)}"
    counts = (
        f"{getattr(summary, name)} {name}" for name in ("added", "replaced", "unchanged", "removed")
    )
    would = "would be: " if dry_run else ""
    yield f"{would}{', '.join(counts)}, {len(summary.refused)} refused ({summary.seconds:.1f} s)"


MANY_REPORTS = 20_000
"""From how many reports on Whoosh keeps people waiting (docs/decisions/tantivy.md)."""


def status_lines(status: IndexStatus) -> Iterator[str]:
    """Say what an index holds, and when another engine would do better."""
    yield f"engine     {status.engine}"
    yield f"index      {status.index_dir} ({status.size_bytes / 1e6:.1f} MB)"
    yield f"segmenter  {status.segmenter}"
    yield f"reports    {status.reports}"
    yield f"sources    {status.sources}, {status.refused} of them refused"
    for c in status.collections:
        yield (
            f"collection {one_line(c.name)}: {counted(c.sources, 'source')}, "
            f"{counted(c.reports, 'report')}, {c.refused} refused, from {one_line(c.root)}"
        )
    if status.engine == "whoosh" and status.reports > MANY_REPORTS:
        yield (
            f"advice     with more than {MANY_REPORTS} reports the engine tantivy is many times "
            "faster: pip install 'nianbao-search[tantivy]', set engine = \"tantivy\" in "
            "config.toml, then run nianbao index on the folders again"
        )


def verification_object(found: Verification, done: Repair | None = None) -> dict[str, object]:
    """Describe a verification, and the repair before it if there was one."""
    described: dict[str, object] = msgspec.to_builtins(found)
    return described if done is None else {"repair": msgspec.to_builtins(done), **described}


def verification_lines(found: Verification, done: Repair | None = None) -> Iterator[str]:
    """Say what was repaired, what is damaged, and which files are gone or changed, no damage."""
    if done:
        yield from _repair_lines(done)
    yield from (f"damaged: {one_line(fault)}" for fault in found.faults)
    yield from (f"gone: {one_line(path)}" for path in found.gone)
    yield from (f"changed: {one_line(path)}" for path in found.changed)
    sound = "damaged" if found.faults else "sound"
    yield (
        f"the index is {sound}: {counted(found.state.reports, 'report')}, "
        f"{counted(found.state.sources, 'source')}, "
        f"{len(found.gone)} gone, {len(found.changed)} changed"
    )


def _repair_lines(done: Repair) -> Iterator[str]:
    yield from (f"was damaged: {one_line(fault)}" for fault in done.faults)
    for summary in done.summaries:
        yield from summary_lines(summary, dry_run=False)
    yield from (f"kept, though its file is gone: {one_line(path)}" for path in done.kept)
    yield from (f"lost, as its file is gone: {one_line(path)}" for path in done.lost)
    if done.faults and not done.named:
        yield "which other files are gone cannot be told: the list of them was damaged too"


def backup_line(done: str, backup: Backup) -> str:
    """Say what became of a backup, and what is in it."""
    return (
        f"{done}: {counted(backup.reports, 'report')}, {counted(backup.sources, 'source')}, "
        f"{backup.size / 1e6:.1f} MB, made {backup.made_at} on {one_line(backup.made_on)}"
    )
