"""Harvesting: what providers of OAI-PMH have, written as files into the archive's folder.

    [[harvest]]
    name = "kelmar"
    address = "https://archive.example/oai"
    prefix = "oai_dc"          # or mods, ead, tei …
    set = "letters"            # optional

Each record is a file of its own, so that a build reads what changed and never the network. What
the provider says was deleted is taken away. A harvest asks for what is new since the last one,
and goes on where one broke off; how far it came stands in the hidden file `.harvest.json`.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
from lxml import etree
from msgspec import Struct
from msgspec.structs import replace

from regesta.build.oai_client import BadTokenError, Client, NoRecordsError, Page
from regesta.errors import ArchiveError, RegestaError, WrongUse
from regesta.keep.settings import Harvest, read_settings
from regesta.read.oai import SPACE
from regesta.read.sources import SOURCES

FOLDER = "harvest"
STATE = ".harvest.json"
MAX_RECORDS = 1_000_000
_UNFIT = re.compile(r"[^a-z0-9]+")


class State(Struct, kw_only=True, omit_defaults=True):
    """How far a harvest came: what was asked, since when, and the token of what comes next."""

    address: str = ""
    prefix: str = ""
    set: str = ""
    since: str = ""
    token: str = ""
    began: str = ""


class Harvested(Struct, kw_only=True):
    """What one harvest did; `error` says why it ended early, "" where it did not."""

    name: str
    folder: str
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    deleted: int = 0
    since: str = ""
    error: str = ""


def harvest(
    folder: Path,
    names: tuple[str, ...] = (),
    *,
    anew: bool = False,
    make_client: Callable[..., Client] = Client,
    tell: Callable[[Harvested], None] | None = None,
) -> list[Harvested]:
    """Harvest what the settings of the archive in `folder` list, or only those with these names.

    `anew` asks for everything, and takes away what the provider no longer has. `tell` hears how
    far it came after each answer. Raises WrongUse for a name that is not listed.
    """
    settings = read_settings(folder)
    listed = {one.name: one for one in settings.harvest}
    for name in names:
        if name not in listed:
            known = ", ".join(listed) or "none"
            raise WrongUse(f"No harvest is called {name!r}.", way_out=f"Listed are: {known}.")
    if not listed:
        raise WrongUse(
            "regesta.toml lists no harvest.",
            way_out='Add [[harvest]] with name = "…" and address = "https://…/oai".',
        )
    done: list[Harvested] = []
    for one in [listed[name] for name in names] or listed.values():
        client = make_client(one.address, pause=one.pause, contact=settings.addresses.contact)
        run = _Run(folder, bool(settings.sources), one, client, tell)
        try:
            run.go(anew=anew)
        except RegestaError as error:
            run.done.error = str(error)
        done.append(run.done)
    return done


class _Run:
    """One harvest of one provider."""

    def __init__(
        self,
        folder: Path,
        has_sources: bool,
        rule: Harvest,
        client: Client,
        tell: Callable[[Harvested], None] | None,
    ) -> None:
        self._rule, self._client, self._tell = rule, client, tell
        # Where the whole folder is read, a folder `sources` would hide the rest of it.
        inside = has_sources or (folder / SOURCES).is_dir()
        self._folder = folder / (SOURCES if inside else "") / FOLDER / rule.name
        self._check_place(folder)
        self._seen: set[str] = set()
        self.done = Harvested(name=rule.name, folder=self._folder.relative_to(folder).as_posix())

    def _check_place(self, folder: Path) -> None:
        if not self._folder.resolve().is_relative_to(folder.resolve()):
            raise ArchiveError(
                f"{self._folder} leads out of the archive.", way_out="Remove the link there."
            )

    def go(self, *, anew: bool) -> None:
        """Ask, write, take away; keep how far it came after each answer."""
        state = self._state(anew=anew)
        whole = not state.since and not state.token
        arguments = self._arguments(state)
        self.done.since = state.since
        try:
            self._take(arguments, state)
        except BadTokenError:
            state.token = ""
            whole = not state.since
            self._take(arguments, state)
        except NoRecordsError:  # nothing new; of a provider that has nothing, nothing is removed
            whole = False
        if whole:
            self._remove_unseen()
        state = replace(state, since=state.began or state.since, token="", began="")
        self._keep(state)

    def _state(self, *, anew: bool) -> State:
        """How far the last harvest came; nothing where something else was asked then."""
        asked = State(address=self._rule.address, prefix=self._rule.prefix, set=self._rule.set)
        path = self._folder / STATE
        try:
            found = msgspec.json.decode(path.read_bytes(), type=State)
        except FileNotFoundError:
            return asked
        except (OSError, msgspec.DecodeError, ValueError) as error:
            raise ArchiveError(
                f"{path} cannot be read ({error}).",
                way_out="Remove it to harvest everything anew.",
            ) from error
        same = (found.address, found.prefix, found.set) == (asked.address, asked.prefix, asked.set)
        return found if same and not anew else asked

    def _arguments(self, state: State) -> dict[str, str]:
        found = {"metadataPrefix": self._rule.prefix}
        if self._rule.set:
            found["set"] = self._rule.set
        if state.since:
            found["from"] = state.since
        return found

    def _take(self, arguments: dict[str, str], state: State) -> None:
        days = "T" not in self._client.identify().get("granularity", "YYYY-MM-DDThh:mm:ssZ")
        for page in self._client.pages(arguments, state.token):
            if not state.began:
                state.began = page.date[:10] if days else page.date
            self._write(page)
            state.token = page.token
            self._keep(state)
            if self._tell:
                self._tell(self.done)

    def _write(self, page: Page) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        for record in page.records:
            header = record.find(f"{{{SPACE}}}header")
            ident = "" if header is None else (header.findtext(f"{{{SPACE}}}identifier") or "")
            if header is None or not ident.strip():
                continue
            path = self._folder / file_name(ident.strip())
            self._seen.add(path.name)
            if header.get("status") == "deleted":
                self.done.deleted += path.exists()
                path.unlink(missing_ok=True)
                continue
            self._put(path, _alone(record))
            if len(self._seen) > MAX_RECORDS:
                raise ArchiveError(
                    f"The provider has more than {MAX_RECORDS:,} records.",
                    way_out="Harvest it set by set.",
                )

    def _put(self, path: Path, content: bytes) -> None:
        """Write a file whole or not at all, and only where it is another one."""
        try:
            before = path.read_bytes() if path.exists() else None
        except OSError:
            before = b""
        if before == content:
            self.done.unchanged += 1
            return
        beside = path.with_name(f".{path.name}.new")
        beside.write_bytes(content)
        os.replace(beside, path)
        self.done.new += before is None
        self.done.changed += before is not None

    def _remove_unseen(self) -> None:
        """Take away what a provider that was asked for everything does not have any more."""
        if not self._folder.is_dir():
            return
        for path in self._folder.glob("*.xml"):
            if path.name not in self._seen:
                path.unlink()
                self.done.deleted += 1

    def _keep(self, state: State) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        beside = self._folder / f"{STATE}.new"
        beside.write_bytes(msgspec.json.format(msgspec.json.encode(state)) + b"\n")
        os.replace(beside, self._folder / STATE)


def file_name(ident: str) -> str:
    """The name of a record's file: no identifier can lead to another folder.

    >>> file_name("oai:kelmar.example:letters/12")
    'oai-kelmar-example-letters-12-edcd5da0.xml'
    """
    digits = hashlib.sha256(ident.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{_UNFIT.sub('-', ident.casefold()).strip('-')[:80] or 'record'}-{digits}.xml"


def _alone(record: etree._Element) -> bytes:
    """The record as an answer that holds it alone; the same for the same record."""
    spaces: Any = {None: SPACE}
    root = etree.Element(f"{{{SPACE}}}OAI-PMH", nsmap=spaces)
    record.tail = None
    etree.SubElement(root, f"{{{SPACE}}}GetRecord").append(record)
    return etree.tostring(root, encoding="utf-8", xml_declaration=True)
