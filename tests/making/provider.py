"""A small OpenID Connect provider: discovery, consent without a question, codes with PKCE, tokens.

It holds clients to the rules: the redirect address, the secret, the code's one use, the verifier.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
import time
from typing import Any
from urllib.parse import parse_qsl, urlencode

from joserfc import jwk, jwt
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

CLIENT, SECRET = "regesta", "the client's secret"


class Provider:
    """One provider; `wrong` names what it does wrong on purpose."""

    def __init__(self) -> None:
        self.issuer = ""
        self.back = ""
        self.wrong = ""
        self.person: dict[str, Any] = {"sub": "u-17", "email": "anna@example.org"}
        self.verified = True
        self._key = jwk.RSAKey.generate_key(2048, {"kid": "k1"})
        self._other = jwk.RSAKey.generate_key(2048, {"kid": "k1"})
        self._codes: dict[str, dict[str, str]] = {}
        self.app = Starlette(
            routes=[
                Route("/.well-known/openid-configuration", self._discover),
                Route("/authorize", self._authorize),
                Route("/token", self._token, methods=["POST"]),
                Route("/keys", self._keys),
            ]
        )

    def _discover(self, _: Request) -> Response:
        issuer = "https://other.example" if self.wrong == "issuer name" else self.issuer
        return JSONResponse({
            "issuer": issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
        })  # fmt: skip

    def _authorize(self, request: Request) -> Response:
        asked = dict(request.query_params)
        fits = (
            asked.get("client_id") == CLIENT
            and asked.get("redirect_uri") == self.back
            and asked.get("response_type") == "code"
            and asked.get("code_challenge_method") == "S256"
            and "openid" in asked.get("scope", "").split()
        )
        if not fits:
            return PlainTextResponse("bad request", 400)
        code = secrets.token_urlsafe(16)
        self._codes[code] = asked
        state = "x" if self.wrong == "state" else asked["state"]
        return RedirectResponse(f"{self.back}?{urlencode({'code': code, 'state': state})}", 302)

    async def _token(self, request: Request) -> Response:
        form = dict(parse_qsl((await request.body()).decode()))
        basic = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        asked = self._codes.pop(form.get("code", ""), None)
        if request.headers.get("authorization") != f"Basic {basic}" or asked is None:
            return JSONResponse({"error": "invalid_grant"}, 400)
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if challenge != asked["code_challenge"] or form.get("redirect_uri") != self.back:
            return JSONResponse({"error": "invalid_grant"}, 400)
        return JSONResponse(
            {"access_token": "t", "token_type": "Bearer", "id_token": self._id_token(asked)}
        )

    def _id_token(self, asked: dict[str, str]) -> str:
        now = int(time.time())
        claims: dict[str, Any] = {
            "iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 300,
            "nonce": asked["nonce"], "email_verified": self.verified, **self.person,
        }  # fmt: skip
        amiss: dict[str, dict[str, Any]] = {
            "audience": {"aud": "another"},
            "nonce": {"nonce": "another"},
            "expired": {"iat": now - 9000, "exp": now - 8000},
            "issuer": {"iss": "https://other.example"},
        }
        claims |= amiss.get(self.wrong, {})
        if self.wrong == "unsigned":
            parts = (b'{"alg":"none"}', str(claims).replace("'", '"').encode())
            return ".".join(base64.urlsafe_b64encode(p).rstrip(b"=").decode() for p in parts) + "."
        key = self._other if self.wrong == "key" else self._key
        return jwt.encode({"alg": "RS256", "kid": "k1"}, claims, key)

    def _keys(self, _: Request) -> Response:
        return JSONResponse({"keys": [self._key.as_dict(private=False)]})
