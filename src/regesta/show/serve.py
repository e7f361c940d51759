"""Run the reading room on this machine, by one worker or several."""

from __future__ import annotations

import errno
import inspect
import os
import socket
import sys
import tempfile
import webbrowser
from pathlib import Path
from typing import Any

import click
import uvicorn
from starlette.applications import Starlette
from uvicorn.supervisors import Multiprocess

from regesta.errors import WrongUse
from regesta.keep.archive import Archive
from regesta.show.engines import index_opener
from regesta.show.log import log_config
from regesta.show.site.app import create_app

# How workers, which are processes of their own, know what they serve.
_FOLDER = "REGESTA_SERVES"
_COUNTS = "REGESTA_COUNTS"
_SEARCH = "REGESTA_SEARCHES"
# Connections of one worker; who comes then is told to come again.
_MOST_AT_ONCE = 500
# Seconds for answers under way when the site is stopped, and that an idle connection is kept.
_LEAVING = 20
_IDLE = 15


def serve_archive(
    folder: Path,
    *,
    host: str,
    port: int,
    open_browser: bool,
    workers: int | None = None,
    search: str = "",
) -> None:
    """Serve until stopped; raises `WrongUse` when the port is taken.

    Port 0 takes any free one. A browser is opened only where there is a screen for it.
    `workers` is the number of processes that answer, by default that of the settings; `search`
    is the address of a search engine, "" for the embedded one.
    """
    open_index = index_opener(search)
    with Archive.open(folder, readers=True) as archive:
        title = archive.title
        serving = archive.settings.serving
        # What cannot be searched is told to whoever starts it.
        open_index(archive.index_path).close()
    listener = _listen(host, port)
    address = f"http://{host}:{listener.getsockname()[1]}/"
    click.echo(f"{title}: {address}  (Ctrl+C ends)")
    if open_browser and _has_screen():
        webbrowser.open(address)
    number = workers or serving.workers
    # `True` is uvicorn's own way of logging.
    limits: dict[str, Any] = {
        "log_level": "warning",
        "access_log": False,
        "limit_concurrency": _MOST_AT_ONCE,
        "timeout_graceful_shutdown": _LEAVING,
        "timeout_keep_alive": _IDLE,
        **({"log_config": log_config()} if serving.log else {}),
    }
    if number == 1:
        config = uvicorn.Config(create_app(folder, open_index), **limits)
        uvicorn.Server(config).run(sockets=[listener])
        return
    with tempfile.TemporaryDirectory(prefix="regesta-counts-") as counts:
        os.environ |= {_FOLDER: str(folder.resolve()), _COUNTS: counts, _SEARCH: search}
        config = uvicorn.Config(
            "regesta.show.serve:app_of_worker", factory=True, workers=number, **limits
        )
        _supervise(config, listener)


def app_of_worker() -> Starlette:
    """Make the site that one of several workers serves."""
    open_index = index_opener(os.environ[_SEARCH])
    return create_app(Path(os.environ[_FOLDER]), open_index, counts=Path(os.environ[_COUNTS]))


def _supervise(config: uvicorn.Config, listener: socket.socket) -> None:
    """Start the workers, and others in place of those that die, until told to end."""
    options: dict[str, Any] = {"sockets": [listener]}
    if "target" in inspect.signature(Multiprocess).parameters:  # before uvicorn 0.50
        options["target"] = uvicorn.Server(config).run
    Multiprocess(config, **options).run()


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
    listener.set_inheritable(True)
    return listener


def _has_screen() -> bool:
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
