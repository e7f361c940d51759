"""What a note says of files makes no document wanted."""

from __future__ import annotations

import pytest

from regesta.model import Note, Record, Text
from regesta.understand.authority import Authority
from regesta.understand.context import Context
from regesta.understand.mentions import find_mentions

CASES = [
    ("Source: National Archives, RG 59, Central Files 1967-69, DEF 12-5 JORDAN. Secret.", []),
    ("Not printed. (Department of State, Central Files, DEF 15 EGYPT)", []),
    ("Records Center, OSD/ISA Files: FRC 70 A 6649, Laos 381. Top Secret.", []),
    ("Source: Records of the Joint Chiefs, CCS 381 (1-24-42). Secret.", []),
    ("In telegram 110145Z. (JCS Records, CCS 381 Formosa (11-8-48) Sec. 16)", ["110145Z"]),
    ("See telegram 302, January 5. (Ibid., POL 27-14 ARAB-ISR)", ["302"]),
    ("(Ibid., Central Files, telegram 1180 from Vientiane)", ["1180"]),
    ("The paper is NSC 5610. (Central Files, 611.00/10-1256)", ["5610"]),
    ("Embtel 405 reported it. (Department of State, Central Files, DEF 1 KOR)", ["405"]),
]


@pytest.mark.parametrize(("note", "numbers"), CASES)
def test_numbers_of_files_are_no_documents(note: str, numbers: list[str]) -> None:
    text = Text(body="x", notes=(Note(id="n1", label="1", body=note, anchor=1),))
    record = Record(id="1", title="Telegram From the Embassy in Jordan", texts=(text,))
    found = find_mentions(record, Context(authority=Authority([])))
    assert [one.number for one in found if one.kind == "numbered"] == numbers
