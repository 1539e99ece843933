"""How the command behaves in a shell: exit codes, queries that begin with ``-``, UTF-8."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from typing import Any

import click
from rich.console import Console
from rich.progress import Progress as Bar

from indexer import errors
from indexer.commands import printing
from indexer.indexing.ingest import Progress

EXIT_CODES: tuple[tuple[type[errors.NianbaoError], int], ...] = (
    (errors.InputError, 2),
    (errors.ConfigError, 2),
    (errors.NotFound, 4),
    (errors.QueryTooSlow, 3),
    (errors.EngineError, 3),
    (errors.SourceError, 1),
)
"""What the command exits with, by the error; a bug is 1, with its traceback."""


class Commands(click.Group):
    """Turns our errors into one line and an exit code; all others are bugs and fall through."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command."""
        try:
            return super().invoke(ctx)
        except click.UsageError as e:
            # It repeats what was typed, which may be the names of files: nianbao parse *
            raise click.UsageError(printing.one_line(e.format_message()), e.ctx) from e
        except errors.NianbaoError as e:
            for line in printing.error_lines(e, ctx.meta.get("nianbao.query")):
                click.echo(line, err=True)
            ctx.exit(next(code for kind, code in EXIT_CODES if isinstance(e, kind)))


class QueryCommand(click.Command):
    """A command with a query, which may begin with ``-``: what is no option of ours is query."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the options before ``--`` and the query after it, wherever they were typed."""
        takes_value = {
            name: not (isinstance(p, click.Option) and p.is_flag)
            for p in self.get_params(ctx)
            for name in p.opts
            if name.startswith("-")
        }
        options: list[str] = []
        words: list[str] = []
        rest = iter(args)
        for arg in rest:
            name, given, _ = arg.partition("=")
            if arg == "--":
                words.extend(rest)
            elif name in takes_value or arg.startswith("--"):
                options.append(arg)
                if takes_value.get(name) and not given:
                    options.extend(value for _, value in zip("1", rest, strict=False))
            else:
                words.append(arg)
        return super().parse_args(ctx, [*options, "--", *words])

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; an error can show its place in the query."""
        ctx.params["query"] = ctx.meta["nianbao.query"] = " ".join(ctx.params["query"])
        return super().invoke(ctx)


def speak_utf8() -> None:
    """Print UTF-8 whatever the console thinks; what is no text is escaped, as JSON has it."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


@contextmanager
def progress_shown() -> Iterator[Any]:
    """Give what shows how far a run is: a bar on a terminal, else a line a hundred files."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield _progress_line
        return
    with Bar(console=console, transient=True) as bar:
        task = bar.add_task("indexing")
        yield lambda p: bar.update(task, completed=p.done, total=p.total)


@contextmanager
def changes_shown(shape: str) -> Iterator[dict[str, Any]]:
    """Give what prints a line a change, and one a fault that may pass; Ctrl-C ends it well."""

    def changed(progress: Progress) -> None:
        as_line = printing.change_line if shape == "text" else printing.as_json
        click.echo(as_line(progress))

    def waiting(error: errors.NianbaoError) -> None:
        click.echo(f"waiting: {error}", err=True)

    try:
        yield {"changed": changed, "waiting": waiting}
    except KeyboardInterrupt:
        click.get_current_context().exit(0)


def _progress_line(progress: Progress) -> None:
    if progress.done % 100 == 0 or progress.done == progress.total:
        click.echo(f"{progress.done} of {printing.counted(progress.total, 'file')}", err=True)
