"""Agreements followed through the records, from proposal to signature and after.

Three ways in which mentions come to mean one agreement, and no other:

* a *name* ("Warsaw Pact", "Sino-Tibetan Agreement"): words beyond the kind of instrument
  that are never printed without capitals; the same name is the same agreement everywhere,
  unless the parties told differ;
* a *description* ("a credit agreement", "the civil air agreement"): the same words within
  one group of records (a collection, an exchange), with no year of silence between, and no
  other parties;
* a *bare word* ("the treaty") after a fuller mention in the same record: the last of its kind;
  else the only one of its kind that its group of records has spoken of for a year, in two
  records at least.

Whatever tells less ("an agreement") is left out: two of those could not be known as one.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct, field

from regesta.link.parties import words
from regesta.link.words import ordinal
from regesta.model.agreement import AgreementSighting, AgreementStage, AgreementStory
from regesta.understand.folding import fold_name

_SILENCE = 366
_WELL_KNOWN = 2  # records that named it before a bare word may mean it
_KINDS = {
    "agreement": "agreement", "accord": "agreement", "arrangement": "agreement",
    "understanding": "agreement", "treaty": "treaty", "pact": "treaty", "alliance": "treaty",
    "convention": "convention", "protocol": "protocol", "armistice": "armistice",
    "cease-fire": "armistice", "truce": "armistice", "contract": "contract", "note": "note",
    "communique": "communique", "declaration": "declaration", "charter": "charter",
}  # fmt: skip
# "when the treaty": what stands before the article is not of the name.
_BEFORE_ARTICLE = re.compile(
    r"^.*?\b(?:the|a|an|this|that|our|their|its) (?=(?:[\w’'–-]+ ){0,4}(?:treat|agreement|pact"
    r"|accord|convention|protocol|armistice|truce|contract|alliance|understanding))",
    re.IGNORECASE,
)
_DEFINITE = re.compile(r"(?:the|this|that|our|your|their|its|said|such)\b", re.IGNORECASE)
_CAPITAL = re.compile(r"[^\W\d_]")


class _Mention(Struct, frozen=True):
    """A sighting with the words that tell which agreement it is, and its kind."""

    seen: AgreementSighting
    words: tuple[str, ...]
    kind: str
    parties: frozenset[str]


class _Thread(Struct):
    """Mentions taken to mean one agreement."""

    kind: str
    mentions: list[_Mention] = field(default_factory=list)
    parties: frozenset[str] = frozenset()
    last: int = 0

    def add(self, mention: _Mention) -> None:
        self.mentions.append(mention)
        self.parties |= mention.parties
        self.last = max(self.last, ordinal(mention.seen.date))


def follow(sightings: Iterable[AgreementSighting]) -> list[AgreementStory]:
    """Return the agreements that records speak of, in order of their first mention.

    Pure and linear but for one sort; the order of the sightings makes no difference. One
    that is mentioned only once, and of which no stage is told, is no story and left out.
    """
    ordered = sorted(sightings, key=lambda one: (one.date or "9", one.record, one.start, one.name))
    mentions = [_read(one) for one in ordered]
    lower = {one.words for one in mentions if one.words and not _is_proper(one)}
    threads: list[_Thread] = []
    named: defaultdict[tuple[str, ...], list[_Thread]] = defaultdict(list)
    recent: dict[tuple[str, str], _Thread] = {}
    of_group: defaultdict[tuple[str, str], dict[int, _Thread]] = defaultdict(dict)
    for mention in mentions:
        if mention.words:
            is_name = _is_proper(mention) and mention.words not in lower
            key = mention.words if is_name else (f"={mention.seen.group}", *mention.words)
            thread = _fitting(named[key], mention, is_name=is_name)
            if thread is None:
                thread = _Thread(mention.kind)
                named[key].append(thread)
                threads.append(thread)
            recent[mention.seen.record, mention.kind] = thread
        else:
            of_record = recent.get((mention.seen.record, mention.kind))
            known = of_record or _only(of_group[mention.seen.group, mention.kind], mention)
            if known is None or not _refers_back(mention, known):
                continue
            thread = known
        thread.add(mention)
        of_group[mention.seen.group, mention.kind][id(thread)] = thread
    told = [thread for thread in threads if _is_story(thread)]
    return list(_stories(told))


def _read(seen: AgreementSighting) -> _Mention:
    name = _BEFORE_ARTICLE.sub("", seen.name)
    kind, telling, plain = "", [], words().plain
    for word in fold_name(re.sub(r"[’']s?\b", "", name)).split():
        single = _singular(word)
        if single in _KINDS:
            kind = _KINDS[single]
        elif word not in plain:
            telling.append(word)
    if not kind:
        last = _singular(fold_name(seen.genre).rpartition(" ")[2])
        kind = _KINDS.get(last, last)
    return _Mention(seen, tuple(telling), kind, frozenset(fold_name(one) for one in seen.parties))


def _singular(word: str) -> str:
    return word[:-3] + "y" if word.endswith("ies") else word.removesuffix("s")


def _is_proper(mention: _Mention) -> bool:
    """Whether every telling word of the name begins with a capital, as names are printed."""
    printed = {fold_name(word): word for word in re.split(r"[\s–—-]+", mention.seen.name)}
    letters = [_CAPITAL.search(printed.get(word, word)) for word in mention.words]
    return all(letter is None or letter.group().isupper() for letter in letters)


def _fitting(threads: Sequence[_Thread], mention: _Mention, *, is_name: bool) -> _Thread | None:
    """Return the one thread that a mention continues, None where none or several could be."""
    day = ordinal(mention.seen.date)
    fitting = [
        thread
        for thread in threads
        if thread.kind == mention.kind
        and not (thread.parties and mention.parties and thread.parties.isdisjoint(mention.parties))
        and (is_name or not day or not thread.last or day - thread.last <= _SILENCE)
    ]
    same = [thread for thread in fitting if thread.parties and thread.parties & mention.parties]
    chosen = same or fitting
    return chosen[-1] if len(chosen) == 1 or same else None


def _only(threads: Mapping[int, _Thread], mention: _Mention) -> _Thread | None:
    """Return the one agreement of its kind that a group speaks of at the time, None for several."""
    day = ordinal(mention.seen.date)
    if not day or not mention.seen.group:
        return None
    near = [
        one
        for one in threads.values()
        if one.last
        and day - one.last <= _SILENCE
        and len({mention.seen.record for mention in one.mentions}) >= _WELL_KNOWN
    ]
    return near[0] if len(near) == 1 else None


def _refers_back(mention: _Mention, thread: _Thread) -> bool:
    if not _DEFINITE.match(mention.seen.name):
        return False
    return not (mention.parties and thread.parties and mention.parties.isdisjoint(thread.parties))


def _is_story(thread: _Thread) -> bool:
    records = {one.seen.record for one in thread.mentions}
    return len(records) > 1 or any(one.seen.stage for one in thread.mentions)


def _stories(threads: Iterable[_Thread]) -> Iterator[AgreementStory]:
    taken: Counter[str] = Counter()
    for thread in threads:
        seen = [one.seen for one in thread.mentions]
        name = _shown(thread)
        days = [one.date for one in seen if one.date]
        slug = re.sub(r"[^\w]+", "-", fold_name(f"{name} {days[0][:4] if days else ''}")).strip("-")
        taken[slug] += 1
        parties = Counter(party for one in seen for party in one.parties)
        genres = Counter(one.genre for one in seen if one.genre)
        yield AgreementStory(
            id=f"agreement/{slug}" + (f"-{taken[slug]}" if taken[slug] > 1 else ""),
            name=name,
            genre=genres.most_common(1)[0][0] if genres else thread.kind,
            parties=tuple(party for party, _ in parties.most_common()),
            stages=tuple(_stages(seen)),
            records=tuple(dict.fromkeys(one.record for one in seen)),
            mentions=tuple((one.record, one.start, one.name) for one in seen),
            first=min(days, default=""),
            last=max(days, default=""),
        )


def _shown(thread: _Thread) -> str:
    """Return the name told most often, of equals the fuller, without its article."""
    names = Counter(_BEFORE_ARTICLE.sub("", one.seen.name) for one in thread.mentions if one.words)
    return max(names, key=lambda name: (names[name], len(name), name))


def _stages(seen: Iterable[AgreementSighting]) -> Iterator[AgreementStage]:
    """Yield what is said to be done with it; the same stage once a sentence."""
    told: set[tuple[str, str, str]] = set()
    for one in seen:
        key = (one.stage, one.record, one.sentence)
        if one.stage and key not in told:
            told.add(key)
            yield AgreementStage(
                stage=one.stage, date=one.date, record=one.record, sentence=one.sentence, by=one.by
            )
