"""Small records in several languages, and an index of them, by each engine.

The suite runs by the embedded engine, and by OpenSearch on one machine and on three; by the
latter two it is skipped, with the reason, where no OpenSearch can be started.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.making.indexes import AnyIndex, Make, loading, writing
from tests.making.opensearch_nodes import Nodes

from regesta.model import (
    Agent,
    AgreementMention,
    Apparatus,
    Association,
    DateSpan,
    Description,
    DocumentNumber,
    Entity,
    EntityMention,
    NameForm,
    Note,
    PageBreak,
    Record,
    Reference,
    Text,
)

ENTITIES = (
    Entity(
        id="zhou",
        kind="person",
        name="Chou En-lai",
        names=(
            NameForm(name="Zhou Enlai", system="pinyin"),
            NameForm(name="Чжоу Эньлай", language="ru"),
            NameForm(name="周恩来", language="zh"),
        ),
    ),
    Entity(id="vol2/zhou", kind="person", name="Zhou Enlai", names=(NameForm(name="Chou Enlai"),)),
    Entity(id="gray", kind="person", name="Gray, Helen B."),
    Entity(id="beijing", kind="place", name="Beijing", names=(NameForm(name="Peking"),)),
    Entity(id="aid", kind="organisation", name="AID", names=(NameForm(name="Aid Agency"),)),
)


def day(edtf: str) -> DateSpan:
    """A date of one whole day."""
    return DateSpan(edtf=edtf, earliest=f"{edtf}T00:00", latest=f"{edtf}T23:59")


def mention(entity: str, kind: str = "person") -> EntityMention:
    return EntityMention(
        start=0,
        end=1,
        quote="x",
        rule="test",
        confidence=1.0,
        kind=kind,  # type: ignore[arg-type]
        entity=entity,
    )


def record(identifier: str, body: str, language: str = "en", **parts: object) -> Record:
    text = Text(body=body, language=language)
    return Record(id=identifier, texts=(text,), languages=(language,), **parts)  # type: ignore[arg-type]


NEGOTIATION = Record(
    id="a",
    title="Telegram, Chou En-lai to Helen Gray",
    genre="telegram",
    date=day("1950-01-03"),
    place="Peking",
    senders=(Agent(name="Chou En-lai", office="Premier", post="Peking", entity="zhou"),),
    recipients=(Agent(name="The Ambassador (Gray)", person="Helen Gray"),),
    texts=(
        Text(
            body="We shall negotiate a treaty with the U.S.S.R. on co-operation & <trade>.\n"
            "Ch’en’s view of the U.S. credit was not clear to us.",
            language="en",
            pages=(PageBreak(offset=0, number="12"), PageBreak(offset=73, number="13")),
            notes=(Note(id="n1", label="4", body="Footnote on barter with Ruritania.", anchor=80),),
        ),
    ),
    languages=("en",),
    numbers=(DocumentNumber(series="telegram", number="302"),),
    annotations=(mention("zhou"), mention("beijing", "place")),
    collections=(Association(name="The Made Volume"),),
    references=(
        Reference(start=0, end=2, quote="We", status="held", target="b", describes=Description()),
    ),
    sequence=1,
)
RECORDS = (
    NEGOTIATION,
    record(
        "b",
        "Товарищ Чжоу Эньлай прибыл. Переговоры о договоре и о моём участии.",
        "ru",
        title="Письмо о переговорах",
        genre="letter",
        date=day("1950-02-03"),
    ),
    record("c", "毛澤東與周恩來致電，關於中蘇條約談判。", "zh", title="電報"),
    record("d", "Der Gesandte schrieb über die Verträge mit Müller.", "de", date=day("1965-02-03")),
    record(
        "e",
        "L’accord d’été fut signé par l’ambassadeur.",
        "fr",
        date=DateSpan(edtf="1912/1913", earliest="1912-01-01T00:00", latest="1913-12-31T23:59"),
    ),
    record("f", "ソ連との国交正常化について。", "ja", date=day("1956-10-19")),
    record("g", "김일성은 조약에 서명했다.", "ko"),
    Record(
        id="i",
        title="Minutes on the barley quota",
        genre="minutes",
        date=day("1961-07-14"),
        texts=(
            Text(
                body="The envoy [Petrov] spoke of the Ostrovian pact [Barley Deal] at noon.",
                language="en",
                apparatus=(
                    Apparatus(kind="supplied", start=10, end=18, content="Petrov"),
                    Apparatus(kind="gloss", start=46, end=59, content="Barley Deal"),
                ),
                notes=(
                    Note(id="n1", label="1", body="Edited for tariff terms.", anchor=5),
                    Note(id="n2", label="*", body="Own remark on oats.", anchor=9, by="author"),
                ),
            ),
        ),
        languages=("en",),
        annotations=(
            AgreementMention(
                start=33, end=45, quote="x", rule="test", confidence=1.0, name="the Ostrovian pact"
            ),
        ),
        references=(
            Reference(
                start=0, end=2, quote="x", status="held", target="b", describes=Description()
            ),
            Reference(
                start=3, end=4, quote="y", status="held", target="a", describes=Description()
            ),
        ),
    ),
    record("h", "An English note on 周恩来 by Helen Gray; no more.", date=day("1950-01-03")),
)


@pytest.fixture(scope="session", params=["embedded", "opensearch", "opensearch-3-nodes"])
def engine(request: pytest.FixtureRequest) -> str:
    """The name of the engine."""
    return str(request.param)


@pytest.fixture(scope="session")
def make(engine: str, request: pytest.FixtureRequest) -> Make:
    """What makes an index of records by the engine."""
    if engine == "embedded":
        return writing(ENTITIES)
    several = engine == "opensearch-3-nodes"
    nodes: Nodes = request.getfixturevalue("three_nodes" if several else "one_node")
    return loading(nodes.hosts, ENTITIES, shards=3 if several else 1)


@pytest.fixture(scope="session")
def index(tmp_path_factory: pytest.TempPathFactory, make: Make) -> Iterator[AnyIndex]:
    """The index of the made records."""
    opened = make(tmp_path_factory.mktemp("index"), RECORDS)
    yield opened
    opened.close()
