"""Dates as the documents give them: EDTF, the interval in minutes, the words as printed."""

from __future__ import annotations

from msgspec import Struct


class DateSpan(Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """A date of any precision.

    `edtf` follows ISO 8601-2 (EDTF level 1, with minutes where the document has them:
    `1950-01-03T04:00`, `1950-01`, `1950-01-03?`, `1950-01-02/1950-01-05`).
    `earliest` and `latest` are the first and the last minute it can mean, both inclusive,
    `YYYY-MM-DDTHH:MM` in the local time of `place` ("" when the place is not known);
    `offset` is that place's minutes east of UTC at that time, None where not known.
    `quote` is the date as printed. `calendar` is "julian" for an old-style date
    (edtf, earliest, latest are then already converted to the Gregorian calendar).
    """

    edtf: str
    earliest: str
    latest: str
    place: str = ""
    offset: int | None = None
    quote: str = ""
    calendar: str = ""
    rule: str = ""
    confidence: float = 1.0

    @property
    def day(self) -> str:
        """The day `YYYY-MM-DD` when the date is exactly one day or less, else ""."""
        return self.earliest[:10] if self.earliest[:10] == self.latest[:10] else ""

    @property
    def minute(self) -> str:
        """The minute `YYYY-MM-DDTHH:MM` when the date is exact to it, else ""."""
        return self.earliest if self.earliest == self.latest else ""
