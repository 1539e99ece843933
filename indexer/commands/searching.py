"""Commands that ask the index: ``search``, ``count``, ``show``, ``export``."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

import click

from indexer.catalogue import catalogue
from indexer.commands import printing
from indexer.commands.options import (
    PATH,
    fields_option,
    formats_option,
    query_argument,
    searcher_of,
    sort_option,
    variants_option,
)
from indexer.commands.shell import QueryCommand
from indexer.documents import whole_report
from indexer.exporting.described import stored_object
from indexer.exporting.export import csv_rows, jsonl_rows
from indexer.exporting.saving import save
from indexer.searching.question import SearchRequest

EXPORTS = {".csv": csv_rows, ".jsonl": jsonl_rows}
"""What prints results as lines, by the ending such a file has."""


@click.command(cls=QueryCommand)
@query_argument
@click.option("--limit", type=click.IntRange(min=1), help="Hits at most; no maximum.")
@sort_option
@fields_option
@variants_option
@formats_option("table", "json", "jsonl", "csv")
@click.pass_context
def search(
    ctx: click.Context,
    query: str,
    limit: int | None,
    sort: str | None,
    fields: tuple[str, ...],
    variants: bool,
    shape: str,
) -> None:
    """Search by words and numbers. Table and json show 20 hits, csv and jsonl all, unless told.

    \b
    nianbao search '乡村振兴 requests_received>0'
    nianbao search '-year:2021 问题:宣传' --sort -requests_received
    """
    searcher = searcher_of(ctx)
    request = SearchRequest(
        query, page_size=limit or 20, sort=sort, fields=fields, variants=variants
    )
    if write := EXPORTS.get(f".{shape}"):
        reports = islice(searcher.rows(request), limit)
        for line in write(reports, searcher.columns(request)):
            click.echo(printing.for_terminal(line), nl=False)
    elif shape == "json":
        click.echo(printing.as_json(searcher.search(request), indent=2))
    else:
        printing.print_result(searcher.search(request), searcher.columns(request))


@click.command(cls=QueryCommand)
@query_argument
@variants_option
@click.pass_context
def count(ctx: click.Context, query: str, variants: bool) -> None:
    """Count the reports that match: nianbao count '新收申请>0'."""
    click.echo(searcher_of(ctx).count(query, variants=variants))


@click.command()
@click.argument("id")
@formats_option("text", "json")
@click.pass_context
def show(ctx: click.Context, id: str, shape: str) -> None:
    """Show a report of the index whole: nianbao show 7b4b25fcf59f7d61."""
    report = whole_report(searcher_of(ctx).report(id))
    click.echo(printing.described(stored_object(report, catalogue()), shape))


@click.command(cls=QueryCommand)
@query_argument
@click.option(
    "-o",
    "--output",
    "file",
    required=True,
    type=PATH,
    help="FILE.csv, .xlsx, .jsonl, .sqlite or .parquet",
)
@sort_option
@fields_option
@variants_option
@click.pass_context
def export(
    ctx: click.Context,
    query: str,
    file: Path,
    sort: str | None,
    fields: tuple[str, ...],
    variants: bool,
) -> None:
    """Write the whole result into a file: nianbao export '新收申请>0' -o result.csv."""
    request = SearchRequest(query, sort=sort, fields=fields, variants=variants)
    save(file, searcher_of(ctx), request, datetime.now(UTC))
