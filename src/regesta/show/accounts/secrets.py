"""The secret in every form: it shows that the page which sends it was ours (against CSRF)."""

from __future__ import annotations

import base64
import binascii
import hmac
import secrets

SIZE = 32


def form_token(secret: bytes) -> str:
    """Return the secret, masked anew each time: it cannot be read off the size of packed pages."""
    mask = secrets.token_bytes(SIZE)
    masked = bytes(a ^ b for a, b in zip(mask, secret, strict=True))
    return base64.urlsafe_b64encode(mask + masked).decode("ascii")


def token_fits(secret: bytes, token: str) -> bool:
    """Whether a token is one of this secret's."""
    try:
        raw = base64.urlsafe_b64decode(token.encode("ascii"))
    except (binascii.Error, UnicodeEncodeError, ValueError):
        return False
    if len(raw) != 2 * SIZE or len(secret) != SIZE:
        return False
    plain = bytes(a ^ b for a, b in zip(raw[:SIZE], raw[SIZE:], strict=True))
    return hmac.compare_digest(plain, secret)
