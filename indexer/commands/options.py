"""What several commands share: their options, and the way from their context to what they need."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click

from indexer.config import Config, load_config
from indexer.keeping import desk
from indexer.searching.search import Searcher

_Command = TypeVar("_Command", bound=Callable[..., object])


def config_of(ctx: click.Context, **overrides: object) -> Config:
    """Load the configuration the command was given; overrides that are None change nothing."""
    return load_config(ctx.obj, overrides=overrides)


def searcher_of(ctx: click.Context) -> Searcher:
    """Open the index the command's configuration names."""
    return desk.open_searcher(config_of(ctx))


def formats_option(*names: str) -> Callable[[_Command], _Command]:
    """Give a command ``--format``; the first name is what it prints unless told."""
    return click.option(
        "--format", "shape", type=click.Choice(names), default=names[0], help="What to print."
    )


PATH = click.Path(path_type=Path)
query_argument = click.argument("query", nargs=-1)
sort_option = click.option(
    "--sort", metavar="[-]KEY", help="Order: a field, year, issuer, province, …"
)
fields_option = click.option("--fields", multiple=True, metavar="FIELD", help="Show this fact too.")
variants_option = click.option(
    "--no-variants",
    "variants",
    flag_value=False,
    default=True,
    help="Take words as they are typed: no synonyms, no other spellings.",
)
jobs_option = click.option(
    "--jobs",
    type=click.IntRange(min=1),
    metavar="N",
    help="Files parsed at a time.",
)
verbose_option = click.option("-v", "--verbose", is_flag=True, help="Show what readers print.")
