"""Commands that fill the index: ``index``, ``remove``."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import click

from indexer.commands import printing
from indexer.commands.options import PATH, config_of, formats_option, jobs_option, verbose_option
from indexer.commands.shell import changes_shown, progress_shown
from indexer.files.parts import part_of
from indexer.keeping import desk, generation, watch


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...", type=PATH)
@click.option("--collection", metavar="NAME", help="Its name; else the folder's.")
@click.option("--region", default="", metavar="省/市/县", help="Where they come from, if silent.")
@jobs_option
@click.option("--prune", is_flag=True, help="Remove reports whose file is gone.")
@click.option("--watch", "watched", is_flag=True, help="Go on with what changes, until Ctrl-C.")
@click.option("--rebuild", is_flag=True, help="Read all again into a new generation.")
@click.option("--part", metavar="K/N", help="Only this part of so many, into a cluster.")
@click.option("--dry-run", is_flag=True, help="Only tell what would be done.")
@click.option("--strict", is_flag=True, help="Exit 1 if a file was refused.")
@verbose_option
@formats_option("text", "json")
@click.pass_context
def index(
    ctx: click.Context,
    /,
    paths: tuple[Path, ...],
    region: str,
    watched: bool,
    rebuild: bool,
    part: str | None,
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
    nianbao index /mnt/downloads --collection downloads --part 2/8
    """
    config = config_of(ctx)
    chosen["region"] = desk.region_of(region)
    if watched:
        if rebuild or part or dry_run or strict:
            raise click.UsageError(
                "--watch goes with none of --rebuild, --part, --dry-run, --strict"
            )
        with changes_shown(shape) as shown:
            watch.watch_paths(config, paths, **chosen, **shown)
    with progress_shown() as progress:
        chosen.update(dry_run=dry_run, progress=progress)
        ours = part_of(part, os.environ if config.engine == "opensearch" else {})
        if ours is None:
            summary = desk.index_paths(config, paths, rebuild=rebuild, **chosen)
        elif rebuild or not chosen["collection"]:
            raise click.UsageError("--part wants --collection NAME, and no --rebuild")
        else:
            summary = generation.index_part(config, paths, ours, **chosen)
    if shape == "json":
        click.echo(printing.as_json(summary, indent=2))
    else:
        click.echo("\n".join(printing.summary_lines(summary, dry_run)))
    if strict and summary.refused:
        ctx.exit(1)


@click.command()
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
    removed = desk.remove(config_of(ctx), ids, collection)
    click.echo(f"removed {printing.counted(removed, 'source' if collection else 'report')}")
