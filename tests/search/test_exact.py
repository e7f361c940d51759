"""`=`: held to the very form, looked for in the stored text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

from regesta.errors import QueryError
from regesta.model import Apparatus, Note, Record, Text
from regesta.search import exact
from regesta.search.index import Index, Query

Make = Callable[[Path, Iterable[Record]], Index]


def _record(identifier: str, body: str, title: str = "", language: str = "en") -> Record:
    return Record(id=identifier, title=title, texts=(Text(body=body, language=language),))


RECORDS = (
    _record("a", "The treaty on trade was signed in haste."),
    _record("b", "Two treaties were signed; a trading post was closed.", title="Old treaty"),
    _record("c", "“Treaties” of trade; Ch’en’s and Müller's U.S.S.R. paper."),
    Record(
        id="d",
        title="Drafting",
        texts=(
            Text(
                body="He saw [the drafts] and left.",
                language="en",
                apparatus=(Apparatus(kind="supplied", start=7, end=19, content="the drafts"),),
                notes=(Note(id="n", label="1", body="Draftees were called up.", anchor=3),),
            ),
        ),
    ),
    _record("e", "Договор подписан; договоры хранятся.", language="ru"),
    _record("f", "Про договор ни слова.", language="ru"),
    _record("g", "Drafted twice, and twice redrafted: draft of a treatise."),
)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory, make: Make) -> Iterator[Index]:
    opened = make(tmp_path_factory.mktemp("exact"), RECORDS)
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("treaty", "abc"),
        ("=treaty", "ab"),
        ("=treaties", "bc"),
        ("=Treaties", "bc"),
        ("treaty -=treaties", "a"),
        ("treaty -=treaty", "c"),
        ("-=treaty", "cdefg"),
        ('="the treaty"', "a"),
        ('="two treaties"', "b"),
        ('"two treaty"', "b"),
        ('="two treaty"', ""),
        ("title:=treaty", "b"),
        ("title:=treaties", ""),
        ("text:=treaty", "a"),
        ("=treaty or =drafted", "abg"),
        ("(=treaty trade) or =draft", "abg"),
        # folded: apostrophes, accents, dots, capitals
        ("=Chens", ""),
        ("=Chen", "c"),
        ("=Ch'en", "c"),
        ("=Muller", "c"),
        ("=Müller", "c"),
        ("=USSR", "c"),
        ('="U.S.S.R. paper"', "c"),
        # other languages by their own stems, or none
        ("=договор", "ef"),
        ("=договоры", "e"),
        # the edition's words and notes
        ("=draft", "g"),
        ("=drafts", "d"),
        ("=draftees", "d"),
        ("notes:=draftees", "d"),
        ("notes:=drafts", ""),
        ("text:=drafts", "d"),
    ],
)
def test_holds_to_the_form(index: Index, text: str, ids: str) -> None:
    answer = index.search(Query(text=text, facets=("language",)))
    assert "".join(sorted(hit.id for hit in answer.hits)) == ids
    assert answer.total == len(ids)


def test_the_authors_words_alone(index: Index) -> None:
    assert index.search(Query(text="=drafts", words="author")).total == 0
    assert index.search(Query(text="=treaty", words="author")).total == 1


def test_counts_and_marks_the_form_alone(index: Index) -> None:
    answer = index.search(Query(text="=treaties", facets=("genre",)))
    assert answer.undated == answer.total == 2
    assert "Two <mark>treaties</mark>" in "".join(hit.snippet for hit in answer.hits)
    assert "<mark>Old treaty" not in "".join(hit.marked_title for hit in answer.hits)
    assert "held to this very form" in " ".join(answer.explained)


def test_refuses_to_look_through_too_many(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exact, "MOST_CHECKED", 2)
    with pytest.raises(QueryError, match="in 3 records") as refused:
        index.search(Query(text="signed or =treaty"))
    assert refused.value.column == 10
    assert "narrow" in refused.value.way_out
    assert index.search(Query(text="haste =treaty")).total == 1
