"""Commands that need no index: ``parse``, ``fields``."""

from __future__ import annotations

from pathlib import Path

import click

from indexer.catalogue import catalogue
from indexer.commands import fieldlist, printing
from indexer.commands.options import PATH, formats_option, jobs_option, verbose_option
from indexer.exporting.described import parsed_object
from indexer.parsing import filewise


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=PATH)
@jobs_option
@verbose_option
@formats_option("json", "jsonl", "text")
@click.pass_context
def parse(
    ctx: click.Context, files: tuple[Path, ...], jobs: int | None, verbose: bool, shape: str
) -> None:
    """Show what is read out of files, without an index; exit 1 if all were refused.

    \b
    nianbao parse report.html
    nianbao parse --format jsonl downloads/*.txt > parsed.jsonl
    """
    kept, read = [], False
    for path, parsed in filewise.parse_files(files, jobs=jobs, verbose=verbose):
        described = parsed_object(path, parsed, catalogue())
        read = read or bool(described["ok"])
        if shape == "json":
            kept.append(described)
        else:
            click.echo(printing.described(described, shape))
    if shape == "json":
        click.echo(printing.as_json(kept[0] if len(kept) == 1 else kept, indent=2))
    ctx.exit(0 if read else 1)


@click.command()
@formats_option("table", "json", "markdown")
def fields(shape: str) -> None:
    """List all fields: key, label, unit, forms, names; what can be asked for in a query."""
    if shape == "table":
        printing.print_table(fieldlist.HEADER, fieldlist.rows(catalogue()))
    elif shape == "json":
        click.echo(printing.as_json(fieldlist.objects(catalogue()), indent=2))
    else:
        click.echo(fieldlist.markdown(catalogue()), nl=False)
