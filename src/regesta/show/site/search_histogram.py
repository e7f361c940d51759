"""When the documents of a search were written, as bars to click or to brush."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from markupsafe import Markup
from msgspec import Struct

from regesta.search.index import FacetCount, Query
from regesta.show.dates import say_edtf
from regesta.show.site.desk import WORDS
from regesta.show.site.pictures import Bar, bars
from regesta.show.site.search_query import query_address

# Matches of so few years are shown by month; of more than so many, nothing is drawn.
FEW_YEARS = 4
MOST_YEARS = 250


class Histogram(Struct, frozen=True):
    """The picture, and the years or months of its bars from left to right."""

    picture: Markup
    units: tuple[str, ...]


def histogram(query: Query, facets: Mapping[str, Sequence[FacetCount]]) -> Histogram | None:
    """Draw how many matches are of each year, or month of few years; None for fewer than two.

    A bar leads to the same search held to its time. What is of uncertain date counts in each
    year that it may be of.
    """
    years = _counts(facets.get("year", ()), query, 4)
    if not years or int(max(years)) - int(min(years)) >= MOST_YEARS:
        return None
    units = [f"{year:04d}" for year in range(int(min(years)), int(max(years)) + 1)]
    counts = years
    months = _counts(facets.get("month", ()), query, 7)
    if len(units) <= FEW_YEARS and months:
        units, counts = list(_months(min(months), max(months))), months
    if len(units) < 2:
        return None
    rows = [
        Bar(
            name=_name(unit),
            count=counts.get(unit, 0),
            address=query_address(query, since=unit, until=unit),
            label=f"{say_edtf(unit, WORDS)}: {WORDS.count('count.records', counts.get(unit, 0))}",
            said=say_edtf(unit, WORDS),
        )
        for unit in units
    ]
    return Histogram(bars(rows, WORDS.say("search.histogram")), tuple(units))


def _counts(values: Sequence[FacetCount], query: Query, length: int) -> dict[str, int]:
    """Return the counts by year or month, within the span of days that is asked for."""
    since, until = query.since[:length], query.until[:length]
    return {
        one.value: one.count
        for one in values
        if one.count and one.value >= since and (not until or one.value[: len(until)] <= until)
    }


def _months(first: str, last: str) -> Iterator[str]:
    start, end = (int(one[:4]) * 12 + int(one[5:7]) - 1 for one in (first, last))
    yield from (f"{at // 12:04d}-{at % 12 + 1:02d}" for at in range(start, end + 1))


def _name(unit: str) -> str:
    if len(unit) == 4:
        return unit
    month = WORDS.listed("date.months_short")[int(unit[5:7]) - 1]
    return f"{month} {unit[:4]}"
