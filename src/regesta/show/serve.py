"""Run the reading room on this machine."""

from __future__ import annotations

import errno
import os
import socket
import sys
import webbrowser
from pathlib import Path

import click
import uvicorn

from regesta.errors import WrongUse
from regesta.keep.archive import Archive
from regesta.show.site.app import create_app


def serve_archive(folder: Path, *, host: str, port: int, open_browser: bool) -> None:
    """Serve until stopped; raises `WrongUse` when the port is taken.

    Port 0 takes any free one. A browser is opened only where there is a screen for it.
    """
    with Archive.open(folder, readers=True) as archive:
        title = archive.title
    listener = _listen(host, port)
    address = f"http://{host}:{listener.getsockname()[1]}/"
    click.echo(f"{title}: {address}  (Ctrl+C ends)")
    if open_browser and _has_screen():
        webbrowser.open(address)
    config = uvicorn.Config(create_app(folder), log_level="warning", access_log=False)
    uvicorn.Server(config).run(sockets=[listener])


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        taken = error.errno == errno.EADDRINUSE
        reason = "is in use already" if taken else f"cannot be had ({error.strerror})"
        raise WrongUse(
            f"Port {port} of {host} {reason}.", way_out="Give another one with --port."
        ) from error
    return listener


def _has_screen() -> bool:
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
