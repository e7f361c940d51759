"""`regesta mcp`."""

from __future__ import annotations

from pathlib import Path

import click

from regesta.show.mcp import make_server


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), default=".")
@click.option("--http", is_flag=True, help="Answer over HTTP at /mcp, not over stdin and stdout.")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(0, 65535), default=8766, show_default=True)
def mcp(folder: Path, http: bool, host: str, port: int) -> None:
    """Let assistants search and read the archive in FOLDER (Model Context Protocol)."""
    server = make_server(folder)
    if http:
        server.run("streamable-http", host=host, port=port, stateless_http=True)
    else:
        server.run("stdio")
