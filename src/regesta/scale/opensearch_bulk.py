"""Sending records to an index of OpenSearch, many at a time; what is refused is sent again."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

from regesta.errors import ArchiveError
from regesta.scale.opensearch_client import FIRST_WAIT, PERSISTENCE, Cluster
from regesta.scale.opensearch_documents import document_id

# What one request holds at most: records, bytes. More records than this are never in memory
# for each request under way.
RECORDS = 400
BYTES = 4_000_000
# Requests under way beside the one that is being made ready.
UNDER_WAY = 2
_PASSING = frozenset({429, 502, 503, 504})
_NAMED = 3

Lines = list[tuple[str, bytes]]


def send(cluster: Cluster, index: str, lines: Iterable[tuple[str, bytes]]) -> Iterator[int]:
    """Send records, as `opensearch_documents.bulk_lines` has them; yields how many are there.

    Raises `ArchiveError` when the server goes on refusing a record, or does not answer.
    """
    waiting: deque[tuple[int, Future[None]]] = deque()
    with ThreadPoolExecutor(UNDER_WAY, "bulk") as workers:
        for part in _parts(lines):
            if len(waiting) >= UNDER_WAY:
                yield _done(waiting)
            waiting.append((len(part), workers.submit(_send_part, cluster, index, part)))
        while waiting:
            yield _done(waiting)


def _done(waiting: deque[tuple[int, Future[None]]]) -> int:
    number, future = waiting.popleft()
    future.result()
    return number


def _parts(lines: Iterable[tuple[str, bytes]]) -> Iterator[Lines]:
    part: Lines = []
    size = 0
    for line in lines:
        if part and (len(part) >= RECORDS or size + len(line[1]) > BYTES):
            yield part
            part, size = [], 0
        part.append(line)
        size += len(line[1])
    if part:
        yield part


def _send_part(cluster: Cluster, index: str, part: Lines) -> None:
    last = time.monotonic() + PERSISTENCE
    wait = FIRST_WAIT
    while part:
        part, refused, reason = _send_once(cluster, index, part)
        if refused or (part and time.monotonic() + wait > last):
            named = ", ".join((refused or [one for one, _ in part])[:_NAMED])
            raise ArchiveError(
                f"{len(refused) or len(part)} records were refused by the search server, such as "
                f"{named}: {reason}.",
                way_out="Nothing was changed: the index of before still answers.",
            )
        if part:
            time.sleep(wait)
            wait = min(2 * wait, 5.0)


def _send_once(cluster: Cluster, index: str, part: Lines) -> tuple[Lines, list[str], str]:
    """Return what is to be sent again, the ids of what never will be taken, and why."""
    answer = cluster.ask(
        cluster.client.bulk,
        index=index,
        body=b"".join(line for _id, line in part),
        params={"filter_path": "errors,items.*.status,items.*._id,items.*.error"},
    )
    if not answer["errors"]:
        return [], [], ""
    failed = {
        told["_id"]: told
        for item in answer["items"]
        for told in item.values()
        if told["status"] >= 300
    }
    again: Lines = []
    refused: list[str] = []
    reason = ""
    for identifier, line in part:
        told = failed.get(document_id(identifier))
        if told is None:
            continue
        reason = f"{told['error'].get('type')} {told['error'].get('reason')}"
        if told["status"] in _PASSING:
            again.append((identifier, line))
        else:
            refused.append(identifier)
    return again, refused, reason
