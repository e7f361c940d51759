"""A register as a page: one part of it shown, found by words, and taken along whole.

Every register answers to `q` (words that an entry must hold), `sort` (one of its orders), `page`,
and `form` (csv or json: all entries that match, for programs), and to programs that ask for JSON.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Generic, TypeVar

import msgspec
from anyascii import anyascii
from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response

from regesta.show.export.tables import MANY, disarm
from regesta.show.site.desk import PAGE_SIZE, WORDS, json_answer, page, paging, wants_json
from regesta.show.site.library import Reading
from regesta.show.site.rendering import Paging, environment

LONGEST_FILTER = 100
# Of more pages, the site as files has one order alone; its script makes the others.
MOST_PAGES_IN_ORDER = 20
_ROW = re.compile(r"<(tr|li)>.*?</\1>", re.S)
Row = TypeVar("Row")


class Order(Struct, Generic[Row], frozen=True, kw_only=True):
    """An order of a register: what it goes by, and whether the greatest come first."""

    key: Callable[[Row], Any]
    falling: bool = False

    @property
    def said(self) -> str:
        """The direction as ARIA has it."""
        return "descending" if self.falling else "ascending"


class Shelf(Struct, Generic[Row], frozen=True, kw_only=True):
    """A register: how many entries, and a part of them by offset and limit (None: all).

    `words` are those of an entry that `q` looks in, `told` is the entry as programs get it,
    `dress` what the template needs beside it. `matching` finds entries in another way.
    `orders` are those that readers can choose; `part` gives the entries in the first of them.
    """

    count: int
    part: Callable[[int, int | None], Sequence[Row]]
    words: Callable[[Row], str]
    told: Callable[[Row], object] = msgspec.to_builtins
    dress: Callable[[Row], object] = lambda row: row
    matching: Callable[[str], Sequence[Row]] | None = None
    orders: Mapping[str, Order[Row]] = {}

    def found(self, asked: str) -> Sequence[Row]:
        """Return the entries that hold every word asked for, marks and case aside."""
        if self.matching is not None:
            return self.matching(asked)
        return holding(self.part(0, None), self.words, asked)

    def order(self, asked: str) -> str:
        """Return the name of the order that is asked for, the first where there is no such."""
        return asked if asked in self.orders else next(iter(self.orders), "")

    def sorted(self, rows: Sequence[Row], order: str) -> Sequence[Row]:
        """Return entries in one of the orders; those that are alike stay as they were."""
        by = self.orders[order]
        return sorted(rows, key=by.key, reverse=by.falling)


def whole(rows: Sequence[Row]) -> Callable[[int, int | None], Sequence[Row]]:
    """Give the parts of a list that is at hand whole."""
    return lambda offset, limit: rows[offset : None if limit is None else offset + limit]


def holding(rows: Sequence[Row], words: Callable[[Row], str], asked: str) -> list[Row]:
    """Keep the rows whose words hold every word asked for, marks and case aside."""
    wanted = _fold(asked).split()
    folded = ((row, _fold(words(row))) for row in rows)
    return [row for row, said in folded if all(word in said for word in wanted)]


def by_name(words: Callable[[Row], str]) -> Order[Row]:
    """Give the order of the letters of all scripts as ASCII."""
    return Order(key=lambda row: anyascii(words(row)).casefold())


def most(number: Callable[[Row], float]) -> Order[Row]:
    """Give the order in which the greatest come first."""
    return Order(key=number, falling=True)


def _fold(name: str) -> str:
    return name.casefold() if name.isascii() else f"{name} {anyascii(name)}".casefold()


def list_page(
    request: Request,
    room: Reading,
    template: str,
    shelf: Shelf[Row],
    *,
    size: int = PAGE_SIZE,
    variant: str = "",
    **context: Any,
) -> Response:
    """Answer with the page of the register that is asked for, or with all of it as data.

    `size` entries stand on a page. `variant` tells lists of one address apart.
    """
    asked = request.query_params.get("q", "").strip()[:LONGEST_FILTER]
    sort = shelf.order(request.query_params.get("sort", ""))
    found = shelf.found(asked) if asked else None
    if sort != shelf.order(""):
        if found is None:
            found = room.ordered(
                f"{request.url.path}?{variant}", sort,
                lambda: shelf.sorted(shelf.part(0, None), sort),
            )  # fmt: skip
        else:
            found = shelf.sorted(found, sort)
    form = request.query_params.get("form", "")
    if form == "rows" and request.scope.get("still"):
        return _whole_list(request, room, template, shelf, context)
    if form in ("csv", "json"):
        rows = shelf.part(0, None) if found is None else found
        if form == "json":
            return json_answer([shelf.told(row) for row in rows])
        return _table(request.url.path, [shelf.told(row) for row in rows])
    pages = paging(request, shelf.count if found is None else len(found), size)
    if found is None:
        shown = shelf.part(pages.offset, pages.size)
    else:
        shown = found[pages.offset : pages.offset + pages.size]
    if wants_json(request):
        return json_answer([shelf.told(row) for row in shown])
    return page(
        request,
        room,
        template,
        rows=[shelf.dress(row) for row in shown],
        paging=pages,
        asked=asked,
        sort=sort,
        orders={name: order.said for name, order in shelf.orders.items()},
        by_script=bool(request.scope.get("still")) and pages.pages > MOST_PAGES_IN_ORDER,
        bare=False,
        **context,
    )


def _whole_list(
    request: Request, room: Reading, template: str, shelf: Shelf[Row], context: Mapping[str, Any]
) -> Response:
    """Answer with all entries as they stand on the page, for the script of the site as files.

    `rows` are their HTML, `words` what they are found by, `orders` for each order but the
    first the numbers of the rows in it.
    """
    rows = shelf.part(0, None)
    first = shelf.order("")
    numbers = {id(row): number for number, row in enumerate(rows)}
    markup = environment(WORDS.language).get_template(template).render(
        rows=[shelf.dress(row) for row in rows], bare=True, asked="", sort=first,
        orders={name: order.said for name, order in shelf.orders.items()}, by_script=True,
        path=request.url.path, asked_pairs=[], still=request.scope["still"],
        paging=Paging(request.url.path, 1, len(rows), len(rows) or 1), **context,
    )  # fmt: skip
    start = max(markup.find("<tbody>"), 0)
    return json_answer(
        {
            "rows": [row[0] for row in _ROW.finditer(markup, start)],
            "words": [_fold(shelf.words(row)) for row in rows],
            "orders": {
                name: [numbers[id(row)] for row in shelf.sorted(rows, name)]
                for name in shelf.orders
                if name != first
            },
        }
    )


def _table(path: str, rows: Sequence[object]) -> Response:
    """Write rows as CSV: what lies within an entry has a column with both names."""
    flat = [dict(_flat("", row)) for row in rows]
    columns = list(dict.fromkeys(column for row in flat for column in row))
    content = io.StringIO()
    writer = csv.writer(content)
    writer.writerow(columns)
    writer.writerows([row.get(column, "") for column in columns] for row in flat)
    name = path.strip("/").replace("/", "-")
    return Response(
        content.getvalue().encode("utf-8-sig", errors="replace"),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
    )


def _flat(name: str, value: object) -> Iterator[tuple[str, object]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _flat(f"{name}.{key}" if name else key, inner)
    elif isinstance(value, list | tuple):
        yield name, disarm(MANY.join(_short(one) for one in value))
    else:
        yield name, disarm(value) if isinstance(value, str) else value


def _short(value: object) -> str:
    """Name an entry of a list in a cell: by its id or name, else by all it holds."""
    if not isinstance(value, dict):
        return str(value)
    told = value.get("id") or value.get("name") or value.get("stage")
    return str(told) if told else " ".join(str(one) for one in value.values() if one)
