"""Where a sign-in may lead on to: a page of this site, and no other."""

from __future__ import annotations

from urllib.parse import urlsplit

LONGEST = 2000


def safe_next(address: str, otherwise: str = "/") -> str:
    r"""Return an address of this site to go on to; `otherwise` for anything else.

    >>> safe_next("/review?after=3"), safe_next("//evil.example"), safe_next("/\\evil.example")
    ('/review?after=3', '/', '/')
    """
    plain = address.startswith("/") and not address.startswith(("//", "/\\"))
    clean = all(sign > " " and sign not in "\\\x7f" for sign in address)
    if not plain or not clean or len(address) > LONGEST:
        return otherwise
    try:
        parts = urlsplit(address)
    except ValueError:
        return otherwise
    return otherwise if parts.scheme or parts.netloc else address
