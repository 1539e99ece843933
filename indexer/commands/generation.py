"""Commands for an index that many machines fill: ``generation begin``, ``publish`` and so on."""

from __future__ import annotations

import click

from indexer.commands import printing
from indexer.commands.options import config_of, formats_option
from indexer.keeping import generation as desk


@click.group()
def generation() -> None:
    """Build a new generation of an index in a cluster from many machines, aside.

    \b
    nianbao generation begin
    nianbao index /mnt/downloads --collection downloads --part 2/8
    nianbao generation publish
    """


@generation.command()
@click.option("--anew", is_flag=True, help="Give up the one begun before.")
@click.pass_context
def begin(ctx: click.Context, anew: bool) -> None:
    """Begin a generation; parts that are run from now on fill it."""
    click.echo(f"begun: {desk.begin(config_of(ctx), anew=anew)}")


@generation.command("list")
@formats_option("text", "json")
@click.pass_context
def list_(ctx: click.Context, shape: str) -> None:
    """List all generations: which is current, which one a rollback goes to, which is filled."""
    found = desk.listed(config_of(ctx))
    if shape == "json":
        click.echo(printing.as_json(found, indent=2))
    else:
        printing.print_table(
            ("name", "state", "begun", "reports"),
            [(g.name, g.state or "left behind", g.begun, str(g.reports)) for g in found],
        )


@generation.command()
@click.option("--fewer", is_flag=True, help="Though it holds much less than the current one.")
@formats_option("text", "json")
@click.pass_context
def publish(ctx: click.Context, fewer: bool, shape: str) -> None:
    """Settle and check what the parts wrote, and make it the current generation."""
    done = desk.publish(config_of(ctx), fewer=fewer)
    if shape == "json":
        click.echo(printing.as_json(done, indent=2))
    else:
        click.echo(
            f"published: {done.name}, {printing.counted(done.reports, 'report')}, "
            f"{printing.counted(done.sources, 'source')}, {done.refused} of them refused"
        )


@generation.command()
@click.pass_context
def rollback(ctx: click.Context) -> None:
    """Make the generation before the current one current again."""
    desk.rollback(config_of(ctx))
    click.echo("rolled back")
