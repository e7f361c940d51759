"""The words by which instruments are known: names, kinds, matters, parties, stages.

The nouns, kinds and verbs of stages stand in `data/instruments.toml`.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from regesta.understand.triggers import WORDS, Lexicon

CAPITAL = r"(?:(?:[A-Z]\.)+|[A-Z][\w’'-]*|\d{4}(?=[ -]))"
SMALL = r"(?:of|for|on|the|and|to|with|between|concerning|regarding|relating|in|against|de|la)"
NAME_BEFORE = re.compile(
    rf"(?:{CAPITAL}(?:[ –-]|, (?=[A-Z])| and (?=[A-Z])| of (?=[A-Z]))){{1,7}}$"
)
NAME_AFTER = re.compile(rf"(?: (?:{SMALL} )*{CAPITAL}){{1,12}}")
# An article or the like, then at most two more words: "the old", "a new Soviet-Persian".
MODIFIERS = re.compile(
    r"\b(?:[Aa]n?|[Tt]he|[Tt]his|[Tt]hat|our|their|its|your|any|such|said)[ -]"
    r"(?:(?!(?:of|for|to|in|on|and|or|with|by|from|is|was)\b)[\w’–-]+ ){0,2}$"
)
# "in agreement", "reached agreement that": a state of minds and not an instrument.
POLITICAL = re.compile(r"\b(?:party|republican|democratic|national|constitutional) $", re.I)
NO_INSTRUMENT = re.compile(
    r"\b(?:in|full|general|complete|substantial|mutual|reach|reached|reaching|no|some|much|broad|"
    r"express|expressed|indicate|indicated|nod\w*|voice\w*|secure\w*|obtain\w*|unanimous|"
    r"party|republican|democratic|national|constitutional|chief of|diplomatic)\s$",
    re.I,
)
ARTICLE = re.compile(r"^(?:[Aa]n?|[Tt]his|[Tt]hat|any|such|said)[ -]")
MATTER = re.compile(
    r"\b(?:concerning|regarding|with regard to|relating to|on the question of|status of|"
    r"(?:the )?(?:defen[cs]e|guarantee) against|(?:the )?recognition of|(?:the )?return of|"
    r"(?:the )?lease of|(?:the )?withdrawal (?:of|from)|(?:the )?use of)\s+"
)
# What those words begin with.
MATTER_STEMS = (
    "concerning", "regarding", "with regard to", "relating to", "on the question of",
    "status of", "defence", "defense", "guarantee", "recognition of", "return of", "lease of",
    "withdrawal", "use of", *(f"the {word}" for word in (
        "defence", "defense", "guarantee", "recognition", "return", "lease", "withdrawal", "use",
    )),
)  # fmt: skip
ON = re.compile(r" on (?!behalf|account|the (?:basis|part|ground|occasion))")
MATTER_END = re.compile(
    r"[,;:.()]|\s(?:will|shall|must|should|which|that|although|is|are|was|were)\b"
)
PARTIES = re.compile(
    r"\bbetween (?P<first>[A-Z][\w .’-]{1,60}?) and (?P<second>[A-Z][\w ’-]{1,60})"
)
HYPHENATED = re.compile(
    r"^(?:[Tt]he |[Aa]n? |[Nn]ew |[Oo]ld )*(?P<first>[A-Z][a-z]+)[-–](?P<second>[A-Z][a-z]+)\b"
)
YEAR = re.compile(r"(?:of|in) (1[89]\d\d|20\d\d)\b")
AGENT = re.compile(
    r"\b(?P<who>we|I|you|they|he|she|(?:[Tt]he )?"
    r"(?!(?:In|On|At|By|For|If|When|While|After|Before|With|To|As|The)\b)"
    r"(?:[A-Z][\w’]+(?: (?:of )?[A-Z][\w’]+){0,3}))"
    r" (?:have |has |had |will |would |also |then )*$"
)
# How long a credit runs: "over a few years", "in five equal parts".
TERM = re.compile(
    r"\b(?:over|within|in) (?:a few|several|\w+)(?: equal| yearly)* (?:years|months|parts)\b"
)
BRACKETS = re.compile(r"[()]")
AND_THEN = re.compile(r"negotiat\w* and ")
# Stages that are reached only when done, and what it comes to while they are only meant to be.
DONE = {
    "signed": "negotiated", "ratified": "signed", "published": "signed", "abolished": "proposed",
}  # fmt: skip
INTENDED = re.compile(
    r"\b(?:to|will|shall|would|should|may|might|can|could|must|wants?|wishe?s?|ready|if|until|"
    r"before|unless|refused?)\b(?:(?!\bthat\b)[^,;.\[(])*$"
)
INTENT_REACH = 60
AGENT_REACH = 160
AMOUNT_REACH = 160
BEHIND_REACH = 120
VERBS_TRIED = 12
PARTIES_REACH = 400
REFUSAL_REACH = 40
TERM_REACH = 80
LONGEST_MATTER = 120
# "The Treaty of Friendship and the Agreement on Credit" names two in one breath.
NOUNS_OF_A_NAME = 2
# Brackets looked through for the one that closes an explanation.
MOST_BRACKETS = 30


class Rules(NamedTuple):
    """The patterns and tables made of the data file."""

    nouns: dict[str, str]
    kinds: dict[str, str]
    kind: re.Pattern[str]
    kind_reach: int
    kind_named: re.Pattern[str]
    kind_ends: tuple[str, ...]
    stage: re.Pattern[str]
    stems: Lexicon[None]


@cache
def rules() -> Rules:
    """Read the table of instruments once."""
    data = tomllib.loads((files(__package__) / "data" / "instruments.toml").read_text("utf-8"))
    kinds = "|".join(sorted(data["kinds"], key=len, reverse=True))
    stages = "|".join(f"(?P<{_key(name)}>{words})" for name, words in data["stages"].items())
    return Rules(
        data["nouns"] | {noun.capitalize(): genre for noun, genre in data["nouns"].items()},
        data["kinds"],
        re.compile(rf"\b({kinds})[ -]+$", re.I),
        max(map(len, data["kinds"])) + 8,
        re.compile(rf"\b(?:{kinds})\b"),
        tuple(data["kinds"]),
        re.compile(stages),
        Lexicon({stem: None for words in data["stages"].values() for stem in _stems(words)}),
    )


NOUNS = WORDS.add(lambda: rules().nouns)
MATTERS = WORDS.add(lambda: dict.fromkeys(MATTER_STEMS))


def _stems(words: str) -> list[str]:
    """Return the letters that each of the alternatives of a pattern begins with."""
    plain = re.sub(r"\((?:[^()])*\)", "(", words).replace(r"\b", "")
    return [re.split(r"[(\\]|.\?", one)[0] for one in plain.split("|")]


def _key(stage: str) -> str:
    return stage.replace("-", "_")
