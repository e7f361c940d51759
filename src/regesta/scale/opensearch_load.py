"""Loading an index beside the one that answers, and putting it in its place at once.

An index is made under a name of its own. Readers ask by an alias, which is turned from the old
index to the new one in one step, when the new one is whole; then the old one is removed. A load
may be done at once (`load`), or part by part on several machines: `begin`, `load_part` for each
part, `finish`.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from regesta.errors import ArchiveError, WrongUse
from regesta.model import Record
from regesta.scale.opensearch_bulk import send
from regesta.scale.opensearch_client import Cluster, Gone
from regesta.scale.opensearch_documents import STORE, bulk_lines
from regesta.scale.opensearch_mapping import (
    About,
    Shape,
    mapping,
    names_mapping,
    settings,
    similarity_name,
    words_fields,
)
from regesta.scale.opensearch_ranking import similarity
from regesta.scale.opensearch_terms import TermCounts
from regesta.search.names import KnownName
from regesta.search.schema import VERSION

NAMES_AT_ONCE = 2_000
# Seconds that the server may take to merge all that was loaded.
MERGED = 6 * 3600

# How an index is named after the alias, and that of its names after it.
STAMP = "%Y%m%d%H%M%S"
NAMES = "-names"
# No load takes longer.
ABANDONED = timedelta(days=1)

Told = Callable[[int], None]


def load(
    cluster: Cluster,
    records: Iterable[Record],
    names: Iterable[KnownName],
    shown: Mapping[str, str],
    *,
    shape: Shape | None = None,
    told: Told | None = None,
) -> int:
    """Load records, in the archive's order, into a new index that then takes the alias's place.

    `names` are those of persons and places in all their forms, `shown` gives the name to show of
    an entity's id; `told` is called with how many records are there. Returns how many there are.
    Raises `ArchiveError` when the load fails: the index of before then stays.
    """
    index = begin(cluster, shape or Shape())
    try:
        total = load_part(cluster, index, records, shown, first=0, told=told)
        finish(cluster, index, names, total)
    except BaseException:
        _remove(cluster, [index, _names_index(index)])
        raise
    return total


def begin(cluster: Cluster, shape: Shape) -> str:
    """Make a new, empty index, and wait until its copies stand; returns its name."""
    name = cluster.address.name
    if cluster.ask(cluster.client.indices.exists, index=name) and not _behind(cluster):
        raise WrongUse(
            f"“{name}” is an index that was not loaded by Regesta.",
            way_out="Give another name in the address.",
        )
    stamp = datetime.now(UTC).strftime(STAMP)
    index = f"{name}-{stamp}-{secrets.token_hex(3)}"
    body = {"settings": settings(shape, similarity(1, 1)), "mappings": mapping()}
    try:
        _create(cluster, index, body)
    except BaseException:
        _remove(cluster, [index])
        raise
    return index


def _create(cluster: Cluster, index: str, body: Mapping[str, Any]) -> None:
    cluster.ask(
        cluster.client.indices.create, index=index, body=body,
        params={"wait_for_active_shards": "1"},
    )  # fmt: skip
    # Copies too: what is acknowledged is then on two machines, and outlives one of them.
    cluster.ask(
        cluster.client.cluster.health, index=index,
        params={"wait_for_status": "green"},
    )  # fmt: skip


def load_part(
    cluster: Cluster,
    index: str,
    records: Iterable[Record],
    shown: Mapping[str, str],
    *,
    first: int | None = None,
    told: Told | None = None,
) -> int:
    """Load some of the records; a part that is loaded again takes the place of itself.

    `first` is the place of the first of them in the archive's order, where they have one.
    """
    total = 0
    for number in send(cluster, index, bulk_lines(records, shown, first)):
        total += number
        if told:
            told(total)
    return total


def finish(cluster: Cluster, index: str, names: Iterable[KnownName], total: int) -> None:
    """Make an index whole, which holds `total` records, and have the alias mean it."""
    indices = cluster.client.indices
    cluster.ask(indices.refresh, index=index)
    # One part answers soonest; and records that were sent twice count once in what tells rarity.
    merged = {"max_num_segments": 1, "request_timeout": MERGED}
    cluster.ask(indices.forcemerge, index=index, params=merged)
    cluster.ask(indices.refresh, index=index)
    there = cluster.ask(cluster.client.count, index=index)["count"]
    if there != total:
        raise ArchiveError(f"The index {index} holds {there:,} records of {total:,}.")
    shards = int(_setting(cluster, index, "number_of_shards"))
    having = TermCounts(cluster, index, shards).field_counts(words_fields())
    _set_ranking(cluster, index, total, having)
    _keep_names(cluster, _names_index(index), names)
    about = About(version=VERSION, records=total, fields=having, names=_names_index(index))
    cluster.ask(indices.put_mapping, index=index, body={"_meta": msgspec.to_builtins(about)})
    _swap(cluster, index)


def _set_ranking(cluster: Cluster, index: str, total: int, having: Mapping[str, int]) -> None:
    similarities = {
        similarity_name(field): similarity(total, count) for field, count in having.items()
    }
    indices = cluster.client.indices
    cluster.ask(indices.close, index=index)
    cluster.ask(
        indices.put_settings, index=index,
        body={"similarity": similarities, "refresh_interval": "1s"},
    )  # fmt: skip
    cluster.ask(indices.open, index=index)
    cluster.ask(
        cluster.client.cluster.health, index=index,
        params={"wait_for_status": "yellow"},
    )  # fmt: skip


def _keep_names(cluster: Cluster, index: str, names: Iterable[KnownName]) -> None:
    body = {
        "settings": {"number_of_shards": 1, "auto_expand_replicas": "0-1"},
        "mappings": names_mapping(),
    }
    _create(cluster, index, body)
    every = list(dict.fromkeys(names))
    lines = []
    for part, start in enumerate(range(0, len(every), NAMES_AT_ONCE)):
        kept = msgspec.to_builtins(every[start : start + NAMES_AT_ONCE])
        action = msgspec.json.encode({"index": {"_id": str(part)}})
        document = msgspec.json.encode({"part": part, STORE: {"names": kept}})
        lines.append((str(part), b"%b\n%b\n" % (action, document)))
    for _number in send(cluster, index, lines):
        pass
    cluster.ask(cluster.client.indices.refresh, index=index)


def _swap(cluster: Cluster, index: str) -> None:
    """Turn the alias to this index, in one step, and remove what it meant before."""
    alias = cluster.address.name
    before = _behind(cluster)
    actions = [{"remove": {"index": one, "alias": alias}} for one in before]
    actions.append({"add": {"index": index, "alias": alias}})
    cluster.ask(cluster.client.indices.update_aliases, body={"actions": actions})
    _remove(cluster, [one for old in before for one in (old, _names_index(old))])
    _remove(cluster, _left_over(cluster, index))


def _left_over(cluster: Cluster, index: str) -> list[str]:
    """Return what loads of this name left that were broken off a day ago or earlier."""
    name = cluster.address.name
    ours = re.compile(rf"{re.escape(name)}-(\d{{14}})-[0-9a-f]{{6}}({NAMES})?")
    oldest = (datetime.now(UTC) - ABANDONED).strftime(STAMP)
    known = cluster.ask(cluster.client.indices.get_alias, index=f"{name}-*")
    made = [match for one in known if (match := ours.fullmatch(one)) and match[1] < oldest]
    return [match[0] for match in made if match[0].removesuffix(NAMES) != index]


def _behind(cluster: Cluster) -> list[str]:
    """Return the indices that the alias means now."""
    try:
        answer = cluster.ask(cluster.client.indices.get_alias, name=cluster.address.name)
    except ArchiveError as error:
        if isinstance(error, Gone) or "missing" in str(error):
            return []
        raise
    return list(answer)


def _remove(cluster: Cluster, indices: Iterable[str]) -> None:
    for index in indices:
        cluster.ask(
            cluster.client.indices.delete, index=index, params={"ignore_unavailable": "true"}
        )


def _names_index(index: str) -> str:
    return f"{index}{NAMES}"


def _setting(cluster: Cluster, index: str, name: str) -> str:
    answer = cluster.ask(cluster.client.indices.get_settings, index=index)
    return str(answer[index]["settings"]["index"][name])
