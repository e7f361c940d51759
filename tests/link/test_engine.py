"""Linking as a whole: linear, pure, the same for every order and however it was come by."""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from datetime import date

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from regesta.link import Header, link
from regesta.link.cues import Cue
from regesta.link.words import ordinal
from regesta.model import Mention
from regesta.understand.calendars import shift_days

_EPOCH = date(1950, 1, 1)
POSTS = ("beirut", "amman", "cairo", "seoul", "moscow", "saigon")
NAMES = ("Hask", "Veit", "Ilmar", "Orlan", "Brun", "Tovey", "Sarr", "Lund", "Moor", "Pell")


def synthetic(count: int, seed: int = 1, volume: int = 400) -> list[Header]:
    """Invented traffic of embassies with the home office, each citing what came before."""
    chance = random.Random(seed)
    first = ordinal("1950-01-01")
    headers = []
    for number in range(count):
        day = first + number // 6
        iso = shift_days(_EPOCH, day - first).isoformat()
        post, out = POSTS[number % 6], number % 2 == 0
        ends = (("department", "@department"), (post, f"@{post}"))
        back = max(0, number - 2 * chance.randrange(1, 9))
        mentions = [
            Mention(
                start=0, end=10, quote=f"Embtel {back}", kind="numbered", rule="cable form",
                genre="telegram", number=str(back), owner="embtel" if out else "deptel",
            ),
            Mention(
                start=20, end=40, quote="your recent message", kind="relative", rule="noun",
                genre="message", owner="yours", order="before",
            ),
        ]  # fmt: skip
        near = tuple(chance.sample(NAMES, 3))
        headers.append(
            Header(
                id=f"v{number // volume}/d{number}",
                title="Telegram",
                genre="telegram",
                volume=f"v{number // volume}",
                sequence=number,
                earliest=f"{iso}T00:00",
                latest=f"{iso}T23:59",
                day=day,
                last=day,
                senders=ends[1] if out else ends[0],
                recipients=ends[0] if out else ends[1],
                numbers=(("telegram", str(number)),),
                names=tuple(chance.sample(NAMES, 5)),
                cues=tuple(Cue(mention=mention, near=near) for mention in mentions),
            )
        )
    return headers


def seconds(headers: Sequence[Header]) -> float:
    before = time.process_time()
    link(headers)
    return time.process_time() - before


def test_the_effort_grows_with_the_headers_and_not_faster() -> None:
    small, large = synthetic(500), synthetic(4_000)
    seconds(small)
    one = min(seconds(small) for _ in range(3))
    assert seconds(large) < 8 * one * 1.8 + 0.2


def test_what_is_kept_of_a_mention_is_small() -> None:
    headers = synthetic(200)
    mentions = sum(len(one.cues) for one in headers)
    assert len(msgspec.msgpack.encode(headers)) / mentions < 2_048


def test_most_numbers_find_their_telegram() -> None:
    headers = synthetic(600)
    linked = link(headers)
    numbered = [
        (one.quote.removeprefix("Embtel "), one.target)
        for found in linked.references.values()
        for one in found
        if one.quote.startswith("Embtel")
    ]
    wrong = [pair for pair in numbered if pair[1] and not pair[1].endswith(f"/d{pair[0]}")]
    assert not wrong


@given(st.lists(st.integers(0, 59), unique=True), st.randoms(use_true_random=False))
@settings(max_examples=25, deadline=None)
def test_any_order_and_any_way_gives_the_same(left_out: list[int], chance: random.Random) -> None:
    kept = [one for number, one in enumerate(synthetic(60)) if number not in left_out]
    fresh = link(kept)
    shuffled = list(kept)
    chance.shuffle(shuffled)
    assert link(shuffled) == fresh


def test_what_is_held_exists_and_is_never_the_citing_record() -> None:
    headers = synthetic(300)
    ids = {one.id for one in headers}
    for citing, found in link(headers).references.items():
        for one in found:
            assert (one.status == "held") == bool(one.target)
            assert one.target == "" or (one.target in ids and one.target != citing)
