"""`regesta.toml`: what the keeper of an archive says about it, read strictly."""

from __future__ import annotations

import difflib
import re
import tomllib
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct

from regesta.errors import WrongUse
from regesta.read.rules import OcrRule, SplitRule, TableRule, check_rules

FILE_NAME = "regesta.toml"
LONGEST_HOURS = 168
MOST_WORKERS = 64
LONGEST_SECONDS = 600


class Restriction(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A record, or all records of a collection, not shown to strangers.

    `until` is the day (YYYY-MM-DD) on which the embargo ends, "" for one without end.
    """

    record: str = ""
    collection: str = ""
    until: str = ""
    why: str = ""


class Addresses(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where the archive is found: the site's address, and where readers report errors.

    `images` is where facsimiles that are not among the sources lie: an address that a
    picture's name is added to, or one with `{volume}` and `{name}` in it. No other host's
    pictures are shown.
    """

    site: str = ""
    contact: str = ""
    images: str = ""

    @property
    def base(self) -> str:
        """The site's address without a slash at its end, "" where none is given."""
        return self.site.rstrip("/")


class OpenID(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A provider of OpenID Connect: its address, our id there, and what its button is called.

    The secret is no setting: it stands in the environment or in `accounts/oidc-secret`.
    """

    issuer: str
    client: str
    name: str = ""


class Access(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who may read and see what.

    `reading` is "open" to everybody or "closed" to all who have not signed in; `restricted`
    are the roles that see restricted records; `hours` without use end a session. With
    `guests` whoever the provider knows and who has no account here may read.
    """

    reading: Literal["open", "closed"] = "open"
    restricted: tuple[Literal["reader", "editor", "keeper"], ...] = ("keeper",)
    hours: float = 12.0
    guests: bool = False
    oidc: OpenID | None = None


class Harvest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A provider of OAI-PMH from which records are fetched as files (`regesta harvest`).

    `name` is that of the folder they come into, `prefix` the form of metadata that is asked
    for, `set` a part of what the provider has, `pause` the seconds between two requests.
    """

    name: str
    address: str
    prefix: str = "oai_dc"
    set: str = ""
    pause: float = 1.0


class Serving(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How the site is served: by how many processes, and what it tells of itself.

    `metrics` has it answer /metrics with counts for Prometheus, `log` write a JSON line for
    each answer; neither says anything of readers. `seconds` without an answer end it.
    Programs at one address may ask `requests` times a minute of each process, 0 for any number;
    `anywhere` lets pages of other sites read what strangers may read.
    """

    workers: int = 1
    metrics: bool = False
    log: bool = False
    seconds: float = 30.0
    requests: int = 600
    anywhere: bool = True


class Settings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The settings of one archive.

    `sources` are files, folders or glob patterns relative to the archive folder (or
    absolute paths), read beside its own folder `sources`. `rights` and `language` (BCP 47)
    hold for records that state none. `day_first` says how 3/1/1950 is read; None leaves it
    open between both readings. `meaning` has a build make what search by meaning needs.
    `tables`, `split` and `ocr` say how single files are read (see `regesta.read.rules`), `access`
    who may read, `serving` how the site runs. `style` is that of citations: a name, or a `.csl`
    file in the folder.
    """

    title: str = ""
    description: str = ""
    sources: tuple[str, ...] = ()
    rights: str = ""
    language: str = "en"
    day_first: bool | None = None
    meaning: bool = False
    style: str = ""
    restricted: tuple[Restriction, ...] = ()
    addresses: Addresses = Addresses()
    access: Access = Access()
    serving: Serving = Serving()
    tables: tuple[TableRule, ...] = ()
    split: tuple[SplitRule, ...] = ()
    ocr: tuple[OcrRule, ...] = ()
    harvest: tuple[Harvest, ...] = ()


def read_settings(folder: Path) -> Settings:
    """Return the settings of the archive in `folder`; all defaults where there is no file.

    The title is the folder's name where none is given. Raises `WrongUse` naming the file
    and the key (or the line) that is wrong.
    """
    path = folder / FILE_NAME
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raw = {}
    except (OSError, UnicodeDecodeError) as error:
        raise WrongUse(f"{path} cannot be read: {error}.") from error
    except tomllib.TOMLDecodeError as error:
        raise WrongUse(f"{path} is not valid TOML: {error}.") from error
    try:
        settings = msgspec.convert(raw, Settings)
    except msgspec.ValidationError as error:
        raise _wrong_key(path, str(error)) from error
    _demand(path, settings)
    if settings.title:
        return settings
    return msgspec.structs.replace(settings, title=folder.resolve().name or "Archive")


def _wrong_key(path: Path, message: str) -> WrongUse:
    """Turn a message of msgspec into one that names the key as TOML writes it."""
    unknown = re.search(r"unknown field `([^`]+)`", message)
    where = re.search(r" - at `\$\.?([^`]*)`", message)
    place = where[1] if where else ""
    if unknown:
        kinds: dict[str, type[Struct]] = {
            "restricted": Restriction,
            "addresses": Addresses,
            "access": Access,
            "serving": Serving,
            "tables": TableRule,
            "split": SplitRule,
            "ocr": OcrRule,
            "harvest": Harvest,
        }
        kind = kinds.get(place.partition("[")[0].partition(".")[0], Settings)
        near = difflib.get_close_matches(unknown[1], kind.__struct_fields__, n=1)
        key = f"{place}.{unknown[1]}" if place else unknown[1]
        way_out = (
            f"Did you mean {near[0]!r}?"
            if near
            else f"Known keys: {', '.join(kind.__struct_fields__)}."
        )
        return WrongUse(f"{path}: the key {key!r} is not known.", way_out=way_out)
    reason = message.partition(" - at ")[0].replace("`", "").rstrip(".")
    return WrongUse(f"{path}: the key {place!r} is wrong: {reason}.")


def _is_safe_issuer(address: str) -> bool:
    """Whether a provider is reached over https, or is on this machine itself."""
    near = r"http://(localhost|127\.0\.0\.1)(:\d+)?(/\S*)?"
    return bool(re.fullmatch(rf"https://\S+|{near}", address))


def _demand(path: Path, settings: Settings) -> None:
    """Check what types cannot say."""
    check_rules(str(path), settings.tables, settings.split, settings.ocr)
    for number, source in enumerate(settings.harvest):
        _demand_harvest(f"{path}: the key 'harvest[{number}]", source)
    if len({source.name for source in settings.harvest}) < len(settings.harvest):
        raise WrongUse(f"{path}: two harvests have one name.", way_out="Give each its own.")
    if not 0 < settings.access.hours <= LONGEST_HOURS:
        raise WrongUse(f"{path}: the key 'access.hours' must be between 0 and {LONGEST_HOURS}.")
    if not 1 <= settings.serving.workers <= MOST_WORKERS:
        raise WrongUse(f"{path}: the key 'serving.workers' must be between 1 and {MOST_WORKERS}.")
    if not 1 <= settings.serving.seconds <= LONGEST_SECONDS:
        raise WrongUse(
            f"{path}: the key 'serving.seconds' must be between 1 and {LONGEST_SECONDS}."
        )
    if settings.access.oidc and not _is_safe_issuer(settings.access.oidc.issuer):
        raise WrongUse(
            f"{path}: the key 'access.oidc.issuer' is wrong: {settings.access.oidc.issuer!r}.",
            way_out="It begins with https://.",
        )
    if not re.fullmatch(r"(https?://[^\s/]+/\S*)?", settings.addresses.images):
        raise WrongUse(
            f"{path}: the key 'addresses.images' is wrong: {settings.addresses.images!r}.",
            way_out="Write it as https://images.example/scans/{volume}/{name}.jpg.",
        )
    for number, one in enumerate(settings.restricted):
        key = f"restricted[{number}]"
        if bool(one.record) == bool(one.collection):
            raise WrongUse(
                f"{path}: the key {key!r} needs either 'record' or 'collection', and not both."
            )
        if one.until and not re.fullmatch(r"\d{4}-\d\d-\d\d", one.until):
            raise WrongUse(
                f"{path}: the key '{key}.until' is wrong: {one.until!r} is no day.",
                way_out="Write it as YYYY-MM-DD, in quotation marks.",
            )


def _demand_harvest(key: str, source: Harvest) -> None:
    if not re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,60}", source.name):
        raise WrongUse(
            f"{key}.name' is wrong: {source.name!r}.",
            way_out="It names a folder: use small letters, digits and hyphens.",
        )
    if not re.fullmatch(r"https?://[^\s?#]+", source.address):
        raise WrongUse(
            f"{key}.address' is wrong: {source.address!r}.",
            way_out="Write it as https://archive.example/oai.",
        )
    if not re.fullmatch(r"[A-Za-z0-9_.!~*'()-]{1,60}", source.prefix) or source.pause < 0:
        raise WrongUse(f"{key}' has a wrong prefix or pause.", way_out='Write prefix = "oai_dc".')
