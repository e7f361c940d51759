"""The authority as rules use it: names in every form, found at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from regesta.model import Entity


class Authority:
    """Entities by id and by folded name; built once a source, read many times.

    The names of persons, organisations and places in a text are found by `names` and
    `places`, which build what they need of it once and keep it here.
    """

    def __init__(self, entities: Iterable[Entity] = ()) -> None:
        self.entities: Mapping[str, Entity] = {entity.id: entity for entity in entities}

    def get(self, identifier: str) -> Entity | None:
        """Return the entity of this id, or None."""
        return self.entities.get(identifier)
