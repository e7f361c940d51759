"""The join: every mention against the records its keys pick out, and what it came to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from math import log1p

from msgspec import Struct
from msgspec.structs import replace

from regesta.link.decide import Verdict, Weights, added, decide, kind_of, weights
from regesta.link.describe import Meant, describe
from regesta.link.evidence import reasons
from regesta.link.features import Features, absence, features
from regesta.link.header import Cue, Header
from regesta.link.keys import Index
from regesta.model import Candidate, Decision, Description, Entity, Exchange, Reference, Wanted

_CANDIDATES_KEPT = 3
_LEAST_SHARE = 0.05
_SURE = 0.8


class Linked(Struct, frozen=True, kw_only=True):
    """What linking gives: references by record id, wanted documents, exchanges, entities.

    `entities` maps the id of each entity that another one stands for to that other id.
    """

    references: dict[str, tuple[Reference, ...]]
    wanted: tuple[Wanted, ...] = ()
    exchanges: tuple[Exchange, ...] = ()
    entities: dict[str, str] = {}


class Scored(Struct, frozen=True):
    """A mention with its description, its candidates' places and what speaks for each."""

    meant: Meant
    places: list[int]
    found: list[Features]
    absence: Features


def score(
    cue: Cue, citing: int, index: Index, cited: frozenset[int] | set[int] = frozenset()
) -> Scored:
    """Describe a mention and compare it with its candidates.

    `cited` are the places of records that the citing one surely names in other words.
    """
    meant = describe(cue, index.headers[citing])
    places = index.candidates(meant, citing)
    if meant.kind not in ("numbered", "dated"):
        places += [place for place in sorted(cited) if place not in places and place != citing]
    found = [features(meant, index, citing, place) for place in places]
    if meant.kind != "numbered" and not meant.first:
        mark_recency(index, citing, places, found)
        for place, one in zip(places, found, strict=True):
            if place in cited:
                one.append(("named elsewhere in the record", 1.0))
    return Scored(meant, places, found, absence(meant, len(places)))


_FITS = frozenset(
    ("sender fits", "recipient fits", "names at its head", "sender among those present",
     "recipient among those present", "parties present")
)  # fmt: skip


def mark_recency(index: Index, citing: int, places: list[int], found: list[Features]) -> None:
    """Mark how many later records, still before the citing one, fit as well as each.

    "Your letter" means first of all the last letter that came.
    """
    fits: list[tuple[int, int, float, int]] = []
    for number, (place, one) in enumerate(zip(places, found, strict=True)):
        if not index.when[place] or index.when[place] > index.when[citing]:
            continue
        if any(name == "foreign genre" for name, _ in one):
            continue
        fit = sum(value for name, value in one if name in _FITS)
        if fit:
            fits.append((index.when[place], place, round(fit, 1), number))
    fits.sort(reverse=True)
    for rank, (_, _, fit, number) in enumerate(fits):
        later = sum(1 for other in fits[:rank] if other[2] >= fit)
        if later:
            found[number].append(("later ones that fit", log1p(later)))
        else:
            found[number].append(("the latest that fits", 1.0))


def refer(index: Index, citing: int, table: Weights) -> list[Reference]:
    """Return what each mention of one record came to, in the order of the mentions.

    Numbered and dated mentions first: what they surely name is what vaguer words of the
    same record mean before anything else.
    """
    cues = index.headers[citing].cues
    made: dict[int, Reference] = {}
    cited: set[int] = set()
    for number, cue in enumerate(cues):
        mention = cue.mention
        if mention.kind == "pointer":
            pointed = _pointer(cue, citing, index)
            if pointed is not None:
                made[number] = pointed
        elif mention.kind == "numbered" or (mention.kind == "dated" and not mention.note):
            made[number] = one = _resolve(cue, citing, index, table, cited)
            if one.target and one.confidence >= _SURE and not one.note:
                cited.add(index.by_id[one.target])
    antecedent = _antecedent(cues, made)
    for number, cue in enumerate(cues):
        mention = cue.mention
        if number in made or mention.kind in ("pointer", "numbered", "dated") or mention.note:
            continue
        if mention.rule == "cable form without number" and mention.owner.startswith("ref"):
            made[number] = _as_antecedent(cue, antecedent)
        else:
            made[number] = _resolve(cue, citing, index, table, cited)
    return _agreed([made[number] for number in sorted(made)])


def _antecedent(cues: Sequence[Cue], made: dict[int, Reference]) -> Reference | None:
    """Return the first numbered reference of a record: what "reftel" means."""
    for number, cue in enumerate(cues):
        if cue.mention.kind == "numbered" and not cue.mention.note and number in made:
            return made[number]
    return None


def _agreed(made: list[Reference]) -> list[Reference]:
    """Let the same words in one record mean one document: the surest reading is theirs all."""
    surest: dict[str, Reference] = {}
    for one in made:
        if one.status == "held" and not one.note:
            key = one.quote.casefold()
            if key not in surest or one.confidence > surest[key].confidence:
                surest[key] = one
    agreed: list[Reference] = []
    for one in made:
        best = surest.get(one.quote.casefold())
        if best is None or one.note or one.target == best.target:
            agreed.append(one)
            continue
        agreed.append(
            replace(
                best,
                start=one.start,
                end=one.end,
                quote=one.quote,
                text=one.text,
                why="The same words mean the same document elsewhere in the record.",
            )  # fmt: skip
        )
    return agreed


def _resolve(cue: Cue, citing: int, index: Index, table: Weights, cited: set[int]) -> Reference:
    scored = score(cue, citing, index, cited)
    meant = scored.meant
    kind = kind_of(meant.kind, meant.order)
    scores = [added(one, table.features[kind]) for one in scored.found]
    verdict = decide(kind, scores, added(scored.absence, table.absence[kind]), table)
    return _reference(cue, scored, verdict, index, citing)


def _reference(cue: Cue, scored: Scored, verdict: Verdict, index: Index, citing: int) -> Reference:
    mention = cue.mention
    target, why = "", ""
    if verdict.status == "held":
        there = index.headers[scored.places[verdict.best]]
        target = there.id
        why = reasons(scored.found[verdict.best], index.headers[citing], there)
    elif verdict.status == "absent":
        why = "No record of this archive fits what is told of it."
    else:
        why = "Several readings are left, none sure enough."
    order = sorted(range(len(verdict.shares)), key=lambda place: -verdict.shares[place])
    kept = [
        Candidate(
            id=index.headers[scored.places[number]].id,
            confidence=round(verdict.shares[number], 3),
        )
        for number in order[:_CANDIDATES_KEPT]
        if verdict.shares[number] >= _LEAST_SHARE
    ]
    return Reference(
        start=mention.start,
        end=mention.end,
        quote=mention.quote,
        status=verdict.status,
        describes=scored.meant.shown,
        target=target,
        relation=_relation(mention.quote, scored.meant),
        candidates=() if verdict.status == "held" and len(kept) < 2 else tuple(kept),
        confidence=round(verdict.confidence, 3),
        why=why,
        rule=mention.rule,
        text=mention.text,
        note=mention.note,
    )


def _relation(quote: str, meant: Meant) -> str:
    return "encloses" if meant.order == "attached" else "cites"


def _as_antecedent(cue: Cue, antecedent: Reference | None) -> Reference:
    """Return "reftel" as the document that the record named first by its number."""
    mention = cue.mention
    if antecedent is None:
        return Reference(
            start=mention.start, end=mention.end, quote=mention.quote, status="unresolved",
            describes=Description(genre=mention.genre), rule=mention.rule, text=mention.text,
            why="No document is named before it.",
        )  # fmt: skip
    return replace(
        antecedent, start=mention.start, end=mention.end, quote=mention.quote,
        rule=mention.rule, text=mention.text, note=mention.note, candidates=(),
        why=f"Named before as {antecedent.quote}.",
    )  # fmt: skip


_BESIDE = {"supra": -1, "infra": 1}


def _pointer(cue: Cue, citing: int, index: Index) -> Reference | None:
    """Return where a pointer of the edition or a link of the source leads."""
    mention, here = cue.mention, index.headers[citing]
    target = _pointed(cue, citing, index)
    if not target or target == here.id:
        return None
    held = target in index.by_id
    return Reference(
        start=mention.start,
        end=mention.end,
        quote=mention.quote,
        status="held" if held else "absent",
        describes=Description(edition=mention.edition or target),
        target=target if held else "",
        relation="see",
        confidence=1.0 if mention.target else 0.97,
        why=f"The edition itself points to {target}.",
        rule=mention.rule,
        text=mention.text,
        note=mention.note,
    )


def _pointed(cue: Cue, citing: int, index: Index) -> str:
    mention, here = cue.mention, index.headers[citing]
    if mention.target:
        return re.sub(r"#.*", "", mention.target)
    if mention.number:
        place = index.by_edition.get((here.volume, mention.number))
        return index.headers[place].id if place is not None else ""
    step = _BESIDE.get(mention.edition)
    if step is not None:
        return _neighbour(citing, step, index)
    pages = index.by_page.get((here.volume, mention.edition.removeprefix("p. ")), [])
    return index.headers[pages[0]].id if len(pages) == 1 else ""


def _neighbour(citing: int, step: int, index: Index) -> str:
    place = citing + step
    here = index.headers[citing]
    while 0 <= place < len(index.headers) and index.headers[place].volume == here.volume:
        if not index.headers[place].parent:
            return index.headers[place].id
        place += step
    return ""


def link(
    headers: Iterable[Header],
    entities: Sequence[Entity] = (),
    decisions: Sequence[Decision] = (),
) -> Linked:
    """Resolve every mention of the headers' records; pure, and in linear time.

    `entities` are those of all authorities, to be joined; `decisions` what persons decided,
    which outweighs every rule.
    """
    index = Index(list(headers))
    table = weights()
    references = {
        one.id: tuple(refer(index, place, table))
        for place, one in enumerate(index.headers)
        if one.cues
    }
    return Linked(references={key: found for key, found in references.items() if found})
