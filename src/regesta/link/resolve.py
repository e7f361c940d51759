"""The mentions of one record against the records their keys pick out, and what each came to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from regesta.link.absence import absence
from regesta.link.ask import Features, Fit, prepare
from regesta.link.candidates import candidates
from regesta.link.cues import Cue
from regesta.link.decide import Verdict, Weights, decide, kind_of
from regesta.link.describe import Meant, describe
from regesta.link.evidence import reasons
from regesta.link.features import fit
from regesta.link.keys import Index
from regesta.link.pointers import point
from regesta.link.rivals import mark_recency, mark_rivals
from regesta.model import Candidate, Description, Reference

_CANDIDATES_KEPT = 3
_LEAST_SHARE = 0.05
_SURE = 0.8


class Scored(Struct, frozen=True, gc=False):
    """A mention with its description, its candidates' places and what speaks for each."""

    meant: Meant
    places: list[int]
    fits: list[Fit]
    absence: Features


def score(cue: Cue, citing: int, index: Index, cited: frozenset[int] = frozenset()) -> Scored:
    """Describe a mention and compare it with its candidates.

    `cited` are the places of records that the citing one surely names in other words.
    """
    meant = describe(cue, index.headers[citing])
    places = candidates(meant, index, citing)
    if meant.kind not in ("numbered", "dated"):
        places += [place for place in sorted(cited) if place not in places and place != citing]
    fits: list[Fit] = []
    if places:
        ask = prepare(meant, index, citing)
        fits = [fit(ask, index, place) for place in places]
        mark_rivals(fits)
        if meant.kind != "numbered" and not meant.first:
            mark_recency(index, citing, places, fits)
            for place, one in zip(places, fits, strict=True):
                if place in cited:
                    one.found.append(("named elsewhere in the record", 1.0))
    return Scored(meant, places, fits, absence(meant, cue, fits, index, citing))


def refer(index: Index, citing: int, table: Weights) -> list[Reference]:
    """Return what each mention of one record came to, in the order of the mentions.

    Numbered and dated mentions first: what they surely name is what vaguer words of the
    same record mean before anything else.
    """
    cues = index.headers[citing].cues
    made = _told_exactly(index, citing, table)
    cited = _surely(made.values(), index)
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


def _told_exactly(index: Index, citing: int, table: Weights) -> dict[int, Reference]:
    """Return what pointers, numbered and dated mentions of a record came to, by their place."""
    made: dict[int, Reference] = {}
    known: dict[tuple[str, bool, tuple[str, ...]], Reference] = {}
    for number, cue in enumerate(index.headers[citing].cues):
        mention = cue.mention
        if mention.kind == "pointer":
            pointed = point(cue, citing, index)
            if pointed is not None:
                made[number] = pointed
        elif mention.kind == "numbered":
            # a record that cites much cites the same number again and again
            key = (mention.quote, cue.answers, cue.dear)
            first = known.get(key)
            if first is None:
                first = known[key] = _resolve(cue, citing, index, table, frozenset())
                made[number] = first
            else:
                made[number] = replace(
                    first, start=mention.start, end=mention.end, text=mention.text,
                    note=mention.note,
                )  # fmt: skip
        elif mention.kind == "dated" and not mention.note:
            made[number] = _resolve(cue, citing, index, table, frozenset())
    _join_numbers(index.headers[citing].cues, made)
    return made


_OTHER_NUMBER = "Another number of what is named beside it."


def _join_numbers(cues: Sequence[Cue], made: dict[int, Reference]) -> None:
    """Let all numbers of one telegram mean the record that one of them surely means."""
    for number, cue in enumerate(cues):
        if cue.same and number in made and cues[number - 1].mention.kind == "numbered":
            one, other = made[number - 1], made[number]
            if one.status == "held" and other.status != "held":
                made[number] = _meaning(other, one, _OTHER_NUMBER)
            elif other.status == "held" and one.status != "held":
                made[number - 1] = _meaning(one, other, _OTHER_NUMBER)


def _meaning(one: Reference, held: Reference, why: str) -> Reference:
    """Return a reference with the target of another of the same record."""
    return replace(
        one, status="held", target=held.target, confidence=held.confidence, candidates=(), why=why
    )


def _surely(made: Iterable[Reference], index: Index) -> frozenset[int]:
    return frozenset(
        index.by_id[one.target]
        for one in made
        if one.target and one.confidence >= _SURE and not one.note and one.relation != "see"
    )


def cited_surely(index: Index, citing: int, table: Weights) -> frozenset[int]:
    """Return the places of the records that a record surely names by number or day."""
    return _surely(_told_exactly(index, citing, table).values(), index)


def _antecedent(cues: Sequence[Cue], made: dict[int, Reference]) -> Reference | None:
    """Return the first numbered reference of a record: what "reftel" means."""
    for number, cue in enumerate(cues):
        if cue.mention.kind == "numbered" and not cue.mention.note and number in made:
            return made[number]
    return None


_AGREED = "The same words mean the same document elsewhere in the record."


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
        same = replace(best, start=one.start, end=one.end, quote=one.quote, text=one.text)
        agreed.append(replace(same, why=_AGREED))
    return agreed


def _resolve(
    cue: Cue, citing: int, index: Index, table: Weights, cited: frozenset[int]
) -> Reference:
    scored = score(cue, citing, index, cited)
    meant = scored.meant
    verdict = decide(kind_of(meant.kind), [one.found for one in scored.fits], scored.absence, table)
    return _reference(cue, scored, verdict, index, citing)


def _reference(cue: Cue, scored: Scored, verdict: Verdict, index: Index, citing: int) -> Reference:
    mention = cue.mention
    target, why = "", ""
    if verdict.status == "held":
        there = index.headers[scored.places[verdict.best]]
        target = there.id
        why = reasons(scored.fits[verdict.best].found, index.headers[citing], there)
    elif verdict.status == "absent":
        why = "No record of this archive fits what is told of it."
    else:
        why = "Several readings are left, none sure enough."
    kept = _kept(scored, verdict, index) if verdict.shares else ()
    return Reference(
        start=mention.start,
        end=mention.end,
        quote=mention.quote,
        status=verdict.status,
        describes=scored.meant.shown,
        target=target,
        relation=_relation(cue, scored.meant),
        candidates=() if verdict.status == "held" and len(kept) < 2 else kept,
        confidence=round(verdict.confidence, 3),
        why=why,
        rule=mention.rule,
        text=mention.text,
        note=mention.note,
    )


def _kept(scored: Scored, verdict: Verdict, index: Index) -> tuple[Candidate, ...]:
    """Return the likeliest candidates, those first that are most so."""
    likely = [
        (-share, number) for number, share in enumerate(verdict.shares) if share >= _LEAST_SHARE
    ]
    likely.sort()
    return tuple(
        Candidate(id=index.headers[scored.places[number]].id, confidence=round(-share, 3))
        for share, number in likely[:_CANDIDATES_KEPT]
    )


def _relation(cue: Cue, meant: Meant) -> str:
    if meant.order == "attached":
        return "encloses"
    return "answers" if cue.answers and meant.owner != "mine" else "cites"


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
