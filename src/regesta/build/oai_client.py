"""Asking a provider of OAI-PMH 2.0: one request at a time, with pauses, limits and patience.

Only http and https are asked. An answer has a greatest size and a longest time; a provider that
is busy (429, 503) is asked again when it says, any other fault of the network a few times.
"""

from __future__ import annotations

import email.utils
import gzip
import http.client
import io
import time
import urllib.error
import urllib.request
import zlib
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple
from urllib.parse import urlencode, urlsplit

from lxml import etree

from regesta import __version__
from regesta.errors import CannotRead, WrongUse
from regesta.read.oai import SPACE
from regesta.read.tei_safety import parse_whole
from regesta.read.tei_text import plain

MAX_ANSWER = 64 * 1024 * 1024
MAX_SECONDS = 120.0
MAX_WAIT = 300.0
MAX_PAGES = 100_000
_CHUNK = 1 << 16
_BUSY = frozenset({429, 503})
_FAULTS = (
    urllib.error.URLError, http.client.HTTPException, OSError, EOFError, zlib.error,
)  # fmt: skip


class NoRecordsError(Exception):
    """The provider says that nothing fits what was asked."""


class BadTokenError(Exception):
    """The provider does not know its own resumption token any more."""


class Page(NamedTuple):
    """One answer to ListRecords: its records, and the token of the next ("" at the end)."""

    records: list[etree._Element]
    token: str
    date: str


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Follows redirects to addresses of the web alone, and only a few of them."""

    max_redirections = 5

    def redirect_request(self, req, fp, code, msg, headers, newurl):  # type: ignore[no-untyped-def]
        """Refuse an address that is neither http nor https."""
        if urlsplit(newurl).scheme not in {"http", "https"}:
            raise urllib.error.URLError("it leads to an address that is not of the web")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


class Client:
    """Asks one provider; `pause` are the seconds between two requests."""

    def __init__(
        self,
        address: str,
        *,
        pause: float = 1.0,
        timeout: float = 30.0,
        retries: int = 4,
        contact: str = "",
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        if urlsplit(address).scheme not in {"http", "https"} or not urlsplit(address).hostname:
            raise WrongUse(
                f"{address!r} is no address of the web.",
                way_out="Write it as https://archive.example/oai.",
            )
        self.address = address
        self._pause, self._timeout, self._retries, self._sleep = pause, timeout, retries, sleep
        self._last = 0.0
        about = f"; {contact}" if contact else ""
        self._headers = {
            "User-Agent": f"Regesta/{__version__} (OAI-PMH harvester{about})",
            "Accept": "text/xml, application/xml",
            "Accept-Encoding": "gzip",
        }
        self._opener = urllib.request.OpenerDirector()
        for handler in (
            urllib.request.ProxyHandler(), urllib.request.HTTPHandler(),
            urllib.request.HTTPSHandler(), urllib.request.HTTPDefaultErrorHandler(),
            urllib.request.HTTPErrorProcessor(), _Redirects(),
        ):  # fmt: skip
            self._opener.add_handler(handler)

    def identify(self) -> dict[str, str]:
        """What the provider says of itself, by the names of the elements."""
        found = self._ask({"verb": "Identify"}).find(f"{{{SPACE}}}Identify")
        if found is None:
            raise self._strange("it does not identify itself")
        return {etree.QName(one).localname: plain(one) for one in found.iterchildren("{*}*")}

    def pages(self, arguments: Mapping[str, str], token: str = "") -> Iterator[Page]:
        """The answers to ListRecords, from the first or from the one that `token` names.

        Raises NoRecordsError where nothing fits, BadTokenError where the token is not known.
        """
        seen: set[str] = set()
        for _ in range(MAX_PAGES):
            asked = {"resumptionToken": token} if token else dict(arguments)
            root = self._ask({"verb": "ListRecords", **asked})
            listed = root.find(f"{{{SPACE}}}ListRecords")
            if listed is None:
                raise self._strange("it lists no records")
            found = listed.find(f"{{{SPACE}}}resumptionToken")
            token = plain(found) if found is not None else ""
            date = (root.findtext(f"{{{SPACE}}}responseDate") or "").strip()
            yield Page(list(listed.iterchildren(f"{{{SPACE}}}record")), token, date)
            if not token:
                return
            if token in seen:
                raise self._strange("its resumption tokens go round in a circle")
            seen.add(token)
        raise self._strange(f"its list has more than {MAX_PAGES:,} parts")

    def _ask(self, arguments: Mapping[str, str]) -> etree._Element:
        """The root of the answer; the errors of the protocol as exceptions."""
        content = self._fetch(f"{self.address}?{urlencode(arguments)}")
        try:
            root = parse_whole(content)
        except etree.XMLSyntaxError as error:
            raise self._strange(f"its answer is no XML ({error.msg})") from error
        if root.tag != f"{{{SPACE}}}OAI-PMH":
            raise self._strange("its answer is none of OAI-PMH")
        fault = root.find(f"{{{SPACE}}}error")
        if fault is None:
            return root
        code = fault.get("code", "")
        if code == "noRecordsMatch":
            raise NoRecordsError
        if code == "badResumptionToken":
            raise BadTokenError
        raise self._strange(f"it says {code}: {plain(fault)[:200]}")

    def _fetch(self, address: str) -> bytes:
        """The bytes of the answer, asked for again where that may help."""
        wait = 2.0
        for attempt in range(self._retries + 1):
            self._keep_pause()
            try:
                return self._once(address)
            except urllib.error.HTTPError as error:
                reason = f"it answers {error.code} {error.reason}"
                asked = _retry_after(error.headers.get("Retry-After", ""))
                error.close()
                if error.code < 500 and error.code not in _BUSY:
                    raise self._strange(reason) from error
            except _FAULTS as error:
                reason = f"it cannot be reached ({getattr(error, 'reason', error)})"
                asked = 0.0
            if attempt < self._retries:
                self._sleep(min(asked or wait, MAX_WAIT))
                wait *= 2
        raise self._strange(reason)

    def _once(self, address: str) -> bytes:
        """The bytes of one answer, within its limits of size and time."""
        request = urllib.request.Request(address, headers=self._headers)  # noqa: S310 - see above
        deadline = time.monotonic() + MAX_SECONDS
        with self._opener.open(request, timeout=self._timeout) as answer:
            found = bytearray()
            while chunk := answer.read1(_CHUNK):
                found += chunk
                if len(found) > MAX_ANSWER or time.monotonic() > deadline:
                    raise self._strange(
                        f"one answer is larger than {MAX_ANSWER:,} bytes or takes longer than "
                        f"{MAX_SECONDS:.0f} seconds"
                    )
            packed = answer.headers.get("Content-Encoding", "") == "gzip"
        if not packed:
            return bytes(found)
        plain_bytes = gzip.GzipFile(fileobj=io.BytesIO(bytes(found))).read(MAX_ANSWER + 1)
        if len(plain_bytes) > MAX_ANSWER:
            raise self._strange(f"one answer unpacks to more than {MAX_ANSWER:,} bytes")
        return plain_bytes

    def _keep_pause(self) -> None:
        left = self._last + self._pause - time.monotonic()
        if self._last and left > 0:
            self._sleep(left)
        self._last = time.monotonic()

    def _strange(self, reason: str) -> CannotRead:
        return CannotRead(
            f"The provider {self.address} cannot be harvested: {reason}.",
            place=self.address,
            way_out="What came before was kept; harvest again to go on. See that the address, "
            "the prefix and the set are right.",
        )


def _retry_after(said: str) -> float:
    """The seconds that a busy provider asks to wait, 0 where it says nothing."""
    if said.strip().isdecimal():
        return float(said)
    try:
        when = email.utils.parsedate_to_datetime(said)
    except (TypeError, ValueError):
        return 0.0
    return max(0.0, when.timestamp() - time.time())
