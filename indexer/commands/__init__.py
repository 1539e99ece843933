"""The commands of ``nianbao``, a file for each group of them."""

from __future__ import annotations

import click

from indexer.commands.filling import index, remove
from indexer.commands.generation import generation
from indexer.commands.keeping import backup, copy, doctor, restore, status, verify
from indexer.commands.reading import fields, parse
from indexer.commands.searching import count, export, search, show
from indexer.commands.serving import serve, token

COMMANDS: tuple[click.Command, ...] = (
    index,
    remove,
    generation,
    status,
    verify,
    backup,
    restore,
    copy,
    doctor,
    parse,
    fields,
    search,
    count,
    show,
    export,
    serve,
    token,
)
