"""The command ``nianbao``: reads what was typed, calls the library, prints."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from threading import Thread
from typing import Any, TypeVar

import click

from indexer import desk, errors, fieldlist, filewise, printing, watch
from indexer.catalogue import catalogue
from indexer.config import Config, load_config
from indexer.documents import whole_report
from indexer.export import csv_rows, jsonl_rows
from indexer.question import SearchRequest
from indexer.saving import save
from indexer.search import Searcher
from indexer.shell import Commands, QueryCommand, changes_shown, progress_shown, speak_utf8

_Command = TypeVar("_Command", bound=Callable[..., object])

EXPORTS = {".csv": csv_rows, ".jsonl": jsonl_rows}
"""What prints results as lines, by the ending such a file has."""


def main() -> None:
    """Run the command line."""
    speak_utf8()
    cli(prog_name="nianbao")


def _config(ctx: click.Context, **overrides: object) -> Config:
    return load_config(ctx.obj, overrides=overrides)


def _searcher(ctx: click.Context) -> Searcher:
    return desk.open_searcher(_config(ctx))


def _formats(*names: str) -> Callable[[_Command], _Command]:
    return click.option(
        "--format", "shape", type=click.Choice(names), default=names[0], help="What to print."
    )


_path = click.Path(path_type=Path)
_query = click.argument("query", nargs=-1)
_sort = click.option("--sort", metavar="[-]KEY", help="Order: a field, year, issuer, province, …")
_fields = click.option("--fields", multiple=True, metavar="FIELD", help="Show this fact too.")
_variants = click.option(
    "--no-variants",
    "variants",
    flag_value=False,
    default=True,
    help="Take words as they are typed: no synonyms, no other spellings.",
)
_jobs = click.option(
    "--jobs",
    type=click.IntRange(min=1),
    metavar="N",
    help="Files parsed at a time.",
)
_verbose = click.option("-v", "--verbose", is_flag=True, help="Show what readers print.")


@click.group(cls=Commands, context_settings={"max_content_width": 100})
@click.option("--config", type=click.Path(path_type=Path), help="The configuration file.")
@click.version_option(version("nianbao-search"), prog_name="nianbao")
@click.pass_context
def cli(ctx: click.Context, config: Path | None) -> None:
    """Search Chinese government information-disclosure annual reports.

    \b
    nianbao index downloads
    nianbao search '乡村振兴 requests_received>0'
    nianbao serve
    """
    ctx.obj = config


# ── filling the index ────────────────────────────────────────────────────────────────────


@cli.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...", type=_path)
@click.option("--collection", metavar="NAME", help="Its name; else the folder's.")
@click.option("--region", default="", metavar="省/市/县", help="Where they come from, if silent.")
@_jobs
@click.option("--prune", is_flag=True, help="Remove reports whose file is gone.")
@click.option("--watch", "watched", is_flag=True, help="Go on with what changes, until Ctrl-C.")
@click.option("--rebuild", is_flag=True, help="Read all again into a new generation.")
@click.option("--dry-run", is_flag=True, help="Only tell what would be done.")
@click.option("--strict", is_flag=True, help="Exit 1 if a file was refused.")
@_verbose
@_formats("text", "json")
@click.pass_context
def index(
    ctx: click.Context,
    /,
    paths: tuple[Path, ...],
    region: str,
    watched: bool,
    rebuild: bool,
    dry_run: bool,
    strict: bool,
    shape: str,
    **chosen: Any,
) -> None:
    """Bring the index up to date with files and folders.

    \b
    nianbao index downloads
    nianbao index downloads --prune --format json
    nianbao index web/ziyang --collection ziyang --region 陕西省/安康市/紫阳县
    """
    config = _config(ctx)
    chosen["region"] = desk.region_of(region)
    if watched:
        if rebuild or dry_run or strict:
            raise click.UsageError("--watch goes with none of --rebuild, --dry-run, --strict")
        with changes_shown(shape) as shown:
            watch.watch_paths(config, paths, **chosen, **shown)
    with progress_shown() as progress:
        summary = desk.index_paths(
            config, paths, rebuild=rebuild, dry_run=dry_run, progress=progress, **chosen
        )
    if shape == "json":
        click.echo(printing.as_json(summary, indent=2))
    else:
        click.echo("\n".join(printing.summary_lines(summary, dry_run)))
    if strict and summary.refused:
        ctx.exit(1)


@cli.command()
@click.argument("ids", metavar="[ID]...", nargs=-1)
@click.option("--collection", metavar="NAME", help="All that only this collection has.")
@click.pass_context
def remove(ctx: click.Context, ids: tuple[str, ...], collection: str | None) -> None:
    """Take reports, or a collection, out of the index; no file is touched.

    \b
    nianbao remove 7b4b25fcf59f7d61
    nianbao remove --collection downloads
    """
    if bool(ids) == bool(collection):
        raise click.UsageError("give either IDs or --collection NAME")
    removed = desk.remove(_config(ctx), ids, collection)
    click.echo(f"removed {printing.counted(removed, 'source' if collection else 'report')}")


@cli.command()
@_formats("text", "json")
@click.pass_context
def status(ctx: click.Context, shape: str) -> None:
    """Say what the index holds: nianbao status --format json."""
    found = desk.status(_config(ctx))
    if shape == "json":
        click.echo(printing.as_json(found, indent=2))
    else:
        click.echo("\n".join(printing.status_lines(found)))


@cli.command()
@_formats("text", "json")
@click.pass_context
def verify(ctx: click.Context, shape: str) -> None:
    """Check the index: exit 3 if it is damaged; files gone or changed are only listed."""
    found = desk.verify(_config(ctx))
    if shape == "json":
        click.echo(printing.as_json(found, indent=2))
    else:
        click.echo("\n".join(printing.verification_lines(found)))
    if found.faults:
        ctx.exit(3)


# ── reading files ────────────────────────────────────────────────────────────────────────


@cli.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=_path)
@_jobs
@_verbose
@_formats("json", "jsonl", "text")
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
        described = printing.parsed_object(path, parsed, catalogue())
        read = read or bool(described["ok"])
        if shape == "json":
            kept.append(described)
        else:
            click.echo(printing.described(described, shape))
    if shape == "json":
        click.echo(printing.as_json(kept[0] if len(kept) == 1 else kept, indent=2))
    ctx.exit(0 if read else 1)


@cli.command()
@_formats("table", "json", "markdown")
def fields(shape: str) -> None:
    """List all fields: key, label, unit, forms, names; what can be asked for in a query."""
    if shape == "table":
        printing.print_table(fieldlist.HEADER, fieldlist.rows(catalogue()))
    elif shape == "json":
        click.echo(printing.as_json(fieldlist.objects(catalogue()), indent=2))
    else:
        click.echo(fieldlist.markdown(catalogue()), nl=False)


# ── searching ────────────────────────────────────────────────────────────────────────────


@cli.command(cls=QueryCommand)
@_query
@click.option("--limit", type=click.IntRange(min=1), help="Hits at most; no maximum.")
@_sort
@_fields
@_variants
@_formats("table", "json", "jsonl", "csv")
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
    searcher = _searcher(ctx)
    request = SearchRequest(
        query, page_size=limit or 20, sort=sort, fields=fields, variants=variants
    )
    if write := EXPORTS.get(f".{shape}"):
        reports = islice(searcher.rows(request), limit)
        for line in write(reports, searcher.columns(request)):
            click.echo(line, nl=False)
    elif shape == "json":
        click.echo(printing.as_json(searcher.search(request), indent=2))
    else:
        printing.print_result(searcher.search(request), searcher.columns(request))


@cli.command(cls=QueryCommand)
@_query
@_variants
@click.pass_context
def count(ctx: click.Context, query: str, variants: bool) -> None:
    """Count the reports that match: nianbao count '新收申请>0'."""
    click.echo(_searcher(ctx).count(query, variants=variants))


@cli.command()
@click.argument("id")
@_formats("text", "json")
@click.pass_context
def show(ctx: click.Context, id: str, shape: str) -> None:
    """Show a report of the index whole: nianbao show 7b4b25fcf59f7d61."""
    report = whole_report(_searcher(ctx).report(id))
    click.echo(printing.described(printing.stored_object(report, catalogue()), shape))


@cli.command(cls=QueryCommand)
@_query
@click.option(
    "-o",
    "--output",
    "file",
    required=True,
    type=_path,
    help="FILE.csv, .xlsx, .jsonl, .sqlite or .parquet",
)
@_sort
@_fields
@_variants
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
    save(file, _searcher(ctx), request, datetime.now(UTC))


# ── the page ─────────────────────────────────────────────────────────────────────────────


@cli.command()
@click.option("--host", help="The address to listen on; else the configuration's.")
@click.option("--port", type=click.IntRange(0, 65535), help="Its port; 0 takes a free one.")
@click.pass_context
def serve(ctx: click.Context, host: str | None, port: int | None) -> None:
    """Serve the search page and the JSON endpoint: nianbao serve --port 8765."""
    # Imported late: the page needs the library, and no other command needs the page.
    from waitress import create_server

    from webui import create_app

    config = _config(ctx, serve_host=host, serve_port=port)
    app = create_app(config)
    try:
        server = create_server(app, host=config.serve_host, port=config.serve_port)
    except OSError as e:
        raise errors.ConfigError(
            "cannot listen on %(host)s, port %(port)s: %(fault)s",
            host=config.serve_host,
            port=config.serve_port,
            fault=e.strerror,
        ) from e
    click.echo(f"http://{config.serve_host}:{server.effective_port}/")
    # Beside the first requests, so that neither they nor whoever waits for the address wait for it.
    Thread(target=app.extensions["searcher"].warm, daemon=True).start()
    server.run()
