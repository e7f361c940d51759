"""Versions of a document: said in the words of the interface, shown on its page."""

from __future__ import annotations

from typing import get_args

import pytest
from starlette.testclient import TestClient

from regesta.model import Kinship, Version
from regesta.show.versions import say_version
from regesta.show.wording import wording


@pytest.mark.parametrize(
    ("version", "said"),
    [
        (
            Version(relation="version-of", target="b", share=0.95, back=0.99),
            "the same text; almost word for word; about as long",
        ),
        (
            Version(relation="also-sent", target="b", share=0.8, back=0.7, differs=("recipient",)),
            "the same text, sent to someone else; 80 % of this text is there;"
            " to another recipient; about as long",
        ),
        (
            Version(relation="enclosed-in", target="b", share=0.91, back=0.1, length=8.2),
            "the text of this document stands within it; 91 % of this text is there;"
            " 8 times as long",
        ),
        (
            Version(relation="encloses", target="b", share=0.1, back=0.9, length=0.12),
            "its text stands within this document; 90 % of that text is here; shorter by 88 %",
        ),
        (
            Version(relation="draft-of", target="b", share=0.6, back=0.5, length=1.4),
            "the document that this is a draft of; 60 % of this text is there; longer by 40 %",
        ),
        (
            Version(relation="other-wording", target="b", share=0.4, back=0.4),
            "the same message in other words: another translation, or a paraphrase;"
            " 40 % of the telling words agree; about as long",
        ),
    ],
)
def test_what_is_said_of_a_version(version: Version, said: str) -> None:
    assert say_version(version, wording("en")) == said


@pytest.mark.parametrize("language", ["en", "de"])
def test_every_relation_has_its_words(language: str) -> None:
    words = wording(language)
    assert all(words.has(f"version.{one}") for one in get_args(Kinship))


def test_the_page_of_a_record_lists_its_versions(hostile: TestClient) -> None:
    english = hostile.get("/record/bad/1").text
    assert "Versions of this document" in english
    assert "60 % of this text is there" in english
    assert 'href="/record/bad/2"' in english.split('id="versions"')[1]


def test_the_record_as_json_lists_its_versions(hostile: TestClient) -> None:
    (version,) = hostile.get("/record/bad/1.json").json()["versions"]
    assert (version["id"], version["relation"], version["title"]) == ("bad/2", "repeats", "Second")
