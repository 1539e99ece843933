"""Commands that look after the index: ``status``, ``verify``."""

from __future__ import annotations

import click

from indexer import desk, printing
from indexer.commands.options import config_of, formats_option


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
@formats_option("text", "json")
@click.pass_context
def verify(ctx: click.Context, shape: str) -> None:
    """Check the index: exit 3 if it is damaged; files gone or changed are only listed."""
    found = desk.verify(config_of(ctx))
    if shape == "json":
        click.echo(printing.as_json(found, indent=2))
    else:
        click.echo("\n".join(printing.verification_lines(found)))
    if found.faults:
        ctx.exit(3)
