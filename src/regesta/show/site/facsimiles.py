"""The pictures of a record's pages: from among the sources, or from the host that the keeper names.

No other host is ever called: a picture that lies elsewhere is a link that a reader may follow.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import quote, urlsplit

from lxml import etree
from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response

from regesta.model import Facsimile, Record
from regesta.read.pictures import Pictures, kind_of
from regesta.read.scan_size import size_of_picture
from regesta.show.addresses import facsimile_address
from regesta.show.export.iiif import Scan, manifest
from regesta.show.site.desk import NoPage, reading
from regesta.show.site.headers import policy
from regesta.show.site.library import Reading

# A picture drawn in XML can hold programs: it is shown where it holds none, and never runs any.
_SAFE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"
_ACTIVE = ("script", "foreignObject", "iframe", "handler", "animate", "set")
_AN_HOUR = "public, max-age=3600"


class Picture(Struct, frozen=True, kw_only=True):
    """A page's picture: its number from 1, the page it shows, where it is and under what name.

    `shown` is False for one that may only be linked to, or that is only named (`address` "").
    """

    number: int
    page: str
    name: str
    address: str
    shown: bool


def pictures_of(record: Record, among: Pictures, images: str) -> tuple[Picture, ...]:
    """Return the pictures of a record in their order; `images` is as `addresses.images` has it."""
    return tuple(
        _picture(record, number, one, among, images)
        for number, one in enumerate(record.facsimiles, 1)
    )


def _picture(record: Record, number: int, one: Facsimile, among: Pictures, images: str) -> Picture:
    address = ""
    shown = False
    if _is_far(one.image):
        address = one.image
        shown = bool(images) and origin(images) == origin(one.image)
    elif (path := find(record, one, among)) is not None:
        address, shown = facsimile_address(record.id, number, path.suffix.casefold()), True
    elif images:
        address, shown = _at_host(images, record.volume, one.image), True
    return Picture(number=number, page=one.page, name=one.image, address=address, shown=shown)


def find(record: Record, one: Facsimile, among: Pictures) -> Path | None:
    """Return the file of a picture among the sources, None where it is not there or not safe."""
    for read in record.provenance:
        path = among.find(one.image, read.file, record.volume)
        if path is not None and (path.suffix.casefold() != ".svg" or _is_still(path)):
            return path
    return None


def manifest_of(room: Reading, record: Record, site: str) -> dict[str, object]:
    """Give the pictures of a record as a manifest of IIIF; 404 where none has an address."""
    images = room.archive.settings.addresses.images
    scans: list[Scan] = []
    pictures = pictures_of(record, room.pictures, images)
    for one, picture in zip(record.facsimiles, pictures, strict=True):
        if picture.address:
            path = find(record, one, room.pictures)
            near = picture.address.startswith("/")
            scans.append(
                Scan(
                    address=site + picture.address if near else picture.address,
                    kind=kind_of(urlsplit(picture.address).path),
                    size=size_of_picture(path) if path else (0, 0),
                    page=picture.page,
                )
            )
    if not scans:
        raise NoPage("error.page_404", page=record.id[:40])
    return manifest(record, scans, site, room.archive.title)


def page_pictures(record: Record, pictures: Sequence[Picture]) -> Mapping[str, int]:
    """Give for the name and the page of each picture that is shown its number."""
    found: dict[str, int] = {}
    for one, picture in zip(record.facsimiles, pictures, strict=True):
        if picture.shown:
            found.setdefault(f"={one.image}", picture.number)
            if one.page:
                found.setdefault(one.page, picture.number)
    return found


def show_facsimile(request: Request) -> Response:
    """Answer with the picture at /facsimile/ID/NUMBER.ENDING, of records that are shown alone."""
    room = reading(request)
    identifier, _, file = request.path_params["path"].rpartition("/")
    number = file.partition(".")[0]
    if not (room.archive.has(identifier) and number.isascii() and number.isdigit()):
        raise NoPage("error.page_404", page=file[:40])
    record = room.record(identifier)
    at = int(number[:6]) - 1
    path = find(record, record.facsimiles[at], room.pictures) if _in(record, at) else None
    if path is None or facsimile_address(identifier, at + 1, path.suffix.casefold()) != (
        facsimile_address(identifier, at + 1, f".{file.partition('.')[2]}")
    ):
        raise NoPage("error.page_404", page=file[:40])
    kind = kind_of(path.name)
    headers = {"Cache-Control": _AN_HOUR}
    if kind == "image/svg+xml":
        headers["Content-Security-Policy"] = _SAFE_POLICY
    return Response(path.read_bytes(), media_type=kind, headers=headers)


def allow(answer: Response, pictures: Sequence[Picture]) -> None:
    """Let a page call the host of the pictures that it shows, and no other."""
    hosts = {origin(one.address) for one in pictures if one.shown and _is_far(one.address)}
    if hosts:
        answer.headers["Content-Security-Policy"] = policy(images=sorted(hosts))


def origin(address: str) -> str:
    """Give scheme and host of an address."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}".lower()


def _in(record: Record, at: int) -> bool:
    return 0 <= at < len(record.facsimiles)


def _is_far(image: str) -> bool:
    return image.casefold().startswith(("https://", "http://"))


def _at_host(images: str, volume: str, name: str) -> str:
    """Put together where a picture lies; its name may not lead to another place of the host."""
    safe = "/".join(quote(step) for step in name.split("/") if step not in {"", ".", ".."})
    if "{" not in images:
        return f"{images.rstrip('/')}/{safe}"
    return images.replace("{volume}", quote(volume, safe="")).replace("{name}", safe)


def _is_still(path: Path) -> bool:
    """Whether a drawing holds nothing that could run or call a host."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.parse(path, parser).getroot()
    except (OSError, etree.XMLSyntaxError):
        return False
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        if etree.QName(element).localname in _ACTIVE:
            return False
        for name, value in element.attrib.items():
            local = etree.QName(name).localname.lower()
            if local.startswith("on") or (
                local == "href" and not str(value).startswith(("#", "data:image/"))
            ):
                return False
    return True
