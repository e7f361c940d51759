"""What `regesta.toml` says of how single files are to be read: their columns, their parts.

    [[tables]]                        [[split]]
    files = "talks/*.csv"             files = "reports/*.pdf"
    columns = { Betreff = "title" }   heading = '^No\\. \\d+'

    [[ocr]]
    files = "moscow/*"
    languages = ["rus", "eng"]        # as tesseract names them; [] for pictures not to be read

`files` is a pattern of the source's name, or of the end of it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase
from pathlib import Path

import msgspec
from msgspec import Struct

from regesta.errors import WrongUse
from regesta.read.facts import field_of_key
from regesta.read.tables import load

CONFIG = "regesta.toml"
SPLIT = "split"
OCR = "ocr"
ENGLISH = "eng"
_COLUMN = "column:"
_LANGUAGE = re.compile(r"[A-Za-z][\w-]{1,39}(?:/[\w-]{1,40})?")
PICTURE = re.compile(r"\.(?:png|jpe?g|tiff?)$", re.I)
_SCANS = re.compile(r"\.(?:png|jpe?g|tiff?|pdf)$", re.I)


class TableRule(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which key of front matter each column of these files' tables fills."""

    files: str
    columns: dict[str, str]


class SplitRule(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The headings (a regular expression) at which a document of these files begins."""

    files: str
    heading: str


class OcrRule(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The languages of these files' scans, as tesseract names them; none: they are not read."""

    files: str
    languages: tuple[str, ...]


class Rules(Struct, frozen=True, kw_only=True):
    """The rules of one archive, in its order; for each file the first that fits holds.

    `language` (BCP 47) is that of its scans where no rule names another.
    """

    tables: tuple[TableRule, ...] = ()
    split: tuple[SplitRule, ...] = ()
    ocr: tuple[OcrRule, ...] = ()
    language: str = "en"


def read_rules(folder: Path) -> Rules:
    """The rules in the archive's `regesta.toml`; none where there is no file.

    Raises WrongUse for a rule that cannot be used, naming it.
    """
    try:
        found = tomllib.loads((folder / CONFIG).read_text(encoding="utf-8-sig"))
        rules = msgspec.convert(found, Rules)
    except FileNotFoundError:
        return Rules()
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise WrongUse(f"{CONFIG} cannot be parsed: {error}.", way_out="Correct it.") from error
    except msgspec.ValidationError as error:
        raise WrongUse(f"{CONFIG}: a rule for reading is wrong: {error}.") from error
    check_rules(CONFIG, rules.tables, rules.split, rules.ocr)
    return rules


def check_rules(
    where: str,
    tables: Sequence[TableRule],
    split: Sequence[SplitRule],
    scans: Sequence[OcrRule] = (),
) -> None:
    """Raise WrongUse for a column without a known key, a heading that is no expression, a language.

    A language is refused for its form only: which ones can be read, the machine says that reads.
    """
    for number, scan in enumerate(scans):
        for language in scan.languages:
            if not _LANGUAGE.fullmatch(language):
                raise WrongUse(
                    f"{where}: 'ocr[{number}].languages' names {language!r}, "
                    "which is no name of a language's data.",
                    way_out='Write it as tesseract does: languages = ["rus", "chi_sim"].',
                )
    for number, table in enumerate(tables):
        for column, key in table.columns.items():
            if not field_of_key(key):
                raise WrongUse(
                    f"{where}: 'tables[{number}].columns' sends {column!r} to {key!r}, "
                    "which is no known key.",
                    way_out="Use a key of front matter: title, date, from, to, text, source …",
                )
    for number, one in enumerate(split):
        try:
            re.compile(one.heading)
        except re.error as error:
            raise WrongUse(
                f"{where}: 'split[{number}].heading' is no regular expression: {error}."
            ) from error


def rules_for(rules: Rules, name: str) -> dict[str, str]:
    """What the rules say of the source of this name, as a source carries it."""
    found: dict[str, str] = {}
    table = next((one for one in rules.tables if _fits(one.files, name)), None)
    split = next((one for one in rules.split if _fits(one.files, name)), None)
    if table:
        found |= {_COLUMN + column: key for column, key in table.columns.items()}
    if split:
        found[SPLIT] = split.heading
    if _SCANS.search(name):
        scan = next((one for one in rules.ocr if _fits(one.files, name)), None)
        languages = "+".join(scan.languages) if scan else languages_for(rules.language)
        if languages and languages != ENGLISH:
            found[OCR] = languages
    return found


def is_left_out(rules: Rules, name: str) -> bool:
    """Whether a rule says that the picture of this name is no document."""
    scan = next((one for one in rules.ocr if _fits(one.files, name)), None)
    return scan is not None and not scan.languages and bool(PICTURE.search(name))


def languages_for(code: str) -> str:
    """What tesseract calls a language (BCP 47), "" where it is not known.

    >>> languages_for("zh-Hant"), languages_for("de")
    ('chi_tra', 'deu')
    """
    known: dict[str, str] = load("ocr")["languages"]
    return known.get(code, "") or known.get(code.partition("-")[0], "")


def _fits(pattern: str, name: str) -> bool:
    return fnmatchcase(name, pattern) or fnmatchcase(name, f"*/{pattern}")


def key_of(rules: Mapping[str, str], column: str) -> str:
    """The key that this column fills: the one that a rule names, else its own name."""
    return rules.get(_COLUMN + column.strip(), column)
