"""The queues of what is in doubt, one thing a page, to be decided by single keys or buttons."""

from __future__ import annotations

from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from regesta.model import Decision
from regesta.show.accounts.addresses import safe_next
from regesta.show.site.decision_pages import judged_about
from regesta.show.site.desk import WORDS, NoPage, ledger_of, page, reading
from regesta.show.site.ledger import Book
from regesta.show.site.library import Reading
from regesta.show.site.review import QUEUES, Item, doubt_about, item_of


def show_review(request: Request) -> Response:
    """Answer with the queues and how much each holds."""
    room = reading(request)
    book = ledger_of(request).book()
    return page(
        request,
        room,
        "review.html",
        title=WORDS.say("review.title"),
        queues=[(kind, room.queues.left(kind, book), len(room.queues.of(kind))) for kind in QUEUES],
        decided=len(book.standing),
    )


def show_queue(request: Request) -> Response:
    """Answer with the first thing of a queue, behind the rank `after`, that nobody decided yet."""
    room = reading(request)
    kind = request.path_params["queue"]
    if kind not in QUEUES:
        raise NoPage("error.text_404")
    asked = request.query_params.get("after", "0")
    after = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 10 else 0
    book = ledger_of(request).book()
    undecided = (item_of(room.archive, one) for one in room.queues.open(kind, book, after))
    found = next((item for item in undecided if item), None)
    if found is None and after and room.queues.left(kind, book):
        return RedirectResponse(f"/review/{kind}", 303)
    return _page(request, room, kind, found, book, after)


def show_item(request: Request) -> Response:
    """Answer with any one thing to decide: `about` and `subject` name it."""
    room = reading(request)
    about = request.query_params.get("about", "")
    subject = request.query_params.get("subject", "")
    if about not in ("reference", "date", "person"):
        raise NoPage("error.text_404")
    found = item_of(room.archive, doubt_about(room.archive, about, subject))
    if found is None:
        raise NoPage("decisions.no_ground")
    back = safe_next(request.query_params.get("next", ""), f"/record/{subject.partition('#')[0]}")
    return _page(request, room, "", found, ledger_of(request).book(), 0, back)


def _page(
    request: Request,
    room: Reading,
    kind: str,
    item: Item | None,
    book: Book,
    after: int,
    back: str = "",
) -> Response:
    rank = item.rank if item else 0
    skip = f"/review/{kind}?{urlencode({'after': rank})}" if kind else back
    thing = item.subject.partition("#")[0] if item else ""
    judged = [
        one
        for one in judged_about(request, room, thing)
        if item and (one.decision.about, one.decision.subject) == (item.about, item.subject)
    ]
    # What was skipped stays skipped: the next is looked for behind this one.
    onward = (
        f"/review/{kind}?{urlencode({'after': after})}" if kind and after else f"/review/{kind}"
    )
    return page(
        request,
        room,
        "review_item.html",
        title=WORDS.say(f"review.{kind or 'item'}"),
        kind=kind,
        item=item,
        left=room.queues.left(kind, book) if kind else 0,
        next=onward if kind else back,
        skip=skip,
        judged=judged,
        done=_done(request, book),
    )


def _done(request: Request, book: Book) -> Decision | None:
    """Give the decision that led here."""
    return book.by_id.get(request.query_params.get("done", ""))
