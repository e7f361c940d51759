"""The labels, page furniture and tab names of record pages, from `data/archive_page.toml`."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from regesta.model.record import TextRole
from regesta.read.tables import language_code, load


class Label(NamedTuple):
    """A label of a page: what it fills, the shape of its values, where it may stand."""

    field: str
    shape: str
    opens: bool
    head: bool
    name: str


class Tab(NamedTuple):
    """A text's tab: its role (None where the tab does not say), language, or a scan."""

    role: TextRole | None
    language: str
    scan: bool
    name: str


def fold(line: str) -> str:
    """A line as labels are compared: small letters, single blanks, no colon at its end."""
    return " ".join(line.split()).rstrip(":：").rstrip().casefold()


@cache
def _labels() -> dict[str, Label]:
    found: dict[str, Label] = {}
    for row in load("archive_page")["label"]:
        for opens, names in ((True, row["opens"]), (False, row["names"])):
            for name in names:
                label = Label(row["field"], row["shape"], opens, row.get("head", False), name)
                found[fold(name)] = label
    return found


@cache
def _lines(key: str) -> frozenset[str]:
    return frozenset(fold(line) for line in load("archive_page")[key])


def label_of(line: str) -> Label | None:
    """The label that this whole line is, else None."""
    if len(line) > 60:
        return None
    label = _labels().get(fold(line))
    return label._replace(name=" ".join(line.split()).rstrip(":：").rstrip()) if label else None


def label_and_value(line: str) -> tuple[Label, str] | None:
    """The label and value of a line like "Record ID: 4711"; None where it is no such line."""
    name, colon, value = line.partition(":")
    label = label_of(name) if colon and len(name) <= 60 else None
    return (label, value.strip()) if label and value.strip() else None


def is_chrome(line: str) -> bool:
    """Whether the line is furniture of the page."""
    return len(line) <= 120 and fold(line) in _lines("chrome")


def is_end(line: str) -> bool:
    """Whether nothing of this document follows this line."""
    return len(line) <= 60 and fold(line) in _lines("ends")


def tab_of(line: str) -> Tab | None:
    """The tab that this whole line names: "English HTML", "Scan of Original", "Transcript"."""
    if len(line) > 60 or line.endswith((".", ",", ";")):
        return None
    folded = fold(line)
    name = " ".join(line.split())
    for kind, forms in load("archive_page")["tabs"].items():
        for form in forms:
            if folded == form:
                # "HTML", "PDF" or "Image" alone may be any button.
                lone = kind == "html" or form in {"pdf", "image", "images"}
                return None if lone else _tab(kind, "english" if "english" in form else "", name)
            if len(folded) > len(form) and (language := _language_beside(folded, form)):
                return _tab(kind, language, name)
    return None


def _language_beside(folded: str, form: str) -> str:
    """The name of a language before or after the form, else ""."""
    if folded.endswith(" " + form):
        rest = folded[: -len(form)]
    elif folded.startswith(form + " "):
        rest = folded[len(form) :]
    else:
        return ""
    rest = re.sub(r"\bin\b", " ", rest).strip(" -–—()[]:/")
    return rest if len(rest) > 3 and language_code(rest) else ""


def _tab(kind: str, language: str, name: str) -> Tab:
    roles: dict[str, TextRole] = {
        "translation": "translation", "original": "original", "transcription": "transcription",
    }  # fmt: skip
    code = language_code(language) if language else ""
    return Tab(roles.get(kind), code, kind == "scan", name)


@cache
def record_url() -> re.Pattern[str]:
    """The end of a record's address; its group is the record ID."""
    return re.compile(load("archive_page")["record_url"])


@cache
def repositories() -> tuple[str, ...]:
    """Names of repositories as citations print them, longest first."""
    return tuple(sorted(load("archive_page")["repositories"], key=len, reverse=True))
