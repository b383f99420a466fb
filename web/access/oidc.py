"""Talks to the company's own sign-in (OpenID Connect); the home of Authlib and what it is made of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from hmac import compare_digest
from secrets import token_urlsafe
from typing import Any

import httpx2
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.httpx_client import OAuth2Client
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from joserfc.jwt import JWTClaimsRegistry, decode

from corpus.errors import PodskazkaError
from corpus.nouns import Role
from corpus.settings import Oidc

# Signatures that only the provider can make. HS256 with our own secret, and none, are not among them.
_ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA"]
_SECONDS = 10
_LEEWAY_SECONDS = 60
_VERIFIER_BYTES = 48


class ProviderFailed(PodskazkaError):
    """The company's sign-in could not be reached, refused, or said something that cannot be believed."""


@dataclass(frozen=True, slots=True)
class Begun:
    """A sign-in on its way: what must come back (`state`, `nonce`), and what only its beginner knows (`verifier`)."""

    state: str
    nonce: str
    verifier: str
    after: str

    @classmethod
    def new(cls, after: str) -> Begun:
        """One more, leading to a page of ours."""
        return cls(token_urlsafe(), token_urlsafe(), token_urlsafe(_VERIFIER_BYTES), after)


@dataclass(frozen=True, slots=True)
class Recognised:
    """Somebody whom the company's sign-in knows. Without a role they have no business here."""

    subject: str
    login: str
    name: str
    role: Role | None


class Provider:
    """The code flow with PKCE, for one client at one provider."""

    def __init__(self, oidc: Oidc, redirect_uri: str) -> None:
        self._oidc, self._redirect_uri = oidc, redirect_uri

    def address(self, begun: Begun) -> str:
        """Where to send the browser.

        Raises:
            ProviderFailed: the provider does not answer.
        """
        with self._client() as client:
            endpoint = str(self._described(client)["authorization_endpoint"])
            address, _ = client.create_authorization_url(
                endpoint, state=begun.state, nonce=begun.nonce, code_verifier=begun.verifier
            )
        return str(address)

    def recognise(self, begun: Begun, came_back: Mapping[str, str]) -> Recognised:
        """Who it is, by the code that came back with the browser.

        Raises:
            ProviderFailed: it is another sign-in's answer, a refusal, or not signed by the provider for us, now.
        """
        if not compare_digest(came_back.get("state", "").encode(), begun.state.encode()):
            raise ProviderFailed("the answer belongs to another sign-in; begin again")
        if "code" not in came_back or came_back.get("iss", self._oidc.issuer).rstrip("/") != self._oidc.issuer:
            raise ProviderFailed("the company's sign-in refused; begin again")
        with self._client() as client:
            described = self._described(client)
            tokens = client.fetch_token(
                str(described["token_endpoint"]), code=came_back["code"], code_verifier=begun.verifier
            )
            keys = KeySet.import_key_set(_json(client, str(described["jwks_uri"])))
            claims = decode(str(tokens["id_token"]), keys, algorithms=_ALGORITHMS).claims
            self._believe(claims, described["issuer"], begun.nonce)
        return self._recognised(claims)

    def _believe(self, claims: dict[str, Any], issuer: str, nonce: str) -> None:
        wanted: dict[str, Any] = {"iss": issuer, "aud": self._oidc.client_id, "nonce": nonce}
        wanted = {claim: {"essential": True, "value": value} for claim, value in wanted.items()}
        wanted |= {claim: {"essential": True} for claim in ("exp", "iat", "sub")}
        if "azp" in claims or (isinstance(claims.get("aud"), list) and len(claims["aud"]) > 1):
            wanted["azp"] = {"essential": True, "value": self._oidc.client_id}
        JWTClaimsRegistry(leeway=_LEEWAY_SECONDS, **wanted).validate(claims)

    def _recognised(self, claims: Mapping[str, Any]) -> Recognised:
        login = str(claims.get("preferred_username") or claims.get("email") or claims["sub"])
        name = str(claims.get("name") or login)
        return Recognised(f"{self._oidc.issuer}#{claims['sub']}", login, name, role_of(claims, self._oidc.roles))

    def _described(self, client: OAuth2Client) -> dict[str, Any]:
        """What the provider says of itself; of another issuer's description nothing is believed."""
        described: dict[str, Any] = _json(client, f"{self._oidc.issuer}/.well-known/openid-configuration")
        if str(described["issuer"]).rstrip("/") != self._oidc.issuer:
            raise ProviderFailed(f"PODSKAZKA_OIDC_ISSUER names {self._oidc.issuer}, it calls itself otherwise")
        return described

    @contextmanager
    def _client(self) -> Iterator[OAuth2Client]:
        settings = {"client_id": self._oidc.client_id, "client_secret": self._oidc.client_secret}
        settings |= {"scope": "openid profile email", "redirect_uri": self._redirect_uri}
        try:
            with OAuth2Client(**settings, code_challenge_method="S256", timeout=_SECONDS) as client:
                yield client
        except (httpx2.HTTPError, AuthlibBaseError, JoseError, KeyError, ValueError) as error:
            # The kind alone: what a stranger's server says may hold tokens.
            raise ProviderFailed(
                f"the company's sign-in did not answer as it should ({type(error).__name__})"
            ) from error


def role_of(claims: Mapping[str, Any], roles: tuple[tuple[str, str, Role], ...]) -> Role | None:
    """The first role of the setting whose claim has its value, alone or in a list."""
    for claim, value, role in roles:
        said = claims.get(claim)
        if value == said or (isinstance(said, list) and value in said):
            return role
    return None


def _json(client: OAuth2Client, address: str) -> Any:
    """What stands there; always a JSON object."""
    answer = client.request("GET", address, withhold_token=True)
    answer.raise_for_status()
    said = answer.json()
    if not isinstance(said, dict):
        raise ProviderFailed(f"{address} is no JSON object")
    return said
