"""The command that serves the page: ``serve``."""

from __future__ import annotations

from threading import Thread

import click

from indexer import errors
from indexer.commands.options import config_of


@click.command()
@click.option("--host", help="The address to listen on; else the configuration's.")
@click.option("--port", type=click.IntRange(0, 65535), help="Its port; 0 takes a free one.")
@click.pass_context
def serve(ctx: click.Context, host: str | None, port: int | None) -> None:
    """Serve the search page and the JSON endpoint: nianbao serve --port 8765."""
    # Imported late: the page needs the library, and no other command needs the page.
    from waitress import create_server

    from webui import create_app

    config = config_of(ctx, serve_host=host, serve_port=port)
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
