"""A record as a citation: a note in the Chicago style, BibTeX, RIS and CSL-JSON.

Names stay whole ("literal"): which part of Zhou Enlai is the family name is not ours to
guess, and reference managers keep literal names as they are.
"""

from __future__ import annotations

import re
from typing import Any

from regesta.model import Agent, Record
from regesta.show.dates import say_american, say_edtf

LETTERS = frozenset({"telegram", "cable", "letter", "despatch", "airgram", "note", "message"})

_EDTF_DAY = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")
_TEX = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#",
    "%": r"\%", "_": r"\_", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
}  # fmt: skip


def chicago_note(record: Record, address: str, archive_title: str = "") -> str:
    """Give the citation of a record as a note in the Chicago style.

    >>> chicago_note(Record(id="7", title="Letter, A to B"), "https://a.example/record/7")
    '“Letter, A to B,” https://a.example/record/7.'
    """
    title = title_of(record)
    parts = [f"“{_typographic(title)},”"]
    date = say_american(record.date.edtf) if record.date else record.stated.date
    if date and date not in title and (not record.date or say_edtf(_day(record)) not in title):
        parts.append(f"{date},")
    source = record.source.raw.strip().removeprefix("Source: ").rstrip(".")
    if source:
        parts.append(f"{source},")
    elif record.volume and record.stated.number:
        parts.append(f"doc. {record.stated.number},")
    if archive_title:
        parts.append(f"{archive_title},")
    if record.record_id:
        parts.append(f"record {record.record_id},")
    parts.append(f"{record.url or address}.")
    return " ".join(parts)


def csl_json(record: Record, address: str, archive_title: str = "") -> dict[str, Any]:
    """Give the record as one item of CSL-JSON (schema 1.0.2)."""
    letter = record.genre in LETTERS
    item: dict[str, Any] = {
        "id": record.id,
        "type": "personal_communication" if letter else "document",
        "title": title_of(record),
        "genre": record.genre,
        "author": [{"literal": agent_name(agent)} for agent in record.senders],
        "recipient": [{"literal": agent_name(agent)} for agent in record.recipients],
        "issued": _issued(record),
        "archive": record.archive or archive_title,
        "archive_location": ", ".join(part for part in (record.fonds, record.file) if part),
        "source": record.source.raw,
        "language": record.languages[0] if record.languages else "",
        "abstract": record.summary,
        "URL": record.url or address,
    }
    return {key: value for key, value in item.items() if value}


def bibtex(record: Record, address: str, archive_title: str = "") -> str:
    """Give the record as one BibTeX entry; letters outside ASCII stay as they are (UTF-8)."""
    date = _EDTF_DAY.match(record.date.edtf) if record.date else None
    fields = {
        "author": " and ".join(f"{{{_tex(agent_name(agent))}}}" for agent in record.senders),
        "title": f"{{{_tex(title_of(record))}}}",
        "year": date[1] if date else "",
        "date": "-".join(part for part in date.groups() if part) if date else "",
        "type": _tex(record.genre),
        "note": _tex(record.source.raw),
        "howpublished": _tex(archive_title),
        "url": record.url or address,
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    key = re.sub(r"[^A-Za-z0-9]+", "-", record.id).strip("-") or "record"
    return "\n".join([f"@misc{{{key},", *lines, "}", ""])


def ris(record: Record, address: str, archive_title: str = "") -> str:
    """Give the record as one RIS entry, lines ended as the format asks (CR LF).

    Zotero takes `PCOMM` for a letter with recipients, `MANSCPT` for a manuscript, `DB` for the
    archive, `AN` for the place in it and `M3` for the kind; others read these from `AV`.
    """
    letter = record.genre in LETTERS
    place = ", ".join(part for part in (record.fonds, record.file) if part)
    lines = [("TY", "PCOMM" if letter else "MANSCPT"), ("ID", record.id)]
    lines += [("TI", title_of(record))]
    lines += [("AU", agent_name(agent)) for agent in record.senders]
    lines += [("A2", agent_name(agent)) for agent in record.recipients if letter]
    date = _EDTF_DAY.match(record.date.edtf) if record.date else None
    if date:
        lines += [("PY", date[1]), ("DA", "/".join(part or "" for part in date.groups()))]
    lines += [
        ("M3", record.genre),
        ("CY", record.place),
        ("DB", record.archive or archive_title),
        ("AN", place),
        ("AV", ", ".join(part for part in (record.archive, place) if part)),
        ("N1", record.source.raw),
        ("AB", record.summary),
        ("LA", ", ".join(record.languages)),
        ("DP", archive_title),
        ("UR", record.url or address),
        ("ER", ""),
    ]
    kept = [(tag, " ".join(value.split())) for tag, value in lines if value or tag == "ER"]
    return "".join(f"{tag}  - {value}\r\n" for tag, value in kept)


def title_of(record: Record) -> str:
    """Give what a record is called: its title, else its head as printed, else its id."""
    return record.title or record.stated.head or record.id


def agent_name(agent: Agent) -> str:
    """Give the best single name of a sender or recipient: the person, else as printed."""
    return agent.person or agent.name


def _issued(record: Record) -> dict[str, Any]:
    date = _EDTF_DAY.match(record.date.edtf) if record.date else None
    if not date:
        return {}
    return {"date-parts": [[int(part) for part in date.groups() if part]]}


def _day(record: Record) -> str:
    return record.date.edtf.partition("T")[0] if record.date else ""


def _typographic(title: str) -> str:
    """Turn double quotation marks inside a quoted title into single ones."""
    return title.replace("“", "‘").replace("”", "’")


def _tex(text: str) -> str:
    return "".join(_TEX.get(letter, letter) for letter in " ".join(text.split()))
