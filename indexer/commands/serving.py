"""Commands of a server: ``serve``, ``token``."""

from __future__ import annotations

from threading import Thread

import click

from indexer.admission import new_token, token_hash
from indexer.commands.options import config_of, formats_option
from indexer.commands.printing import as_json


@click.command()
@click.option("--host", help="The address to listen on; else the configuration's.")
@click.option("--port", type=click.IntRange(0, 65535), help="Its port; 0 takes a free one.")
@click.option("--public", is_flag=True, default=None, help="Let everybody in, without a token.")
@click.pass_context
def serve(ctx: click.Context, host: str | None, port: int | None, public: bool | None) -> None:
    """Serve the search page and the JSON endpoint: nianbao serve --port 8765.

    It is for this computer alone, unless there is a token (nianbao token) or --public.
    """
    # Imported late: the page needs the library, and no other command needs the page.
    from webui import create_app, logs, server

    config = config_of(ctx, serve_host=host, serve_port=port, serve_public=public)
    logs.write_to_stderr(config.serve_log)
    app = create_app(config)
    listening = server.listen(app, config)
    server.stops_on_signals(listening.stop)
    host = f"[{config.serve_host}]" if ":" in config.serve_host else config.serve_host
    click.echo(f"http://{host}:{listening.port}/")
    # Beside the first requests, so that neither they nor whoever waits for the address wait for it.
    Thread(target=app.extensions["searcher"].warm, daemon=True).start()
    listening.run()


@click.command()
@formats_option("text", "json")
def token(shape: str) -> None:
    """Make a token that lets people and scripts into a server; it is shown this once.

    \b
    nianbao token
    """
    made = new_token()
    kept = token_hash(made)
    if shape == "json":
        click.echo(as_json({"token": made, "hash": kept}, indent=2))
        return
    click.echo(f"{made}\n")
    click.echo("This is the token: give it to whoever may search; it cannot be shown again.")
    click.echo("For the server, in config.toml under [serve], beside those that are there:\n")
    click.echo(f'tokens = ["{kept}"]')
