"""Treaties, credits and other agreements: named or described, and what is done with them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import islice
from operator import attrgetter
from typing import NamedTuple

from regesta.model import AgreementMention, Amount, Record
from regesta.understand.amounts import currencies
from regesta.understand.instruments_words import (
    AGENT,
    AGENT_REACH,
    AMOUNT_REACH,
    AND_THEN,
    ARTICLE,
    BEHIND_REACH,
    BRACKETS,
    DONE,
    HYPHENATED,
    INTENDED,
    INTENT_REACH,
    LONGEST_MATTER,
    MATTER,
    MATTER_END,
    MATTERS,
    MODIFIERS,
    MOST_BRACKETS,
    NAME_AFTER,
    NAME_BEFORE,
    NO_INSTRUMENT,
    NOUNS,
    NOUNS_OF_A_NAME,
    ON,
    PARTIES,
    PARTIES_REACH,
    POLITICAL,
    REFUSAL_REACH,
    TERM,
    TERM_REACH,
    VERBS_TRIED,
    rules,
)
from regesta.understand.sentences import Sentences
from regesta.understand.triggers import WORDS

_START = attrgetter("start")


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
    phrases = list(_phrases(body))
    if not phrases:
        return
    page = _page(body, index, amounts)
    sentences = Sentences(body)
    for number, phrase in enumerate(phrases):
        following = phrases[number + 1].start if number + 1 < len(phrases) else len(body)
        yield _mention(page, phrase, sentences.at(phrase.start), following)


def _phrases(body: str) -> Iterator[Phrase]:
    """Yield the instruments that a text names; within one name only so many more."""
    named, within = 0, 0
    for start, end, genre in WORDS.hits(body).get(NOUNS, ()):
        within = within + 1 if start < named else 0
        if within > NOUNS_OF_A_NAME or not _whole(body, start, end):
            continue
        phrase = _phrase(body, start, end, genre)
        if phrase:
            named = max(named, phrase.end)
            yield phrase


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
    places = sorted({start for start, _, _ in WORDS.hits(body).get(MATTERS, ())})
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
    for bracket in islice(
        BRACKETS.finditer(body, phrase.end + 1, phrase.end + 1_500), MOST_BRACKETS
    ):
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
