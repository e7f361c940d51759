"""Signing in with OpenID Connect: the code flow with PKCE, by authlib (extra `oidc`).

Nothing is asked of any host but those that the provider of the settings names.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from regesta.errors import ArchiveError, RegestaError, WrongUse
from regesta.keep.settings import OpenID
from regesta.show.accounts.book import FOLDER
from regesta.show.accounts.sessions import Flow
from regesta.show.extras import library

SECRET_VARIABLE = "REGESTA_OIDC_SECRET"  # noqa: S105 - the name of a variable
SECRET_FILE = "oidc-secret"  # noqa: S105 - the name of a file
SCOPES = "openid email profile"
# Signatures that only the provider can make; "none" and shared secrets are not among them.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "ES256", "ES384", "EdDSA")
SECONDS = 10.0
MOST_BYTES = 1_000_000
LEEWAY = 60


class Identity(Struct, frozen=True, kw_only=True):
    """Who the provider says somebody is; `email` only where it says that it is verified."""

    subject: str
    email: str = ""
    name: str = ""


class Provider:
    """One provider of the settings, asked anew for its addresses and keys at each sign-in."""

    def __init__(self, settings: OpenID, archive: Path, back: str) -> None:
        self._settings = settings
        self._archive = archive
        self._back = back

    def begin(self, next_: str) -> tuple[str, str, Flow]:
        """Return where to send the browser, the state it must come back with, and the flow."""
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        verifier += secrets.token_urlsafe(16)
        found = self._discover()
        with self._client() as client:
            address, _ = client.create_authorization_url(
                str(found["authorization_endpoint"]), state=state, nonce=nonce,
                code_verifier=verifier,
            )  # fmt: skip
        return str(address), state, Flow(nonce=nonce, verifier=verifier, next=next_)

    def end(self, code: str, flow: Flow) -> Identity:
        """Return who came back with a code; raises `ArchiveError` where that cannot be told."""
        found = self._discover()
        try:
            with self._client() as client:
                token = client.fetch_token(
                    str(found["token_endpoint"]), code=code, code_verifier=flow.verifier,
                    grant_type="authorization_code",
                )  # fmt: skip
            keys = self._get(str(found["jwks_uri"]))
            return self._identity(str(token["id_token"]), keys, found, flow)
        except RegestaError:
            raise
        except Exception as error:  # whatever the library or the provider makes of it
            raise ArchiveError(
                f"The sign-in at {self._settings.issuer} failed: {error}."
            ) from error

    def _identity(
        self, raw: str, keys: Mapping[str, Any], found: Mapping[str, Any], flow: Flow
    ) -> Identity:
        jose = _part("joserfc.jwt")
        jwk = _part("joserfc.jwk")
        core = _part("authlib.oidc.core")
        read = jose.decode(raw, jwk.KeySet.import_key_set(keys), algorithms=list(ALGORITHMS))
        claims = core.CodeIDToken(
            read.claims,
            read.header,
            options={
                "iss": {"essential": True, "value": found["issuer"]},
                "aud": {"essential": True, "value": self._settings.client},
                "nonce": {"essential": True, "value": flow.nonce},
            },
            params={"nonce": flow.nonce, "client_id": self._settings.client},
        )
        claims.validate(leeway=LEEWAY)
        verified = claims.get("email_verified") is True
        return Identity(
            subject=str(claims["sub"]),
            email=str(claims.get("email", "")) if verified else "",
            name=str(claims.get("name", "")),
        )

    def _discover(self) -> Mapping[str, Any]:
        issuer = self._settings.issuer
        found = self._get(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
        if found.get("issuer") != issuer:
            raise ArchiveError(
                f"{issuer} says that it is {found.get('issuer')!r}.",
                way_out="Write 'access.oidc.issuer' as the provider does.",
            )
        needed = ("authorization_endpoint", "token_endpoint", "jwks_uri")
        local = issuer.startswith("http://")
        for name in needed:
            if not str(found.get(name, "")).startswith(("https://", *(("http://",) * local))):
                raise ArchiveError(f"{issuer} names no safe {name}.")
        return found

    def _get(self, address: str) -> Mapping[str, Any]:
        httpx = _part("httpx")
        try:
            answer = httpx.get(address, timeout=SECONDS, follow_redirects=False)
            if answer.status_code != 200 or len(answer.content) > MOST_BYTES:
                raise ArchiveError(f"{address} answered {answer.status_code}.")
            return msgspec.json.decode(answer.content, type=dict[str, Any])
        except (httpx.HTTPError, msgspec.DecodeError) as error:
            raise ArchiveError(f"{address} cannot be had: {error}.") from error

    def _client(self) -> Any:
        client = _part("authlib.integrations.httpx_client").OAuth2Client
        return client(
            self._settings.client, self._secret(), scope=SCOPES, redirect_uri=self._back,
            code_challenge_method="S256", timeout=SECONDS,
        )  # fmt: skip

    def _secret(self) -> str:
        given = os.environ.get(SECRET_VARIABLE, "")
        path = self._archive / FOLDER / SECRET_FILE
        try:
            return given or path.read_text(encoding="utf-8").strip()
        except OSError as error:
            raise WrongUse(
                "The secret of the OpenID client is not given.",
                way_out=f"Put it into the variable {SECRET_VARIABLE} or into {path}.",
            ) from error


def _part(module: str) -> Any:
    """Return a part of a library that the extra brings."""
    library(module.partition(".")[0], "oidc", "Sign-ins with OpenID Connect")
    return import_module(module)
