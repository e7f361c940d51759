"""Pages saved with what belongs to them: a browser's `NAME_files`, a tree of `wget --mirror`.

A page's pictures, styles and programs are no documents of their own. They are passed over where
they lie in the folder that a browser made beside the page, or in a folder that is named like a
host, as a mirror's is. The page's address is told by its place in a mirror.
"""

from __future__ import annotations

import re
from collections.abc import Collection

# What browsers call the folder, in their languages.
_FOLDERS = re.compile(r"(.+)(?:_files|\.files|-Dateien|_fichiers|-filer|_archivos|_file|_файлы)")
# A domain of a country or one of the old general ones, so that "st.petersburg" is none.
_HOST = re.compile(
    r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,8}"
    r"(?:[a-z]{2}|com|org|net|edu|gov|mil|int|info|museum|example)(?::\d{2,5})?"
)
_NO_HOST = re.compile(r"\.(?:md|gz|db|py|js)$")
_FURNITURE = re.compile(
    r"(?:^|/)(?:robots\.txt|favicon\.ico)$"
    r"|\.(?:css|js|mjs|map|png|jpe?g|gif|svg|ico|webp|avif|bmp|woff2?|ttf|otf|eot|mp[34]|webm)"
    r"(?:[?@].*)?$",
    re.I,
)
_INDEX = re.compile(r"(?:(?<=/)|^)index\.html?$")
_PAGES = (".html", ".htm", ".xhtml", ".mhtml")


def is_of_a_page(folder: str, files: Collection[str]) -> bool:
    """Whether a browser made this folder for a page that lies beside it."""
    found = _FOLDERS.fullmatch(folder)
    return found is not None and any(found[1] + suffix in files for suffix in _PAGES)


def is_furniture(name: str) -> bool:
    """Whether the file called `name` (a path) is a mirrored page's picture, style or program."""
    return _host_of(name) != "" and _FURNITURE.search(name) is not None


def address_in_path(name: str) -> str:
    """The address that a mirrored file was fetched from, "" where its path does not tell.

    >>> address_in_path("sources/mirror/kelmar.example/notes/index.html")
    'https://kelmar.example/notes/'
    """
    host = _host_of(name)
    if not host:
        return ""
    path = name.partition(f"{host}/")[2]
    return f"https://{host}/{_INDEX.sub('', path)}"


def _host_of(name: str) -> str:
    """The folder of the path that is named like a host, "" for none."""
    for part in name.split("/")[:-1]:
        if _HOST.fullmatch(part) and not _NO_HOST.search(part):
            return part
    return ""
