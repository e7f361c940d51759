"""Persons as a volume lists them, and how texts are asked who is named in them."""

from __future__ import annotations

from regesta.model import DateSpan, Entity, EntityMention, NameForm, Record, Role, Text
from regesta.understand.authority import Authority
from regesta.understand.context import Context
from regesta.understand.names import find_names


def listed(identifier: str, name: str, *offices: str) -> Entity:
    """Return a person as a volume lists it; offices as "title:since/until"."""
    roles = []
    for words in offices:
        title, _, span = words.partition(":")
        since, _, until = span.partition("/")
        roles.append(Role(title=title, since=since, until=until))
    return Entity(
        id=f"vol/{identifier}",
        kind="person",
        name=name,
        names=(NameForm(name=name, system="inverted"),),
        description="; ".join(role.title for role in roles),
        roles=tuple(roles),
        origin="vol",
    )


PEOPLE = [
    listed("jfd", "Dulles, John Foster", "Secretary of State:1953-01/1959-04"),
    listed("awd", "Dulles, Allen W.", "Director of Central Intelligence"),
    listed("rusk", "Rusk, Dean", "Secretary of State:1961-01"),
    listed("gball", "Ball, George W.", "Under Secretary of State"),
    listed("rice", "Rice, Edward E.", "Consul General at Hong Kong"),
    listed("mcg", "Bundy, McGeorge", "President’s Special Assistant for National Security Affairs"),
    listed("wpb", "Bundy, William P.", "Assistant Secretary of State for Far Eastern Affairs"),
    listed("lbj", "Johnson, Lyndon B.", "President of the United States:1963-11-22/1969-01-20"),
    listed("uaj", "Johnson, U. Alexis", "Deputy Ambassador to Vietnam"),
    listed("forr", "Forrestal, James V.", "Secretary of Defense"),
    listed("jeff", "Jefferson, Adam", "Member, Policy Planning Staff"),
    listed("truman", "Truman, Harry S.", "President of the United States:1945-04/1953-01"),
    listed("chou", "Chou En-lai", "Premier of the People’s Republic of China"),
    listed("chench", "Ch’en Ch’eng", "Vice President of the Republic of China"),
    listed("ky", "Nguyen Cao Ky", "Prime Minister of Vietnam"),
    listed("gaulle", "De Gaulle, Charles", "President of France"),
    listed("hamm", "Hammarskjöld, Dag", "Secretary General of the United Nations"),
    listed("allen", "Allen, George V.", "Assistant Secretary of State"),
    listed("oneill", "O’Neill, Con", "British Chargé in Peking"),
    listed("chiang", "Chiang Kai-shek, Generalissimo", "President of the Republic of China"),
    listed("beam", "Beam, Jacob D.", "Ambassador to Poland:1957-08/1961-11"),
    listed("roger", "Makins, Sir Roger", "British Ambassador"),
    listed("gates", "Gates, Thomas S.", "Secretary of Defense"),
    listed("minh", "Duong Van Minh", "General"),
    listed("black", "Black, Eugene R.", "President of the World Bank"),
    listed("white", "White, Thomas D.", "Chief of Staff"),
    listed("pcc", "Johnson, Dr. Joseph E.", "Special Representative for Palestine"),
]
CONTEXT = Context(authority=Authority(PEOPLE))


def found(body: str, day: str = "1958-05-05", context: Context = CONTEXT) -> list[EntityMention]:
    date = DateSpan(edtf=day, earliest=f"{day}T00:00", latest=f"{day}T23:59") if day else None
    return find_names(Record(id="r", date=date, texts=(Text(body=body),)), context)


def decided(body: str, day: str = "1958-05-05", context: Context = CONTEXT) -> dict[str, str]:
    """Return quote → id of those decided, offices left out."""
    mentions = found(body, day, context)
    return {
        mention.quote: mention.entity.removeprefix("vol/")
        for mention in mentions
        if mention.entity and not mention.rule.startswith("office")
    }


def one(body: str, *people: Entity, day: str = "1958-05-05") -> EntityMention | None:
    """Return the one mention of a person in a text, None when there is none."""
    context = Context(authority=Authority(people or PEOPLE))
    mentions = [each for each in found(body, day, context) if not each.rule.startswith("office")]
    return mentions[0] if mentions else None
