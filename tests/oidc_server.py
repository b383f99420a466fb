"""A small OpenID provider on this machine: real HTTP, real RS256 signatures, PKCE checked; answers as it is told to."""

from __future__ import annotations

import hashlib
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from secrets import token_urlsafe
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import FastAPI, Form, HTTPException, Request
from fastapi.responses import RedirectResponse
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

from tests.serving import listening

CLIENT, SECRET = "podskazka", "client secret"


@dataclass
class Provider:
    """What it says of whoever signs in, and how its tokens are made."""

    issuer: str = ""
    claims: dict[str, Any] = field(default_factory=dict)
    altered: Callable[[dict[str, Any]], dict[str, Any]] = dict
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "1"}))
    signing: RSAKey | OctKey | None = None
    algorithm: str = "RS256"
    fails: bool = False
    begun: dict[str, dict[str, str]] = field(default_factory=dict)
    exchanged: list[str] = field(default_factory=list)

    def token(self, nonce: str) -> str:
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": CLIENT, "nonce": nonce, "iat": now, "exp": now + 300} | self.claims
        header = {"alg": self.algorithm, "kid": "1"}
        return jwt.encode(header, self.altered(claims), self.signing or self.key, algorithms=[self.algorithm])

    def app(self) -> FastAPI:
        app = FastAPI()

        @app.get("/.well-known/openid-configuration")
        def described() -> dict[str, Any]:
            ends = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys"}
            return {"issuer": self.issuer} | {name: f"{self.issuer}/{path}" for name, path in ends.items()}

        @app.get("/keys")
        def keys() -> dict[str, Any]:
            return {"keys": [self.key.as_dict(private=False)]}

        @app.get("/authorize")
        def authorize(request: Request) -> RedirectResponse:
            asked = dict(request.query_params)
            code = token_urlsafe()
            self.begun[code] = asked
            return RedirectResponse(f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}")

        @app.post("/token")
        def exchange(
            request: Request,
            code: Annotated[str, Form()],
            code_verifier: Annotated[str, Form()],
            redirect_uri: Annotated[str, Form()],
        ) -> dict[str, Any]:
            asked = self.begun.pop(code, None)
            digest = urlsafe_b64encode(hashlib.sha256(code_verifier.encode()).digest()).rstrip(b"=").decode()
            known = asked and asked["code_challenge"] == digest and asked["redirect_uri"] == redirect_uri
            if self.fails or not asked or not known or asked["code_challenge_method"] != "S256":
                raise HTTPException(400, "invalid_grant")
            self.exchanged.append(request.headers["authorization"])
            return {"access_token": "x", "token_type": "Bearer", "id_token": self.token(asked["nonce"])}

        return app


@contextmanager
def running() -> Iterator[Provider]:
    """The provider, at its own address."""
    provider = Provider()
    with listening(provider.app()) as provider.issuer:
        yield provider
