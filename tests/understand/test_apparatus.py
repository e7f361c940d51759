import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regesta.model import Apparatus, Note, Text
from regesta.understand.apparatus import additions, find_apparatus, without_apparatus

SEED = Path(__file__).resolve().parents[3] / "shared" / "seed-telegram.txt"

KINDS = [
    ("Comrade [Liu] Shaoqi leaves.", [("supplied", "Liu")]),
    ("[Washington,] May 3, 1950", [("supplied", "Washington,")]),
    ("[ Quebec ,] 13 September", [("supplied", "Quebec ,")]),
    ("[2-1/2 lines not declassified]", [("omission", "2-1/2 lines not declassified")]),
    ("[Zhou] Enlai’s journey", [("supplied", "Zhou")]),
    ("the harbour of Lushun [Port Arthur] and", [("gloss", "Port Arthur")]),
    ("he went to Dairen [Dalian].", [("gloss", "Dalian")]),
    ("because [we believe] it wise", [("interpolation", "we believe")]),
    ("this step [the signing of a pact] helps", [("interpolation", "the signing of a pact")]),
    ("he said […] and left", [("omission", "…")]),
    ("he said [...] and left", [("omission", "...")]),
    ("he said [. . .] and left", [("omission", ". . .")]),
    ("[3 lines not declassified]", [("omission", "3 lines not declassified")]),
    ("[text not declassified]", [("omission", "text not declassified")]),
    ("[name deleted] spoke", [("omission", "name deleted")]),
    ("a word [illegible] here", [("omission", "illegible")]),
    ("it were [sic] so", [("sic", "sic")]),
    ("[Liu Shaoqi]? came", [("doubtful", "Liu Shaoqi")]),
    ("[Liu Shaoqi?] came", [("doubtful", "Liu Shaoqi?")]),
    ("[Here follows discussion of wool.]", [("summary", "Here follows discussion of wool.")]),
    ("[Omitted here is a list.]", [("summary", "Omitted here is a list.")]),
    ("19 Jan[uary] 19[50]", [("supplied", "uary"), ("supplied", "50")]),
    ("25 January [1950]", [("supplied", "1950")]),
    ("a claim[1] and another [12].", []),
    ("an empty [] bracket", []),
    ("a stray ] and [ another", []),
    ("the town [i.e., the port] fell", [("gloss", "i.e., the port")]),
]  # fmt: skip


def kinds(body: str) -> list[tuple[str, str]]:
    found = find_apparatus(Text(body=body))
    assert all(0 <= one.start <= one.end <= len(body) for one in found)
    return [(one.kind, one.content) for one in found]


@pytest.mark.parametrize(("body", "expected"), KINDS)
def test_kinds(body: str, expected: list[tuple[str, str]]) -> None:
    assert kinds(body) == expected


def test_extent_of_an_omission() -> None:
    [one] = find_apparatus(Text(body="x [2½ lines of source text not declassified] y"))
    assert one.extent.startswith("2½ lines")


def test_the_seed() -> None:
    if not SEED.exists():
        pytest.skip("the seed document is not beside the checkout")
    body = SEED.read_text(encoding="utf-8").split("Document Information", 1)[0]
    assert [kind for kind, _ in kinds(body)] == [
        "supplied",
        "gloss",
        "interpolation",
        "interpolation",
    ]


def test_what_the_reader_found_stays_and_notes_are_anchored() -> None:
    known = Apparatus(kind="correction", start=0, end=5, content="one")
    note = Note(id="n1", label="1", body="See below.", anchor=9)
    found = find_apparatus(Text(body="[one] two three", notes=(note,), apparatus=(known,)))
    assert found[0] is known
    assert [(one.kind, one.start, one.note) for one in found[1:]] == [("note", 9, "n1")]


OWN = [
    ("Comrade [Liu] Shaoqi leaves.", "Comrade Shaoqi leaves."),
    ("[Zhou] Enlai leaves.", "Enlai leaves."),
    ("of Lushun [Port Arthur], and", "of Lushun, and"),
    ("that [we believe] it is", "that it is"),
    ("one [two [three] four] five", "one five"),
    ("nothing here", "nothing here"),
]


def kept(body: str) -> Text:
    return Text(body=body, apparatus=find_apparatus(Text(body=body)))


@pytest.mark.parametrize(("body", "own"), OWN)
def test_the_authors_own_words(body: str, own: str) -> None:
    assert without_apparatus(kept(body)) == own


@given(st.text("ab[]? .A1…\n", max_size=60))
def test_own_words_are_words_of_the_body(body: str) -> None:
    text = kept(body)
    signs = iter(body)
    assert all(sign in signs for sign in without_apparatus(text))
    left = [(end, start) for (_, end), (start, _) in pairwise([(0, 0), *additions(text)])]
    assert all(body[start:end].strip() in without_apparatus(text) for start, end in left)


@pytest.mark.parametrize(
    "body",
    [
        "[" * 1_000_000,
        "[a" * 500_000,
        "[a]" * 150_000,
        "[3 lines " * 110_000,
        "A [B " * 200_000,
        "]" * 1_000_000,
        "[" + "line " * 200_000 + "]",
    ],
)
def test_hostile_megabyte(body: str) -> None:
    taken = []
    for _ in range(3):
        start = time.process_time()
        find_apparatus(Text(body=body))
        taken.append(time.process_time() - start)
        if taken[-1] < 2:
            return
    pytest.fail(f"took {min(taken):.1f} s")
