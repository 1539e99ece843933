"""Commands that look after the index: status, verify, backup, restore, copy, doctor."""

from __future__ import annotations

from pathlib import Path

import click

from indexer.commands import printing
from indexer.commands.options import PATH, config_of, formats_option, jobs_option
from indexer.commands.shell import progress_shown
from indexer.engines import ENGINES
from indexer.keeping import desk
from indexer.keeping.backup import restore_backup, write_backup
from indexer.keeping.copying import copy_index
from indexer.keeping.doctor import condition_lines, examine
from indexer.keeping.repair import repair


@click.command()
@formats_option("text", "json")
@click.pass_context
def status(ctx: click.Context, shape: str) -> None:
    """Say what the index holds: nianbao status --format json."""
    found = desk.status(config_of(ctx))
    if shape == "json":
        click.echo(printing.as_json(found, indent=2))
    else:
        click.echo("\n".join(printing.status_lines(found)))


@click.command()
@click.option("--repair", "mend", is_flag=True, help="Build it anew from its files if damaged.")
@jobs_option
@formats_option("text", "json")
@click.pass_context
def verify(ctx: click.Context, mend: bool, jobs: int | None, shape: str) -> None:
    """Check the index: exit 3 if it is damaged; files gone or changed are only listed.

    \b
    nianbao verify
    nianbao verify --repair
    """
    config, done = config_of(ctx), None
    if mend:
        with progress_shown() as progress:
            done = repair(config, jobs=jobs, progress=progress)
    found = desk.verify(config)
    if shape == "json":
        click.echo(printing.as_json(printing.verification_object(found, done), indent=2))
    else:
        click.echo("\n".join(printing.verification_lines(found, done)))
    if found.faults:
        ctx.exit(3)


@click.command()
@click.argument("file", type=PATH)
@click.pass_context
def backup(ctx: click.Context, file: Path) -> None:
    """Write the index into a new file, while searches go on: nianbao backup 2026-11-21.zip."""
    click.echo(printing.backup_line("backed up", write_backup(config_of(ctx), file)))


@click.command()
@click.option(
    "--to",
    "engine",
    required=True,
    type=click.Choice([name for name in ENGINES if name != "memory"]),
    help="The engine that is to have it too.",
)
@click.pass_context
def copy(ctx: click.Context, engine: str) -> None:
    """Take the index over into another engine, without reading files again.

    \b
    nianbao copy --to opensearch
    """
    done = copy_index(config_of(ctx), engine)
    click.echo(
        f"copied {printing.counted(done.reports, 'report')} and "
        f"{printing.counted(done.sources, 'source')}, checksum {done.checksum[:16]}: "
        f'set engine = "{engine}" to use it'
    )


@click.command()
@click.argument("file", type=PATH)
@click.pass_context
def restore(ctx: click.Context, file: Path) -> None:
    """Put a backup in place of the index, while searches go on: nianbao restore 2026-11-21.zip."""
    click.echo(printing.backup_line("restored", restore_backup(config_of(ctx), file)))


@click.command()
@formats_option("text", "json")
@click.pass_context
def doctor(ctx: click.Context, shape: str) -> None:
    """Look the installation over and say what to do; exit 3 if something must be mended."""
    found = list(examine(lambda: config_of(ctx)))
    if shape == "json":
        click.echo(printing.as_json(found, indent=2))
    else:
        click.echo("\n".join(condition_lines(found)))
    if any(condition.state == "fault" for condition in found):
        ctx.exit(3)
