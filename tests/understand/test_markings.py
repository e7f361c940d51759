import pytest

from regesta.model import Record, SourceCitation, Text
from regesta.understand.markings import find_markings, rights_term


@pytest.mark.parametrize(
    ("source", "body", "marking"),
    [
        ("Source: Desk, file 731. Secret; Priority. Drafted.", "", "Secret; Priority"),
        ("Eastern Desk, file 731. Top Secret.", "", "Top Secret"),
        ("", "[TOP SECRET]\nTo the Council:", "TOP SECRET"),
        ("", "most secret\nNo. 12", "most secret"),
        ("", "The secret is out.\nEnd", ""),
        ("The Secret History, 12.", "", ""),
    ],
)  # fmt: skip
def test_classification(source: str, body: str, marking: str) -> None:
    record = Record(id="x", source=SourceCitation(raw=source), texts=(Text(body=body),))
    assert find_markings(record).classification == marking


def test_what_the_source_states_stays() -> None:
    record = Record(id="x", classification="Restricted", texts=(Text(body="SECRET\nx"),))
    assert find_markings(record).classification == "Restricted"


@pytest.mark.parametrize(
    ("words", "end"),
    [
        ("This text is in the public domain.", "publicdomain/mark/1.0/"),
        ("Some papers may be subject to copyright.", "vocab/CNE/1.0/"),
        ("Licensed CC BY 4.0", "licenses/by/4.0/"),
        ("Licensed CC-BY-SA", "licenses/by-sa/4.0/"),
        ("All rights reserved", "vocab/InC/1.0/"),
        ("Ask the archive.", ""),
    ],
)
def test_rights(words: str, end: str) -> None:
    assert rights_term(words).endswith(end)
    assert bool(rights_term(words)) == bool(end)
