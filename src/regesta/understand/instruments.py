"""Treaties, credits and other agreements: named or described, and what is done with them."""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from operator import attrgetter
from typing import NamedTuple

from regesta.model import AgreementMention, Amount, Record
from regesta.understand.amounts import currencies
from regesta.understand.sentences import Sentences
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


_NOUNS = WORDS.add(lambda: rules().nouns)
_MATTERS = WORDS.add(lambda: dict.fromkeys(MATTER_STEMS))
_START = attrgetter("start")


def _stems(words: str) -> list[str]:
    """Return the letters that each of the alternatives of a pattern begins with."""
    plain = re.sub(r"\((?:[^()])*\)", "(", words).replace(r"\b", "")
    return [re.split(r"[(\\]|.\?", one)[0] for one in plain.split("|")]


def _key(stage: str) -> str:
    return stage.replace("-", "_")


class Phrase(NamedTuple):
    """An instrument's words: where they stand, how it is called, its genre, if it is a name."""

    start: int
    end: int
    name: str
    genre: str
    proper: bool


def find_agreements(record: Record, amounts: Sequence[Amount] = ()) -> list[AgreementMention]:
    """Return the instruments that the texts name or describe, with kind, parties, stage, matter.

    `amounts` are those of the record; one close behind an instrument, or in the brackets
    that explain it, is its amount.
    """
    return [
        mention
        for index, text in enumerate(record.texts)
        if text.language in ("", "en")
        for mention in _in_text(
            text.body, index, [one for one in amounts if one.text == index and not one.note]
        )
    ]


def _in_text(body: str, index: int, amounts: list[Amount]) -> Iterator[AgreementMention]:
    phrases = [
        phrase
        for start, end, genre in WORDS.hits(body).get(_NOUNS, ())
        if _whole(body, start, end) and (phrase := _phrase(body, start, end, genre))
    ]
    if not phrases:
        return
    page = _page(body, index, amounts)
    sentences = Sentences(body)
    for number, phrase in enumerate(phrases):
        following = phrases[number + 1].start if number + 1 < len(phrases) else len(body)
        yield _mention(page, phrase, sentences.at(phrase.start), following)


class Page(NamedTuple):
    """A text with all that instruments ask of it: verbs of stages, words that lead to a matter."""

    body: str
    low: str
    text: int
    amounts: list[Amount]
    verbs: list[re.Match[str]]
    verbs_at: list[int]
    matters: list[re.Match[str]]
    matters_at: list[int]


def _page(body: str, index: int, amounts: list[Amount]) -> Page:
    low = body.lower()
    if len(low) != len(body):  # a letter such as İ grows when lowered
        low = "".join(sign.lower() if len(sign.lower()) == 1 else sign for sign in body)
    verbs = list(_stages_in(low))
    places = sorted({start for start, _, _ in WORDS.hits(body).get(_MATTERS, ())})
    matters = [match for place in places if (match := MATTER.match(body, place))]
    return Page(
        body, low, index, amounts,
        verbs, [verb.start() for verb in verbs], matters, [one.start() for one in matters],
    )  # fmt: skip


def _whole(body: str, start: int, end: int) -> bool:
    """Tell whether a word stands alone, and not as a part of another."""
    before, after = body[start - 1 : start], body[end : end + 1]
    return not (before.isalnum() or after.isalnum() or after == "-")


def _mention(
    page: Page, phrase: Phrase, sentence: tuple[int, int], following: int
) -> AgreementMention:
    body = page.body
    start, end = sentence
    stage, by = _stage(page, phrase, start, end)
    scope = _scope(body, phrase, end)
    return AgreementMention(
        start=phrase.start,
        end=phrase.end,
        quote=body[phrase.start : phrase.end],
        rule="named instrument" if phrase.proper else "described instrument",
        confidence=0.95 if phrase.proper else 0.8,
        text=page.text,
        name=phrase.name,
        genre=phrase.genre,
        parties=_parties(body[phrase.start : min(end, phrase.start + PARTIES_REACH)]),
        subjects=_subjects(page, phrase, scope),
        amount=_amount(page, phrase, min(scope, following)),
        stage=stage,
        by=by,
        sentence=(start, end),
    )


def _phrase(body: str, start: int, end: int, genre: str) -> Phrase | None:
    """The whole name or description around a noun, or None where it makes no instrument."""
    noun = body[start:end]
    left = body[max(0, start - 120) : start]
    left = left[left.rfind("\n") + 1 :]
    kind = _kind(left)
    modifiers = MODIFIERS.search(left, _words_back(left, 4))
    if noun[0].isupper():
        before = NAME_BEFORE.search(left)
        after = NAME_AFTER.match(body, end) if noun.lower() != "agreement" or before else None
        if before is None and after is None and modifiers is None:
            return None
        if genre == "convention" and POLITICAL.search(left):
            return None
        first = start - (len(before[0]) if before else 0)
        last = after.end() if after else end
        name = body[first:last]
        return Phrase(first, last, name, _genre(name, kind, genre), bool(before or after))
    # "agreement" alone is mostly a state of minds; an article or a kind makes an instrument.
    if NO_INSTRUMENT.search(left, max(0, len(left) - REFUSAL_REACH)) or (
        modifiers is None and kind is None
    ):
        return None
    words = modifiers[0] if modifiers else kind[0] if kind else ""
    name = ARTICLE.sub("", words + noun)
    return Phrase(start - len(words), end, name, _genre(name, kind, genre), False)


def _kind(left: str) -> re.Match[str] | None:
    """Return the word at the end that says of what kind an agreement is."""
    table = rules()
    if left[-1:] not in (" ", "-") or not left.rstrip(" -").lower().endswith(table.kind_ends):
        return None
    return table.kind.search(left, max(0, len(left) - table.kind_reach))


def _words_back(left: str, count: int) -> int:
    """Return where the last words of a text begin."""
    place = len(left)
    while count and place > 0:
        place, count = left.rfind(" ", 0, place), count - 1
    return max(place, 0)


def _genre(name: str, kind: re.Match[str] | None, default: str) -> str:
    if kind is not None:
        return rules().kinds[kind[1].lower()]
    # "Friendship and Alliance": the table's order says which of several words tells more.
    named = set(rules().kind_named.findall(name.lower()))
    return next((genre for word, genre in rules().kinds.items() if word in named), default)


def _scope(body: str, phrase: Phrase, end: int) -> int:
    """How far the words after an instrument explain it: its brackets, or else its sentence."""
    if body[phrase.end : phrase.end + 2] != " (":
        return end
    depth = 0
    for bracket in BRACKETS.finditer(body, phrase.end + 1, phrase.end + 1_500):
        depth += 1 if bracket[0] == "(" else -1
        if not depth:
            return bracket.end()
    return end


def _stage(page: Page, phrase: Phrase, start: int, end: int) -> tuple[str, str]:
    """The stage nearest before the instrument in its sentence, else nearest behind it."""
    if phrase.name.lower().startswith(("draft", "the draft")):
        return "drafted", ""
    body, low, place = page.body, page.low, phrase.start
    found: re.Match[str] | None = None
    last = bisect_left(page.verbs_at, place)
    first = max(bisect_left(page.verbs_at, start), last - VERBS_TRIED)
    for verb in page.verbs[first:last]:
        # "negotiate and sign": what comes first in time is where it stands now.
        if found is not None and AND_THEN.fullmatch(low, found.start(), verb.start()):
            continue
        # A verb outside brackets does not govern what is explained inside them.
        if verb.end() <= place and low.count("(", verb.end(), place) <= low.count(
            ")", verb.end(), place
        ):
            found = verb
    if found is not None:
        who = AGENT.search(body, max(start, found.start() - AGENT_REACH), found.start())
        return _stage_of(found, low[start : found.start()]), who["who"] if who else ""
    after = bisect_left(page.verbs_at, phrase.end)
    if after == len(page.verbs) or page.verbs[after].end() > min(end, phrase.end + BEHIND_REACH):
        return "", ""
    verb = page.verbs[after]
    return _stage_of(verb, f"{low[start:place]} {low[phrase.end : verb.start()]}"), ""


def _stages_in(words: str) -> Iterator[re.Match[str]]:
    """Yield the verbs of stages in small letters; the pattern is tried where one can begin."""
    stage, reached = rules().stage, 0
    for start, _, _ in rules().stems.find(words):
        if start >= reached and (match := stage.match(words, start)):
            yield match
            reached = match.end()


def _stage_of(verb: re.Match[str], before: str) -> str:
    """The stage of a verb, by the words before it: what is only meant to be done is not done.

    "May be signed", "wants the treaty signed", "empowered to sign" tell of a treaty under
    negotiation; "the old treaties should be abolished" of a proposal.
    """
    stage = str(verb.lastgroup).replace("in_force", "in-force")
    if stage not in DONE or not INTENDED.search(before[-INTENT_REACH:]):
        return stage
    return DONE[stage]


def _parties(words: str) -> tuple[str, ...]:
    match = HYPHENATED.match(words) or PARTIES.search(words[:200])
    return (match["first"], match["second"].strip()) if match else ()


def _subjects(page: Page, phrase: Phrase, scope: int) -> tuple[str, ...]:
    """The matters named behind an instrument: "concerning …", "the recognition of …"."""
    found: list[str] = []
    body = page.body
    on = ON.match(body, phrase.end, scope)
    for match in [*([on] if on else []), *_matters(page, phrase.end, scope)]:
        reach = min(scope, match.end() + LONGEST_MATTER)
        stop = MATTER_END.search(body, match.end(), reach)
        further = next(_matters(page, match.end(), stop.start() if stop else reach), None)
        matter = body[match.end() : further.start() if further else stop.start() if stop else scope]
        matter = matter.strip().removesuffix(" and").removesuffix(" and the")
        lead = match[0].strip().removeprefix("the ")
        keep = lead.split()[0] not in ("concerning", "regarding", "with", "relating", "on")
        matter = matter.removeprefix("the ")
        if 3 < len(matter) <= LONGEST_MATTER and not matter[0].isdigit():
            found.append(f"{lead} {matter}" if keep else matter)
    if not found and (kind := _kind(phrase.name[: phrase.name.rfind(" ") + 1])):
        found.append(kind[1].lower())
    return tuple(dict.fromkeys(found))


def _matters(page: Page, start: int, end: int) -> Iterator[re.Match[str]]:
    """Yield the words that lead to a matter between two places, none within another."""
    for at in range(bisect_left(page.matters_at, start), len(page.matters)):
        match = page.matters[at]
        if match.end() > end:
            return
        if match.start() >= start:
            yield match
            start = match.end()


def _amount(page: Page, phrase: Phrase, scope: int) -> str:
    """The sum named for an instrument, with the term over which it runs."""
    reach = min(scope, phrase.end + AMOUNT_REACH)
    first = bisect_left(page.amounts, phrase.end, key=_START)
    for amount in page.amounts[first : first + AMOUNT_REACH]:
        if amount.start >= reach:
            break
        if amount.unit in currencies():
            term = TERM.search(page.body, amount.end, min(scope, amount.end + TERM_REACH))
            return f"{amount.quote} {term[0]}" if term else amount.quote
    return ""
