"""What the records of a part of the archive tell, kept so that it need not be gathered again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from msgspec import Struct, msgpack

from regesta.build.doubting import Doubting, Found
from regesta.build.telling import Telling
from regesta.keep.told import Told
from regesta.model import Record
from regesta.model.agreement import AgreementSighting


class Gathered(Struct, frozen=True, array_like=True):
    """What some records tell: of agreements, of what is asked of whom, of what is in doubt.

    `cited` counts how often they cite each document, or leave each name open.
    """

    sightings: list[AgreementSighting]
    directives: list[Told]
    found: list[Found]
    cited: dict[str, int]


_DECODER = msgpack.Decoder(Gathered)
_ENCODER = msgpack.Encoder()


class Gathering:
    """Collects what records tell while they pass by."""

    def __init__(self) -> None:
        self._telling = Telling()
        self._doubting = Doubting()

    def add(self, record: Record) -> None:
        """Note what one record tells."""
        self._telling.add(record)
        self._doubting.add(record)

    def encoded(self) -> bytes:
        """Return all that was noted, as it is kept."""
        telling, doubting = self._telling, self._doubting
        return _ENCODER.encode(
            Gathered(telling.sightings, telling.directives, doubting.found, doubting.cited)
        )


def joined(parts: Iterable[bytes], places: Mapping[str, int]) -> tuple[Telling, Doubting]:
    """Return what all parts tell together, in the order of `places` of the records' ids."""
    gathered = [_DECODER.decode(part) for part in parts]
    cited: Counter[str] = Counter()
    for one in gathered:
        cited.update(one.cited)
    sightings = [one for part in gathered for one in part.sightings]
    directives = [one for part in gathered for one in part.directives]
    found = [one for part in gathered for one in part.found]
    sightings.sort(key=lambda one: places[one.record])
    directives.sort(key=lambda one: places[one.record])
    found.sort(key=lambda one: places[one.record])
    return Telling(sightings, directives), Doubting(found, cited)
