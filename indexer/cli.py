"""The command ``nianbao``: its name, its version, and the configuration its commands share."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path

import click

from indexer.commands import COMMANDS
from indexer.commands.shell import Commands, speak_utf8


def main() -> None:
    """Run the command line."""
    speak_utf8()
    cli(prog_name="nianbao")


@click.group(cls=Commands, commands=COMMANDS, context_settings={"max_content_width": 100})
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
