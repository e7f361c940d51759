"""The stages as they are shipped."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

from regesta.build.rules import LINKING, READING, rules_version
from regesta.build.stages import Stages
from regesta.link.engine import link
from regesta.link.header import Header, header, light
from regesta.model import Entity
from regesta.read.authority import load_authority
from regesta.read.merge import merge_records
from regesta.read.registry import read_source
from regesta.read.sources import discover
from regesta.search.embedded import EmbeddedWriter
from regesta.search.embedder import the_embedder
from regesta.search.index import Writer
from regesta.search.meaning import MeaningWriter
from regesta.understand.gazetteer import place_entities
from regesta.understand.persons import builtin_entities as builtin_persons
from regesta.understand.pipeline import understand, understand_all
from regesta.understand.places import builtin_organisations


def default_stages() -> Stages:
    """Return the stages of this version of Regesta."""
    return Stages(
        discover=discover,
        read_source=read_source,
        load_authority=load_authority,
        builtin=builtin_entities,
        understand=understand,
        understand_all=understand_all,
        merge=merge_records,
        header=header,
        header_type=Header,
        light=light,
        link=link,
        writer=open_writer,
        rules=rules_version(READING),
        linking=rules_version(LINKING),
        meaning=meaning_writer,
    )


@cache
def builtin_entities() -> tuple[Entity, ...]:
    """Return the persons, places and organisations that come along."""
    return (*builtin_persons(), *place_entities(), *builtin_organisations())


def meaning_writer() -> Callable[[Path, Iterable[Entity]], Writer]:
    """Return what opens a writer for search by meaning too; raises `WrongUse` without the extra."""
    the_embedder()
    return open_meaning_writer


def open_meaning_writer(path: Path, entities: Iterable[Entity]) -> Writer:
    """Return the writer of the embedded engine, with what search by meaning needs."""
    return MeaningWriter(open_writer(path, entities), path, the_embedder())


def open_writer(path: Path, entities: Iterable[Entity]) -> Writer:
    """Return the writer of the embedded engine, which finds the entities by all their names."""
    return EmbeddedWriter(path, entities=entities)
