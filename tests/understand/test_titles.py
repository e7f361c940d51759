import time

import pytest

from regesta.model import Agent, Block, Record, SourceCitation, Stated, Text
from regesta.understand.authority import Authority
from regesta.understand.context import Context
from regesta.understand.genres import genre_of
from regesta.understand.titles import entitle, read_title
from regesta.understand.titles_agents import agent_of, agents_of

CONTEXT = Context(authority=Authority())

# title, genre, senders, recipients, each as "person | office | post"
TITLES = [
    ("Telegram, Brant to CC, 4 a.m., 3 January 1950", "telegram", ["Brant||"], ["|CC|"]),
    ("Cable, Orlan Brant to Ilse Corvin", "cable", ["Orlan Brant||"], ["Ilse Corvin||"]),
    ("Cable, Brant to Ilse Corvin, 'On the Talks'", "cable", ["Brant||"], ["Ilse Corvin||"]),
    ("Report, Brant to Corvin, “On Tea”, 3 May 1950", "report", ["Brant||"], ["Corvin||"]),
    ("Telegram from Brant to Comrade Corvin", "telegram", ["Brant||"], ["Corvin||"]),
    (
        "12. Telegram From the Embassy in Japan to the Department of State",
        "telegram",
        ["|Embassy in Japan|Tokyo"],
        ["|Department of State|"],
    ),
    (
        "The Ambassador in Korea ( Brant ) to the Secretary of State",
        "",
        ["Brant|Ambassador in Korea|Seoul"],
        ["|Secretary of State|"],
    ),
    ("President Brant to King Corvin", "", ["Brant|President|"], ["Corvin|King|"]),
    (
        "Memorandum From the Assistant to the Secretary of Defense (Brant) to the Special "
        "Assistant to the President (Corvin), Washington, May 3, 1950",
        "memorandum",
        ["Brant|Assistant to the Secretary of Defense|"],
        ["Corvin|Special Assistant to the President|"],
    ),
    (
        "Letter From Secretary of State Brant to Foreign Minister Corvin",
        "letter",
        ["Brant|Secretary of State|"],
        ["Corvin|Foreign Minister|"],
    ),
    (
        "Telegram From the President’s Special Assistant (Brant) to President Corvin in Texas",
        "telegram",
        ["Brant|President’s Special Assistant|"],
        ["Corvin|President|"],
    ),
    (
        "Memorandum From Brant to the Special Assistants (Corvin and Dahl)",
        "memorandum",
        ["Brant||"],
        ["Corvin|Special Assistants|", "Dahl|Special Assistants|"],
    ),
    (
        "Memorandum of Conversation, by Mr. Orlan Brant, of the Division of Mines",
        "memorandum-of-conversation",
        ["Orlan Brant|Division of Mines|"],
        [],
    ),
    (
        "Memorandum to Orlan Brant of the Bureau of Mines",
        "memorandum",
        [],
        ["Orlan Brant|Bureau of Mines|"],
    ),
    (
        "Report to the Security Council by the Department of State: Conclusions",
        "report",
        ["|Department of State|"],
        ["|Security Council|"],
    ),
    ("Letter to the President from Orlan Brant", "letter", ["Orlan Brant||"], ["|President|"]),
    ("Memorandum from Brant to Corvin, August 18. Words", "memorandum", ["Brant||"], ["Corvin||"]),
    ("Telegram 308 from Moscow, July 28. Talks", "telegram", ["||Moscow"], []),
    ("Tosec 95 to Geneva, March 21. Text", "telegram", [], ["||Geneva"]),
    (
        "Telegram From the Commander in Chief, Far East (Brant) and the Ambassador in Japan "
        "(Corvin) to the Department of State",
        "telegram",
        ["Brant|Commander in Chief, Far East|Tokyo", "Corvin|Ambassador in Japan|Tokyo"],
        ["|Department of State|"],
    ),
    (
        "Draft Telegram From the Consul at Hong Kong to the Department",
        "telegram",
        ["|Consul at Hong Kong|Hong Kong"],
        ["|Department|"],
    ),
    ("Editorial Note", "editorial-note", [], []),
    ("No. 724 Editorial Note", "editorial-note", [], []),
    ("Minutes of the Fourth Meeting of the Board", "minutes", [], []),
]


def shown(agents: tuple[Agent, ...]) -> list[str]:
    return [f"{agent.person}|{agent.office}|{agent.post}" for agent in agents]


@pytest.mark.parametrize(("title", "genre", "senders", "recipients"), TITLES)
def test_titles(title: str, genre: str, senders: list[str], recipients: list[str]) -> None:
    parts = read_title(title)
    assert parts.genre == genre
    assert shown(parts.senders) == senders
    assert shown(parts.recipients) == recipients


def test_who_met_are_no_senders() -> None:
    parts = read_title(
        "Record of Conversation between Brant and President Corvin, 16 December 1949"
    )
    assert (parts.senders, parts.recipients) == ((), ())
    assert shown(parts.others) == ["Brant||", "Corvin|President|"]
    assert {agent.role for agent in parts.others} == {"participant"}


KINDS = [
    ("the Embassy in Japan", "organisation"),
    ("Certain Diplomatic Missions", "organisation"),
    ("the Secretary of State", "person"),
    ("Joint Chiefs of Staff", "organisation"),
    ("CCP CC", "organisation"),
    ("Orlan Brant", "person"),
    ("Senator Orlan Brant of Montana", "person"),
    ("National Security Council", "organisation"),
]


@pytest.mark.parametrize(("phrase", "kind"), KINDS)
def test_kinds(phrase: str, kind: str) -> None:
    agent = agent_of(phrase, "from")
    assert agent is not None
    assert agent.kind == kind


@pytest.mark.parametrize(
    ("phrase", "count"),
    [
        ("the Secretary of State and the Secretary of Defense", 2),
        ("the Assistant Secretary for European and Asian Affairs (Brant)", 1),
        ("Orlan Brant and Ilse Corvin of the Council Staff", 2),
        ("the President and the Secretary of State", 2),
        ("", 0),
        ("x" * 1000, 0),
    ],
)
def test_how_many(phrase: str, count: int) -> None:
    assert len(agents_of(phrase, "from")) == count


GENRES = [
    ("Telegram From A", "telegram"),
    ("Draft Telegram", "telegram"),
    ("Aide-Mémoire", "aide-memoire"),
    ("Note Verbale", "note"),
    ("Memorandum of Discussion", "memorandum-of-meeting"),
    ("Memoranda", ""),
    ("Circular Airgram", "circular"),
    ("Draft", "paper"),
    ("Телеграмма", "telegram"),
    ("电报", "telegram"),
    ("Coal", ""),
]


@pytest.mark.parametrize(("title", "slug"), GENRES)
def test_genres(title: str, slug: str) -> None:
    found = genre_of(title)
    assert (found.genre.slug if found else "") == slug


def record(title: str, body: str = "", **more: object) -> Record:
    return Record(id="x", title=title, texts=(Text(body=body),), **more)  # type: ignore[arg-type]


def test_address_line_tells_the_recipient() -> None:
    found = entitle(
        record("Telegram from Brant", "Comrade [Liu] Shaoqi:\nThe plan is good."), CONTEXT
    )
    assert shown(found.recipients) == ["Liu Shaoqi||"]
    assert found.recipients[0].rule == "address-line"


def test_signature_tells_the_sender() -> None:
    body = "The plan is good.\nOrlan Brant\n5:00 a.m., 25 January [1950]"
    found = entitle(record("Telegram to the Committee", body), CONTEXT)
    assert shown(found.senders) == ["Orlan Brant||"]
    assert found.senders[0].rule == "signature"


def test_authors_of_the_source_are_senders_where_nothing_else_tells() -> None:
    author = Agent(name="Brant, Orlan", role="author", entity="brant")
    found = entitle(record("Telegram", "The plan is good.", contributors=(author,)), CONTEXT)
    assert [agent.entity for agent in found.senders] == ["brant"]


def test_what_the_source_states_stays() -> None:
    stated = (Agent(name="Brant", role="from"),)
    found = entitle(record("Telegram, Corvin to Dahl", senders=stated), CONTEXT)
    assert found.senders == stated
    assert shown(found.recipients) == ["Dahl||"]


FORMS = [
    (Stated(dateline="Seoul, May 3, 1950—6 p.m."), "", "", "telegram"),
    (Stated(), "No. 624\nSir: I have the honor", "", "despatch"),
    (Stated(), "My Dear Mr. Secretary: I write", "", "letter"),
    (Stated(), "x", "795.00/5–350: Telegram", "telegram"),
]


@pytest.mark.parametrize(("stated", "body", "source", "genre"), FORMS)
def test_genre_by_form(stated: Stated, body: str, source: str, genre: str) -> None:
    title = "The Ambassador in Korea (Brant) to the Secretary of State"
    found = entitle(record(title, body, stated=stated, source=SourceCitation(raw=source)), CONTEXT)
    assert found.genre == genre


def numbers(title: str, body: str, source: str = "") -> list[tuple[str, str]]:
    text = Text(body=body, blocks=(Block(kind="paragraph", start=0, end=len(body)),))
    given = Record(id="x", title=title, texts=(text,), source=SourceCitation(raw=source))
    return [(one.series, one.number) for one in entitle(given, CONTEXT).numbers]


NUMBERS = [
    ("Telegram From A to B", "302. For Brant. The plan", "", [("telegram", "302")]),
    ("Telegram 2077/Tosec 30 From A to B", "x", "", [("telegram", "2077"), ("tosec", "30")]),
    ("Airgram A–59 From A to B", "x", "", [("airgram", "A-59")]),
    ("Despatch From A to B", "No. 624", "", [("despatch", "624")]),
    ("Telegram, A to B", "x", "862.85/61a", [("file", "862.85/61a")]),
    ("Telegram, A to B", "The plan", "611.93/3–1761", [("file", "611.93/3–1761")]),
    ("Report, 1950", "x", "", []),
]


@pytest.mark.parametrize(("title", "body", "source", "expected"), NUMBERS)
def test_numbers(title: str, body: str, source: str, expected: list[tuple[str, str]]) -> None:
    assert numbers(title, body, source) == expected


@pytest.mark.parametrize(
    "title",
    [
        "Telegram, " + "A to " * 200_000,
        "the Secretary (" * 60_000,
        "Letter from " + "B and " * 160_000,
        "," * 1_000_000,
    ],
    ids=["to", "parentheses", "and", "commas"],
)
def test_hostile_title(title: str) -> None:
    start = time.process_time()
    entitle(record(title, title), CONTEXT)
    assert time.process_time() - start < 2
