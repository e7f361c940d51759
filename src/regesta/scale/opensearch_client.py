"""The way to an OpenSearch cluster: its address, requests tried again, errors in our words."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, TypeVar
from urllib.parse import parse_qsl, urlsplit

import opensearchpy
from msgspec import Struct
from opensearchpy.exceptions import ConnectionError as NoAnswer
from opensearchpy.exceptions import SerializationError, TransportError

from regesta.errors import ArchiveError, QueryError, WrongUse

T = TypeVar("T")

SCHEME = "opensearch"
PORT = 9200
# Where the password is, so that no command line shows it.
PASSWORD = "REGESTA_OPENSEARCH_PASSWORD"  # noqa: S105 - the name of a variable
OLDEST, NEWEST = 2, 3
# Seconds of one request; seconds in all that one is tried for, and that are waited at first.
PATIENCE = 60.0
PERSISTENCE = 60.0
FIRST_WAIT = 0.1
# A machine is starting, leaving, or has too much to do.
_PASSING = frozenset({408, 429, 502, 503, 504})
# What is said of a search of which a machine, or an index that is removed, took a part along.
_LEAVING = (
    "Partial shards failure", "search_context_missing", "node_disconnected",
    "node_not_connected", "node_closed",
)  # fmt: skip
_NAME = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-_.")


class Gone(ArchiveError):
    """The index that was asked is no more."""


class Address(Struct, frozen=True, kw_only=True):
    """Where an index is: the cluster's machines, the name, how they are reached."""

    hosts: tuple[str, ...]
    name: str
    user: str = ""
    tls: bool = False
    ca: str = ""


def read_address(text: str) -> Address:
    """Read opensearch://[USER@]HOST[:PORT][,HOST[:PORT]…]/NAME[?tls=yes][&ca=FILE].

    >>> read_address("opensearch://a,b:9201/papers").hosts
    ('a:9200', 'b:9201')

    Raises `WrongUse` for what is no such address.
    """
    parts = urlsplit(text)
    place, name = parts.netloc, parts.path.strip("/")
    user, _, hosts = place.rpartition("@")
    options = dict(parse_qsl(parts.query))
    wrong = ""
    if parts.scheme != SCHEME or not hosts:
        wrong = "is no address of OpenSearch"
    elif ":" in user:
        wrong = f"holds a password, which others could read; put it into {PASSWORD}"
    elif not name or not set(name) <= _NAME or name[0] in "-_.":
        wrong = "lacks the name of an index, in small letters, digits and hyphens"
    elif set(options) - {"tls", "ca"}:
        wrong = "has options other than tls and ca"
    if wrong:
        raise WrongUse(
            f"“{text}” {wrong}.", way_out="Write opensearch://localhost:9200/papers, say."
        )
    return Address(
        hosts=tuple(host if _has_port(host) else f"{host}:{PORT}" for host in hosts.split(",")),
        name=name,
        user=user,
        tls=options.get("tls", "") in ("yes", "true", "1") or "ca" in options,
        ca=options.get("ca", ""),
    )


def _has_port(host: str) -> bool:
    return host.rpartition(":")[2].isdigit() and not host.endswith("]")


class Cluster:
    """A cluster of OpenSearch; safe among threads.

    Each request is sent to another of its machines; what a machine that stops leaves
    unanswered is asked again elsewhere, for a minute, waiting longer each time.
    """

    def __init__(self, address: Address) -> None:
        """Connect; raises `ArchiveError` where none answers, or another program or version."""
        self.address = address
        options: dict[str, Any] = {"ca_certs": address.ca} if address.ca else {}
        if address.user:
            options["http_auth"] = (address.user, os.environ.get(PASSWORD, ""))
        scheme = "https" if address.tls else "http"
        # What goes wrong is told once it cannot be helped, and in our words.
        logging.getLogger("opensearch").setLevel(logging.CRITICAL)
        self.client = opensearchpy.OpenSearch(
            hosts=[f"{scheme}://{host}" for host in address.hosts],
            timeout=PATIENCE,
            max_retries=0,  # see `ask`
            pool_maxsize=16,
            http_compress=False,
            **options,
        )
        self.major = self._major()

    def _major(self) -> int:
        version = self.ask(self.client.info, persistence=0.0).get("version", {})
        number = str(version.get("number", "?"))
        major = int(number.partition(".")[0]) if number[:1].isdigit() else 0
        if version.get("distribution") != "opensearch" or not OLDEST <= major <= NEWEST:
            raise ArchiveError(
                f"{self._where()} is {version.get('distribution', 'another program')} {number}.",
                way_out=f"OpenSearch {OLDEST} or {NEWEST} is needed.",
            )
        return major

    def ask(
        self, request: Callable[..., T], persistence: float = PERSISTENCE, **arguments: Any
    ) -> T:
        """Return the answer to a request that may be sent twice.

        Raises `Gone` for an index that is no more, `QueryError` for a query too large for the
        server, `ArchiveError` for whatever else it refuses, or when no machine answers.
        """
        call = partial(request, **arguments)
        last = time.monotonic() + persistence
        wait = FIRST_WAIT
        others = len(self.address.hosts) - 1
        while True:
            try:
                return call()
            except (TransportError, SerializationError) as error:
                if isinstance(error, NoAnswer) and others:
                    others -= 1  # the client goes on to another machine
                    continue
                if not _passes(error) or time.monotonic() + wait > last:
                    raise self._told(error) from error
            time.sleep(wait)
            wait = min(2 * wait, 5.0)

    def _told(self, error: TransportError | SerializationError) -> ArchiveError | QueryError:
        if isinstance(error, NoAnswer):
            return ArchiveError(
                f"No OpenSearch answers at {self._where()}: {error.error.rpartition('] ')[2]}.",
                way_out="Start it, or look at the address.",
            )
        status = getattr(error, "status_code", "")
        reason = _reason(error)
        if status == 404 and "index" in reason:
            return Gone(f"{self._where()} has no such index: {reason}.")
        if status in (401, 403):
            return ArchiveError(
                f"{self._where()} does not let “{self.address.user}” do this: {reason}.",
                way_out=f"Give a user in the address, the password in {PASSWORD}.",
            )
        if "clause" in reason and "too" in reason:
            return QueryError(
                "The query comes to more parts than the search server allows.",
                way_out="Ask for fewer words or names at once, or raise the server's "
                "indices.query.bool.max_clause_count.",
            )
        return ArchiveError(f"{self._where()} refused a request ({status}): {reason}.")

    def _where(self) -> str:
        return ", ".join(self.address.hosts)

    def close(self) -> None:
        """Let go of the connections."""
        self.client.close()


def _passes(error: Exception) -> bool:
    """Say whether what went wrong may pass by itself."""
    status = getattr(error, "status_code", 0)
    if isinstance(error, NoAnswer) or status in _PASSING:
        return True
    return status in (404, 500) and any(sign in _reason(error) for sign in _LEAVING)


def _reason(error: Exception) -> str:
    info = getattr(error, "info", None)
    if isinstance(info, Mapping) and isinstance(info.get("error"), Mapping):
        causes = [info["error"], *info["error"].get("root_cause", ())]
        causes += [one.get("reason", {}) for one in info["error"].get("failed_shards", ())]
        told = [f"{one.get('type', '')} {one.get('reason', '')}".strip() for one in causes]
        return "; ".join(dict.fromkeys(told))[:600]
    return str(error)[:600]
