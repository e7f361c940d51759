"""Decisions taken, undone and listed; and the build that applies them."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from regesta.errors import WrongUse
from regesta.keep.archive import Archive
from regesta.keep.deciding import ABSENT, CAN
from regesta.model import Decision
from regesta.show.accounts.addresses import safe_next
from regesta.show.accounts.audit import note
from regesta.show.accounts.visitor import Visitor
from regesta.show.site.desk import WORDS, ledger_of, page, paging, reading, visitor_of
from regesta.show.site.forms import Form
from regesta.show.site.ledger import Book, Judged, judge, names_known
from regesta.show.site.library import Reading
from regesta.show.site.rebuild import Rebuild

_RECORD, _ENTITY = "/record/", "/entity/"


def take_decision(request: Request, form: Form, visitor: Visitor) -> Response:
    """Take one decision and go on to `next`."""
    room = reading(request)
    verdict, _, value = form.get("choice", "").partition(" ")
    if not value and verdict in ("correct", "merge", "split", "add"):
        value = form.get("value", "")
    about, subject = form.get("about", ""), form.get("subject", "")
    if verdict not in CAN:
        raise HTTPException(400, WORDS.say("accounts.no_form"))
    try:
        demand_ground(room.archive, about, subject)
        value = meant(room.archive, verdict, about, value)
        made = ledger_of(request).decide(
            visitor.name, verdict, about, subject, value, form.get("why", "")  # type: ignore[arg-type]
        )  # fmt: skip
    except WrongUse as error:
        raise HTTPException(400, str(error)) from error
    note(room.archive.folder, "decided", visitor.name, id=made.id)
    return _go_on(form, made)


def take_undo(request: Request, form: Form, visitor: Visitor) -> Response:
    """Undo a decision by another one."""
    ledger = ledger_of(request)
    found = ledger.book().by_id.get(form.get("id", ""))
    if found is None or found.id in ledger.book().undone:
        raise HTTPException(400, WORDS.say("decisions.none_such"))
    made = ledger.decide(visitor.name, "undo", "decision", found.id, why=form.get("why", ""))
    note(reading(request).archive.folder, "undid", visitor.name, id=made.id)
    return _go_on(form, made)


def show_decisions(request: Request) -> Response:
    """Answer with all decisions, the latest first, and those whose ground has gone."""
    room = reading(request)
    book = ledger_of(request).book()
    whole = not room.archive.left_out.restrictions
    visitor = visitor_of(request)
    who = visitor.name if visitor else ""
    every = [
        one
        for one in reversed(book.decisions.all)
        if whole or is_told(room.archive, book, one, who)
    ]
    leaves = paging(request, len(every))
    shown = judge(room.archive, every[leaves.offset : leaves.offset + leaves.size], book)
    applied = room.archive.decided()
    standing = [one.id for one in book.standing]
    return page(
        request,
        room,
        "decisions.html",
        title=WORDS.say("decisions.title"),
        paging=leaves,
        judged=shown,
        waiting=sum(id not in applied for id in standing) + len(applied.difference(standing)),
        lost=room.lost_ground(book) if whole else (),
        broken=book.decisions.broken if whole else (),
        building=rebuild_of(request).state(),
        said=rebuild_of(request).said(),
    )


def take_rebuild(request: Request, form: Form, visitor: Visitor) -> Response:
    """Have the archive built anew, with all that was decided."""
    if rebuild_of(request).start():
        note(reading(request).archive.folder, "build", visitor.name)
    return RedirectResponse("/decisions", 303)


def rebuild_of(request: Request) -> Rebuild:
    """Give what starts builds of this archive."""
    state = request.app.state
    if not hasattr(state, "rebuild"):
        state.rebuild = Rebuild(state.library.folder)
    found: Rebuild = state.rebuild
    return found


def judged_about(request: Request, room: Reading, thing: str) -> list[Judged]:
    """Give the standing decisions about a record or entity, as its page shows them.

    The static site shows those alone that the build applied.
    """
    book: Book = ledger_of(request).book()
    told = book.by_thing.get(thing, ())
    if room.archive.left_out.restrictions:
        told = tuple(one for one in told if is_told(room.archive, book, one))
    found = judge(room.archive, told, book)
    still = bool(request.scope.get("still", ()))
    return [one for one in found if one.applied or not still]


def is_told(archive: Archive, book: Book, one: Decision, who: str = "") -> bool:
    """Whether a decision speaks only of what this archive holds, or is of whoever asks."""
    if one.who == who:
        return True
    if one.about == "decision":
        undone = book.by_id.get(one.subject)
        return undone is not None and is_told(archive, book, undone, who)
    thing = one.subject.partition("#")[0]
    there = archive.has(thing) or archive.entity(thing) is not None
    return there and names_known(archive, one)


def demand_ground(archive: Archive, about: str, subject: str) -> None:
    """Raise `WrongUse` for a decision about what is not here (or not for whoever asks)."""
    thing = subject.partition("#")[0]
    if "#" in subject or about in ("date", "record", "reference"):
        if not archive.has(thing):
            raise WrongUse(WORDS.say("decisions.no_record", id=thing[:80]))
    elif about == "entity" and archive.entity(thing) is None:
        raise WrongUse(WORDS.say("decisions.no_entity", id=thing[:80]))


def meant(archive: Archive, verdict: str, about: str, value: str) -> str:
    """Return the id that was written as an id, an address of this site, or a name.

    Raises `WrongUse` where it is none of these.
    """
    value = value.strip()
    if verdict not in ("accept", "correct", "merge", "split") or not value:
        return value
    path = unquote(urlsplit(value).path) if "/" in value else value
    if about == "reference":
        id = path.partition(_RECORD)[2] or value
        if id == ABSENT or archive.has(id):
            return id
        raise WrongUse(WORDS.say("decisions.no_record", id=id[:80]))
    if about in ("person", "entity"):
        return _entity(archive, path.partition(_ENTITY)[2] or value)
    return value


def _entity(archive: Archive, said: str) -> str:
    found = archive.entity(said)
    if found is not None:
        return said
    wanted = said.casefold()
    named = [
        one.id
        for one in archive.iter_entities()
        if wanted in {one.name.casefold(), *(form.name.casefold() for form in one.names)}
    ]
    if len(named) == 1:
        return named[0]
    raise WrongUse(
        WORDS.say("decisions.many_entities", ids=", ".join(named[:5]))
        if named
        else WORDS.say("decisions.no_entity", id=said[:80])
    )


def _go_on(form: Form, made: Decision) -> Response:
    """Lead on to where the form says, with the decision just made, which can be undone there."""
    next_ = safe_next(form.get("next", ""), "/review")
    address, mark, fragment = next_.partition("#")
    joint = "&" if "?" in address else "?"
    return RedirectResponse(f"{address}{joint}done={made.id}{mark}{fragment}", 303)
