"""Write the names of languages and states in the languages of the interface, from CLDR.

    python scripts/write_names.py

Needs babel. The Unicode Common Locale Data Repository has every language of ISO 639 that it
names in English, and the states of ISO 3166-1.
"""

from __future__ import annotations

from pathlib import Path

from babel import Locale
from babel import __version__ as babel_version

from regesta.show.site.language import LANGUAGES

NAMES = Path(__file__).resolve().parents[1] / "src" / "regesta" / "show" / "messages" / "names"
# What CLDR has beside states: unions, parts of them, codes for tests.
NO_STATES = {
    "AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ",
}  # fmt: skip
NO_LANGUAGES = {"mul", "root", "und", "zxx"}
# What readers call these, where CLDR has the name of a statute.
SHORT = {
    "en": {"HK": "Hong Kong", "MO": "Macao", "MM": "Burma (Myanmar)"},
    "de": {"HK": "Hongkong", "MO": "Macau", "MM": "Birma (Myanmar)"},
}
HEAD = f"""\
# The names of languages (ISO 639) and of states (ISO 3166-1).
# Origin: the Unicode Common Locale Data Repository (Unicode licence), as Babel {babel_version}
# has it; written by scripts/write_names.py.
"""


def names_file(language: str) -> str:
    """Return the file of names in one language of the interface."""
    locale = Locale(language)
    tongues = {
        tag: name
        for tag, name in locale.languages.items()
        if tag.isalpha() and tag not in NO_LANGUAGES
    }
    states = {
        code: name
        for code, name in locale.territories.items()
        if len(code) == 2 and code.isalpha() and code not in NO_STATES
    } | SHORT[language]
    parts = [HEAD]
    for section, entries in (("language", tongues), ("country", states)):
        lines = [f'{key} = "{name}"' for key, name in sorted(entries.items())]
        parts.append("\n".join([f"[{section}]", *lines]) + "\n")
    return "\n".join(parts)


if __name__ == "__main__":
    for language in LANGUAGES:
        (NAMES / f"{language}.toml").write_text(names_file(language), encoding="utf-8")
