"""A real OpenSearch of one or several nodes on this machine, for tests.

It is looked for in the folder that OPENSEARCH_HOME names, else in that where `.ci/run` lays it.
OpenSearch refuses to run as root: then it runs as the user nobody.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

NOBODY = 65534
STARTED = 120.0
_JAVA = "-Xms{heap}m -Xmx{heap}m -XX:TieredStopAtLevel=1"


def opensearch_home() -> Path | None:
    """Return the folder of the distribution, None where there is none."""
    named = os.environ.get("OPENSEARCH_HOME")
    cache = Path(os.environ.get("TMPDIR") or "/tmp") / "regesta-opensearch"
    for home in (Path(named),) if named else sorted(cache.glob("opensearch-*")):
        if (home / "bin" / "opensearch").is_file():
            return home
    return None


def missing() -> str:
    """Say why no OpenSearch can be started here; "" where one can."""
    if opensearch_home() is None:
        return "there is no OpenSearch: .ci/run fetches it, OPENSEARCH_HOME names its folder"
    if not _java_home():
        return "there is no java, which OpenSearch runs on"
    return ""


class Nodes:
    """A cluster of so many nodes, each a process; started by `start`."""

    def __init__(self, number: int, heap_mb: int = 512) -> None:
        home = opensearch_home()
        assert home is not None
        self._home = home
        self._folder = Path(tempfile.mkdtemp(prefix="regesta-opensearch-"))
        self._heap = heap_mb
        self._names = [f"node{at}" for at in range(number)]
        self.ports = [_free_port() for _ in self._names]
        self._between = [_free_port() for _ in self._names]
        self._running: list[subprocess.Popen[bytes]] = []

    @property
    def hosts(self) -> str:
        """The hosts as an address has them."""
        return ",".join(f"127.0.0.1:{port}" for port in self.ports)

    def start(self) -> None:
        """Start all nodes and wait until they are one cluster."""
        for at in range(len(self._names)):
            self._configure(at)
        if os.geteuid() == 0:
            for path in [self._folder, *self._folder.rglob("*")]:
                os.chown(path, NOBODY, NOBODY)
        self._running = [self._process(name) for name in self._names]
        self._wait()

    def kill(self, at: int) -> None:
        """Stop a node as a broken machine does."""
        os.killpg(self._running[at].pid, signal.SIGKILL)
        self._running[at].wait()

    def restart(self, at: int) -> None:
        """Start a node again that was stopped, and wait until it is back."""
        self._running[at] = self._process(self._names[at])
        self._wait()

    def stop(self) -> None:
        """Stop all nodes and remove what they wrote."""
        for process in self._running:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _configure(self, at: int) -> None:
        config = self._folder / self._names[at] / "config"
        shutil.copytree(self._home / "config", config)
        options = (config / "jvm.options").read_text().splitlines()
        # The log of the collector would be written into the distribution.
        kept = [one for one in options if "gc.log" not in one]
        (config / "jvm.options").write_text("\n".join(kept) + "\n")
        seeds = ", ".join(f'"127.0.0.1:{port}"' for port in self._between)
        (config / "opensearch.yml").write_text(
            f"cluster.name: regesta-test\n"
            f"node.name: {self._names[at]}\n"
            f"path.data: {config.parent / 'data'}\n"
            f"path.logs: {config.parent / 'logs'}\n"
            f"http.port: {self.ports[at]}\n"
            f"transport.port: {self._between[at]}\n"
            f"discovery.seed_hosts: [{seeds}]\n"
            f"cluster.initial_cluster_manager_nodes: [{', '.join(self._names)}]\n"
            "cluster.routing.allocation.disk.threshold_enabled: false\n"
            "indices.query.bool.max_clause_count: 8192\n"
        )

    def _process(self, name: str) -> subprocess.Popen[bytes]:
        folder = self._folder / name
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "OPENSEARCH_PATH_CONF": str(folder / "config"),
            "OPENSEARCH_JAVA_OPTS": _JAVA.format(heap=self._heap),
            "OPENSEARCH_TMPDIR": str(folder),
            "OPENSEARCH_JAVA_HOME": _java_home(),
        }
        nobody = NOBODY if os.geteuid() == 0 else None
        with (self._folder / f"{name}.log").open("wb") as log:
            return subprocess.Popen(
                ["bash", str(self._home / "bin" / "opensearch")],
                cwd=folder, env=environment, stdout=log, stderr=log, start_new_session=True,
                user=nobody, group=nobody, extra_groups=None if nobody is None else [],
            )  # fmt: skip

    def _wait(self) -> None:
        last = time.monotonic() + STARTED
        wanted = f"wait_for_nodes={len(self._names)}&timeout=2s"
        url = f"http://127.0.0.1:{self.ports[0]}/_cluster/health?{wanted}"
        while True:
            try:
                with urllib.request.urlopen(url, timeout=5):
                    return
            except (OSError, urllib.error.URLError):
                dead = any(process.poll() is not None for process in self._running)
                if dead or time.monotonic() > last:
                    said = "\n".join(
                        (self._folder / f"{name}.log").read_text()[-2000:] for name in self._names
                    )
                    self.stop()
                    raise RuntimeError(f"OpenSearch did not start:\n{said}") from None
            time.sleep(0.2)


def _java_home() -> str:
    named = os.environ.get("OPENSEARCH_JAVA_HOME") or os.environ.get("JAVA_HOME")
    java = shutil.which("java")
    return named or (str(Path(java).resolve().parents[1]) if java else "")


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])
