"""What records are about: which others of the volume are nearer to the one that cites."""

from __future__ import annotations

from array import array
from random import Random

import pytest

from regesta.link import Header
from regesta.link.cues import Cue
from regesta.link.keys import Index
from regesta.link.matter import Matter, hashed, pack
from regesta.link.resolve import score
from regesta.link.words import ordinal
from regesta.model import DateSpan, Mention

FISH = "The trawlers of the northern herring fishery were seized beyond the boundary line."
DAM = "The turbines of the lower cataract reservoir await credit from the consortium."
MORE_FISH = "The herring trawlers remain seized, and the boundary of the fishery is disputed."
COMMON = "The Minister expressed regret."


def words_of(*texts: str) -> set[int]:
    packed = array("I")
    packed.frombytes(pack(texts))
    return set(packed)


def matter(*texts: str) -> Matter:
    return Matter([(place, pack([text])) for place, text in enumerate(texts)])


def test_words_are_told_by_their_stem_and_by_how_often_they_stand() -> None:
    assert words_of("x fishery", "x Fisherywards") == words_of("x fishery fishery")
    once, often = words_of("x fishery"), words_of("x fishery fishery fishery fishery fishery")
    assert len(once) == len(often) == 1
    assert once != often
    assert {word >> 2 for word in once} == {word >> 2 for word in often}


@pytest.mark.parametrize("text", ["", "a few of the", "\n\n", "302 1,400"])
def test_a_text_without_long_words_tells_nothing(text: str) -> None:
    assert pack([text]) == b""
    assert matter(text, text).nearer(0, 1) == 0


def test_the_record_of_the_same_affair_is_nearest() -> None:
    asked = matter(f"{MORE_FISH} {COMMON}", f"{DAM} {COMMON}", FISH, f"{DAM} {COMMON}", COMMON)
    assert asked.nearer(0, 2) == 0
    assert min(asked.nearer(0, place) for place in (1, 3, 4)) == 1


def test_what_shares_no_word_stands_behind_all_that_do() -> None:
    asked = matter(MORE_FISH, FISH, DAM, f"{MORE_FISH} {COMMON}", DAM)
    assert asked.nearer(0, 2) == asked.nearer(0, 4) == 2
    assert asked.nearer(0, 99) == 2


def test_asking_of_another_record_between_changes_nothing() -> None:
    asked = matter(MORE_FISH, FISH, DAM, f"{FISH} {COMMON}", f"{DAM} {COMMON}")
    pairs = [(one, other) for one in range(5) for other in range(5) if one != other]
    first = {pair: asked.nearer(*pair) for pair in pairs}
    Random(7).shuffle(pairs)
    assert {pair: asked.nearer(*pair) for pair in pairs} == first


def test_words_near_a_mention_are_weighed_by_how_few_records_have_them() -> None:
    asked = matter(FISH, MORE_FISH, DAM, f"{DAM} {COMMON}", COMMON)
    near = hashed(["herring", "Li"], ["trawler", "reservo"])
    shares = [asked.share(near, place) for place in range(5)]
    assert shares[0] == shares[1] > shares[2] == shares[3] > 0
    assert shares[4] == 0
    assert asked.share(hashed([], ["nowhere"]), 0) == 0


def paper(id: str, text: str, *cues: Cue, day: str = "1958-06-02") -> Header:
    at = ordinal(day)
    return Header(
        id=id, title="Memorandum", genre="memorandum", volume="v", sequence=int(id[1:]),
        earliest=day, latest=day, day=at, last=at, matter=pack([text]), cues=cues,
    )  # fmt: skip


def dated() -> Cue:
    quote = "the memorandum of June 2"
    return Cue(
        mention=Mention(
            start=0, end=len(quote), quote=quote, kind="dated", rule="noun", genre="memorandum",
            date=DateSpan(
                edtf="1958-06-02", earliest="1958-06-02T00:00", latest="1958-06-02T23:59"
            ),
        )
    )  # fmt: skip


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_of_several_of_the_day_that_of_the_same_matter_is_known(seed: int) -> None:
    citing = paper("d9", f"{MORE_FISH} {COMMON}", dated(), day="1958-06-09")
    headers = [
        paper("d1", f"{DAM} {COMMON}"), paper("d2", f"{FISH} {COMMON}"), paper("d3", COMMON),
        paper("d4", f"{DAM} The turbines wait."), citing,
    ]  # fmt: skip
    Random(seed).shuffle(headers)
    index = Index(headers)
    scored = score(citing.cues[0], index.by_id["d9"], index)
    told = {
        index.headers[place].id: dict(one.found)["others nearer in matter"]
        for place, one in zip(scored.places, scored.fits, strict=True)
    }
    assert told["d2"] == 0 < min(told["d1"], told["d3"], told["d4"])
