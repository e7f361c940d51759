"""What any engine finds, counts, sorts, shows and says."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from time import perf_counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from regesta.errors import NotFound, QueryError, WrongUse
from regesta.model import Apparatus, Record, Text
from regesta.search.index import Index, Query

Make = Callable[[Path, Iterable[Record]], Index]


def found(index: Index, text: str, **asked: object) -> list[str]:
    answer = index.search(Query(text=text, **asked))  # type: ignore[arg-type]
    assert answer.total >= len(answer.hits)
    return [hit.id for hit in answer.hits]


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("", "abcdefghi"),
        # stems of each language, in its own texts
        ("treaties", "a"),
        ("договор", "b"),
        ("Vertrag", "d"),
        ("signer", "e"),
        # folding
        ("USSR", "a"),
        ("U. S. S. R.", "a"),
        ("usa", "a"),
        ('"U.S. credit"', "a"),
        ("cooperation", "a"),
        ("co-operation", "a"),
        ("Ch'en", "a"),
        ("chen", "a"),
        ("muller", "d"),
        ("Müller", "d"),
        ("été", "e"),
        ("accord", "e"),
        ("моем", "b"),
        # scripts without blanks; traditional and simplified as one; signs in other texts
        ("周恩来", "abch"),
        ('="周恩来"', "ch"),
        ("周恩來", "abch"),
        ('="恩来"', "ch"),
        ("中苏条约", "c"),
        ("条约谈判致电", "c"),
        ("国交", "f"),
        ("김일성", "g"),
        # names in every form, also over two lists
        ("Zhou Enlai", "abch"),
        ('"Zhou Enlai"', "abch"),
        ("Chou Enlai", "abch"),
        ("Чжоу Эньлай", "abch"),
        ('="Chou En-lai"', "a"),
        ('name:"Zhou Enlai"', ""),
        ("from:周恩来", "a"),
        ('person:"Zhou Enlai"', "a"),
        ("place:Peking", "a"),
        # the language
        ("treaty or Vertrag", "ad"),
        ("note -treaty", "h"),
        ("note not Gray", ""),
        ("-note", "abcdefgi"),
        ("(treaty or no) Gray", "ah"),
        ('"treaty with the USSR"', "a"),
        ('"treaty the USSR"', ""),
        ('near("treaty USSR", 2)', "a"),
        ('near("USSR treaty", 2)', "a"),
        ('near("USSR treaty", 1)', ""),
        ("negotiat*", "a"),
        ("negotation~", "a"),
        ("Ruritanea~", "a"),
        ("notes:barter", "a"),
        ("text:barter", ""),
        ("title:telegram", "a"),
        ("from:premier", "a"),
        ("to:Helen", "a"),
        ("to:Chou", ""),
        ("type:telegram", "a"),
        ("type:tele*", "a"),
        ("language:russian", "b"),
        ("language:de", "d"),
        ("collection:made", "a"),
        ("number:302", "a"),
        ('number:"telegram 302"', "a"),
        ("cites:b", "ai"),
        ("cited-by:a", "b"),
        ("has:notes", "ai"),
        ("has:held", "ai"),
        ("id:c", "c"),
        ("date:1950", "abh"),
        ("date:1950-01", "ah"),
        ("date:..1913-06", "e"),
        ("date:1913/1956", "abefh"),
        ("date:none", "cg"),
        ("-date:1950", "cdefgi"),
        ("date:1950 type:letter", "b"),
        # words that are dates, kinds of document, correspondents
        ("January 1950", "ah"),
        ("3 января 1950", "ah"),
        ('"January 1950"', ""),
        ("February 1950 Переговоры", "b"),
        ("minutes", "i"),
        ("premier", "a"),
        ("treaty: negotiate", "a"),
        # what editors added, and agreements
        ('"envoy Petrov"', "i"),
        ('"pact Barley Deal at"', "i"),
        ("text:petrov", "i"),
        ("agreement:ostrovian", "i"),
        ("agreement:pact -text:noon", ""),
        ("cited-by:i", "ab"),
    ],
)  # fmt: skip
def test_finds(index: Index, text: str, ids: str) -> None:
    assert sorted(found(index, text)) == list(ids)


def test_counts_over_the_whole_match(index: Index) -> None:
    answer = index.search(Query(limit=1))
    assert answer.total == 9
    assert answer.undated == 2
    years = {count.value: count.count for count in answer.facets["year"]}
    assert years == {"1912": 1, "1913": 1, "1950": 3, "1956": 1, "1961": 1, "1965": 1}
    assert [count.value for count in answer.facets["decade"]] == ["1910s", "1950s", "1960s"]
    assert [(count.value, count.count) for count in answer.facets["person"]] == [("Chou En-lai", 1)]
    assert [count.value for count in answer.facets["references"]] == ["held"]


def test_filters_by_facets_and_dates(index: Index) -> None:
    assert found(index, "", filters={"person": ("Chou En-lai",), "genre": ("telegram",)}) == ["a"]
    assert found(index, "", filters={"person": ("Chou En-lai",), "genre": ("letter",)}) == []
    answer = index.search(Query(since="1950-01-03", until="1950-01"))
    assert sorted(hit.id for hit in answer.hits) == ["a", "h"]
    assert answer.undated == 2
    assert "2 more without a date" in " ".join(answer.explained)


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("petrov", ""),
        ("-petrov", "abcdefghi"),
        ('"envoy spoke"', "i"),
        ('"Barley Deal"', ""),
        ("tariff", ""),
        ("notes:tariff", "i"),
        ("oats", "i"),
        ("quota", ""),
        ("title:quota", "i"),
        ("text:pact", "i"),
        ("text:barley", ""),
        ("Zhou Enlai", "bch"),
    ],
)
def test_authors_words_alone(index: Index, text: str, ids: str) -> None:
    assert sorted(found(index, text, words="author")) == list(ids)


def test_snippets_of_authors_words(index: Index) -> None:
    (hit,) = index.search(Query(text="pact or deal", words="author")).hits
    assert "<mark>pact</mark> [Barley Deal]" in hit.snippet
    (hit,) = index.search(Query(text="pact or deal")).hits
    assert "<mark>pact</mark> [Barley <mark>Deal</mark>]" in hit.snippet


def test_sorts_by_citations(index: Index) -> None:
    answer = index.search(Query(sort="cited", limit=3))
    assert [(hit.id, hit.score) for hit in answer.hits][:2] == [("b", 2.0), ("a", 1.0)]
    assert answer.total == 9
    assert found(index, "", sort="cited", offset=1, limit=1) == ["a"]


def test_sorts_by_citations_part_by_part(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("regesta.search.cited.FIRST", 1)
    assert found(index, "", sort="cited", limit=1) == ["b"]
    assert found(index, "", sort="cited", offset=1, limit=1) == ["a"]
    assert sorted(found(index, "", sort="cited", offset=2)) == list("cdefghi")
    assert found(index, "date:1950-01", sort="cited", limit=1) == ["a"]


def test_counts_months_and_agreements_when_asked(index: Index) -> None:
    answer = index.search(Query(text="date:1950", facets=("month",)))
    months = [(count.value, count.count) for count in answer.facets["month"]]
    assert months == [("1950-01", 2), ("1950-02", 1)]
    answer = index.search(Query(facets=("agreement",)))
    assert [count.value for count in answer.facets["agreement"]] == ["Ostrovian pact"]
    assert "month" not in index.search(Query()).facets
    assert found(index, "", filters={"month": ("1950-02",)}) == ["b"]


def test_few_that_have_all_are_followed_by_others(index: Index) -> None:
    answer = index.search(Query(text="treaty negotiate credit clear note"))
    assert [hit.id for hit in answer.hits] == ["a"]
    answer = index.search(Query(text="oats envoy noon pact barley"))
    assert [hit.id for hit in answer.hits] == ["i"]


def test_sorts_by_date_and_pages(index: Index) -> None:
    forth = found(index, "", sort="date")
    back = found(index, "", sort="-date")
    assert forth[0] == "e"
    assert forth[-3] == "d"
    assert back[0] == "d"
    assert set(forth[-2:]) == set(back[-2:]) == {"c", "g"}
    assert found(index, "", sort="date", offset=2, limit=3) == forth[2:5]


def test_shows_the_passage(index: Index) -> None:
    hit = index.search(Query(text="trade")).hits[0]
    assert "&amp; &lt;<mark>trade</mark>&gt;" in hit.snippet
    assert (hit.page, hit.note) == ("12", "")
    hit = index.search(Query(text="USSR")).hits[0]
    assert "<mark>U.S.S.R</mark>" in hit.snippet
    hit = index.search(Query(text="credit")).hits[0]
    assert (hit.page, hit.note, hit.text) == ("13", "", 0)
    hit = index.search(Query(text="barter")).hits[0]
    assert hit.snippet.startswith("Footnote on <mark>barter</mark>")
    assert (hit.page, hit.note) == ("13", "4")
    hit = index.search(Query(text="telegram")).hits[0]
    assert hit.marked_title.startswith("<mark>Telegram</mark>, Chou")
    assert "<mark>周恩來</mark>" in index.search(Query(text='="周恩来"')).hits[-1].snippet + (
        index.search(Query(text='="周恩来"')).hits[0].snippet
    )


def test_says_what_was_searched(index: Index) -> None:
    said = " ".join(index.search(Query(text="Zhou Enlai")).explained)
    assert "Chou En-lai" in said
    assert "周恩来" in said
    assert "Чжоу Эньлай" in said
    said = " ".join(index.search(Query(text='="Chou En-lai"')).explained)
    assert "held to this very form" in said
    said = " ".join(index.search(Query(text="person:Choo")).explained)
    assert "No person here" in said
    assert "Chou En-lai" in said
    assert "stands in no record" in " ".join(index.search(Query(text="zebra")).explained)
    assert "left out" in " ".join(index.search(Query(text="treaty &")).explained)


def test_loosens_and_says_so(index: Index) -> None:
    answer = index.search(Query(text="which treaty lion zebra"))
    assert [hit.id for hit in answer.hits] == []
    answer = index.search(Query(text="treaty negotiate zebra"))
    assert [hit.id for hit in answer.hits] == ["a"]
    assert "No record has all 3 telling words" in " ".join(answer.explained)


def test_small_words_are_not_abbreviations(index: Index) -> None:
    assert "Aid Agency" not in " ".join(index.search(Query(text="aid")).explained)


def test_suggests(index: Index) -> None:
    assert index.suggest("en") == ["Chou En-lai"]
    assert index.suggest("chou e") == ["Chou En-lai"]
    assert index.suggest("telegram, ch") == ["Telegram, Chou En-lai to Helen Gray"]
    assert index.suggest("Bejing") == ["Beijing"]
    assert index.suggest("zhou enl") == index.suggest("Чжоу") == ["Chou En-lai"]
    assert index.suggest("peki") == ["Beijing"]
    assert index.suggest("30") == ["number:302"]
    assert index.suggest("telegram 3") == ['number:"telegram 302"']
    assert index.suggest("") == index.suggest("''") == []


def test_offers_another_spelling(index: Index) -> None:
    asked = {
        "negotate": "negotiate", "treety negotate": "treaty negotiate",
        "(treety or zzzz)": "", "qzqzqz": "", "treaty": "", "-treety": "", '"treety"': "",
        "aaa bbb ccc ddd": "", "treety title:treety": "treaty title:treety",
    }  # fmt: skip
    for text, instead in asked.items():
        assert index.search(Query(text=text)).instead == instead, text


def test_russian_of_before_the_reform(tmp_path: Path, make: Make) -> None:
    body = "Отвѣтъ изъ Россіи полученъ, дѣло рѣшено; адъютантъ ѣдетъ."
    old = Record(id="old", texts=(Text(body=body, language="ru"),))
    new = Record(id="new", texts=(Text(body="Ответ из России: адъютант.", language="ru"),))
    index = make(tmp_path / "index", [old, new])
    for text in ("ответ", "отвѣтъ", "адъютант", '"из России"', '"изъ Россіи"'):
        assert sorted(found(index, text)) == ["new", "old"], text
    assert found(index, "дело") == ["old"]
    index.close()


def test_similar(tmp_path: Path, make: Make) -> None:
    bodies = ["wheat credit ruritania harbour", "wheat credit ruritania", "other matter", "else"]
    records = [
        Record(id=f"r{at}", texts=(Text(body=body * 3, language="en"),))
        for at, body in enumerate(body + " " for body in bodies * 3)
    ]
    index = make(tmp_path / "index", records)
    alike = [hit.id for hit in index.similar("r0", 4)]
    assert "r0" not in alike
    assert set(alike) <= {"r1", "r4", "r5", "r8", "r9"}
    assert len(alike) == 4
    with pytest.raises(NotFound):
        index.similar("none")


@pytest.mark.parametrize(
    "asked",
    [
        {"sort": "size"},
        {"filters": {"colour": ("red",)}},
        {"facets": ("colour",)},
        {"limit": 5_000},
        {"offset": -1},
        {"since": "soon"},
    ],
)
def test_refuses_what_cannot_be(index: Index, asked: dict[str, object]) -> None:
    with pytest.raises(WrongUse):
        index.search(Query(**asked))  # type: ignore[arg-type]


def test_empty_index(tmp_path: Path, make: Make) -> None:
    index = make(tmp_path / "index", ())
    assert index.search(Query(text="treaty")).total == 0
    assert index.suggest("tre") == []


def test_long_text_stays_fast(tmp_path: Path, make: Make) -> None:
    body = "the treaty of trade " * 50_000 + "ruritania"
    index = make(tmp_path / "index", [Record(id="x", texts=(Text(body=body, language="en"),))])
    for text in ("the", "ruritania", "treaty trade ruritania", 'near("the ruritania", 50)'):
        began = perf_counter()
        index.search(Query(text=text))
        assert perf_counter() - began < 2.0


HOSTILE = st.sampled_from(
    ["treaty", "Zhou Enlai", " ", " ", '"', "(", ")", "-", "*", "~2", ":", "from:", "date:1950",
     "..", " or ", " and ", " not ", 'near("a b", 3)', "=", "has:notes", "?", "^", "person:", "毛",
     "é", "\0", "'", "trea*", "gray~", "title:", "id:", "/", "\\", "[", "]", "{", "}", "U.S.S.R."]
)  # fmt: skip


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(HOSTILE, max_size=30).map("".join) | st.text(max_size=120))
def test_answers_or_refuses_anything(index: Index, text: str) -> None:
    try:
        answer = index.search(Query(text=text))
    except QueryError:
        return
    assert answer.total >= len(answer.hits)
    for hit in answer.hits:
        assert hit.snippet.replace("<mark>", "").replace("</mark>", "").count("<") == 0


def test_two_wordings_of_one_record(tmp_path: Path, make: Make) -> None:
    original = Text(body="關於條約", language="zh", role="original")
    translation = Text(body="On the treaty", language="en", role="translation")
    one = Record(id="x", title="Telegram on a treaty", texts=(original, translation))
    index = make(tmp_path / "index", [one, replace(one, id="y", texts=(original,))])
    assert sorted(found(index, "条约")) == ["x", "y"]
    assert found(index, "text:treaty") == ["x"]
    assert index.search(Query(text="text:treaty")).hits[0].text == 1
    assert sorted(found(index, "treaties")) == ["x", "y"]


def test_what_is_left_out_keeps_its_place(tmp_path: Path, make: Make) -> None:
    """A word too long for one is not indexed, and words of two brackets are no row."""
    long = "m" * 70
    body = f"Before {long} after; then {long} {long} later. Said [Petrov] and [of Barley]."
    spans = [(body.index(sign), sign[1:-1]) for sign in ("[Petrov]", "[of Barley]")]
    marks = tuple(
        Apparatus(kind="supplied", start=at, end=at + len(text) + 2, content=text)
        for at, text in spans
    )
    one = Record(id="x", texts=(Text(body=body, language="en", apparatus=marks),))
    index = make(tmp_path / "index", [one])
    asked = {
        '"before after"': 0, 'near("before after", 1)': 1, '"after then"': 1,
        'near("then later", 1)': 0, 'near("then later", 2)': 1, long: 0,
        '"petrov of"': 0, 'near("petrov of", 1)': 1,
    }  # fmt: skip
    for text, total in asked.items():
        assert index.search(Query(text=text)).total == total, text
    index.close()
