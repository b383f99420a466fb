"""The company's own sign-in: a real provider on this machine, and everything it or a stranger may say."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx2
import pytest
from fastapi.testclient import TestClient
from joserfc.jwk import OctKey, RSAKey

from corpus.database.audit import COMMAND_LINE
from corpus.errors import BadSetting
from corpus.nouns import Role
from corpus.settings import Oidc, Settings
from tests.access import COOKIE, Company, company
from tests.oidc_server import CLIENT, SECRET, Provider, running

ROLES = (("groups", "admins", Role.ADMIN), ("groups", "support", Role.AGENT), ("job", "editor", Role.EDITOR))
ALESYA = {"sub": "17", "preferred_username": "alesya", "name": "Алеся", "groups": ["support", "everybody"]}
Claims = dict[str, Any]


@pytest.fixture(scope="module")
def running_provider() -> Iterator[Provider]:
    with running() as provider:
        yield provider


@pytest.fixture
def provider(running_provider: Provider) -> Iterator[Provider]:
    running_provider.claims = dict(ALESYA)
    yield running_provider
    fresh = Provider()
    running_provider.altered, running_provider.signing = fresh.altered, None
    running_provider.algorithm, running_provider.fails = "RS256", False


@pytest.fixture
def site(tmp_path: Path, provider: Provider) -> Iterator[Company]:
    with company(tmp_path, oidc=Oidc(provider.issuer, CLIENT, SECRET, ROLES)) as opened:
        yield opened


def there_and_back(client: TestClient, after: str = "/desk") -> str:
    """Where the provider sends the browser back to."""
    address = client.get("/login/oidc", params={"next": after}).headers["location"]
    back: str = httpx2.get(address).headers["location"]
    return back.removeprefix("http://localhost")


def signed_in(site: Company) -> TestClient:
    client = site.browser()
    client.get(there_and_back(client))
    return client


def test_whom_the_company_knows_comes_in_with_the_role_of_their_group(site: Company, provider: Provider) -> None:
    client = site.browser()
    answer = client.get(there_and_back(client, "/desk?state=open"))
    person = site.people.named("alesya")

    assert (answer.status_code, answer.headers["location"]) == (303, "/desk?state=open")
    assert client.get("/desk").status_code == 200
    assert (person.name, person.role, person.password_hash) == ("Алеся", Role.AGENT, None)
    assert provider.exchanged[-1].startswith("Basic ")


def test_the_sign_in_page_offers_it_and_the_desk_is_closed_before_anybody_came(site: Company) -> None:
    assert site.browser().get("/desk").status_code == 303
    assert "/login/oidc?next=/desk" in site.browser().get("/login").text


def test_the_same_person_is_the_same_under_another_name(site: Company, provider: Provider) -> None:
    signed_in(site)
    provider.claims |= {"preferred_username": "alesya.new", "name": "Алеся Новая"}
    signed_in(site)

    assert [person.login for person in site.people.all()] == ["alesya"]


@pytest.mark.parametrize(
    ("claims", "role"),
    [
        ({"groups": ["support", "admins"]}, Role.ADMIN),
        ({"groups": "support"}, Role.AGENT),
        ({"groups": [], "job": "editor"}, Role.EDITOR),
    ],
)
def test_the_first_role_of_the_setting_that_fits_decides_at_every_sign_in(
    site: Company, provider: Provider, claims: Claims, role: Role
) -> None:
    signed_in(site)
    provider.claims |= claims
    signed_in(site)

    assert site.people.named("alesya").role is role


@pytest.mark.parametrize("groups", [[], ["adminsx"], "admins, support", {"admins": 1}, None, 7])
def test_whoever_has_no_role_stays_out_and_loses_what_they_had(site: Company, provider: Provider, groups: Any) -> None:
    before = signed_in(site)
    provider.claims["groups"] = groups
    client = site.browser()
    answer = client.get(there_and_back(client))

    assert answer.status_code == 403
    assert "роли в «Подсказке» у вас нет" in answer.text
    assert COOKIE not in client.cookies
    assert before.get("/desk").status_code == 303


def test_whom_we_shut_out_stays_out_whatever_the_company_says(site: Company) -> None:
    signed_in(site)
    site.people.disable(site.people.named("alesya").id, COMMAND_LINE)
    client = site.browser()
    answer = client.get(there_and_back(client))

    assert (answer.status_code, "закрыли доступ" in answer.text) == (403, True)


def test_a_login_that_is_somebody_elses_here_is_not_taken_over(site: Company) -> None:
    site.employ("alesya", Role.ADMIN)
    client = site.browser()
    answer = client.get(there_and_back(client))

    assert (answer.status_code, "Такой логин уже есть" in answer.text) == (409, True)
    assert client.get("/desk").status_code == 303


def test_who_comes_from_the_company_has_no_password_to_guess(site: Company) -> None:
    signed_in(site)

    assert site.browser().post("/login", data={"login": "alesya", "password": ""}).status_code == 401
    assert "пароль меняется там" in signed_in(site).get("/account").text


def test_an_answer_of_another_sign_in_is_not_believed(site: Company) -> None:
    thief, victim = site.browser(), site.browser()
    stolen = there_and_back(thief)
    there_and_back(victim)  # the victim has a sign-in of their own on the way

    assert victim.get(stolen).status_code == 502
    assert site.browser().get(stolen).status_code == 502
    assert site.people.all() == []


def test_an_answer_with_another_state_is_not_believed(site: Company) -> None:
    client = site.browser()
    back = there_and_back(client)

    assert client.get(back.partition("&state=")[0] + "&state=x").status_code == 502
    assert client.get(back.partition("&state=")[0]).status_code == 502


def test_an_answer_works_once(site: Company) -> None:
    client = site.browser()
    back = there_and_back(client)
    begun = client.cookies["podskazka_oidc"]
    assert client.get(back).status_code == 303
    client.cookies.set("podskazka_oidc", begun, domain="localhost.local")

    assert client.get(back).status_code == 502


def test_a_stolen_code_is_worth_nothing_without_the_verifier(site: Company) -> None:
    victim, thief = site.browser(), site.browser()
    stolen = there_and_back(victim).partition("code=")[2].partition("&")[0]
    own = there_and_back(thief)
    state = own.partition("state=")[2]

    assert thief.get(f"/login/oidc/callback?code={stolen}&state={state}").status_code == 502
    assert site.people.all() == []


def changed(**claims: Any) -> Callable[[Claims], Claims]:
    return lambda said: {name: value for name, value in (said | claims).items() if value is not None}


@pytest.mark.parametrize(
    "altered",
    [
        changed(iss="https://evil.example"),
        changed(aud="another client"),
        changed(aud=[CLIENT, "another client"]),
        changed(aud=[CLIENT, "another client"], azp="another client"),
        changed(nonce="another nonce"),
        changed(nonce=None),
        changed(exp=int(time.time()) - 3600),
        changed(exp=None),
        changed(iat=int(time.time()) + 3600),
        changed(sub=None),
    ],
)
def test_a_token_that_is_not_for_us_and_now_is_not_believed(
    site: Company, provider: Provider, altered: Callable[[Claims], Claims]
) -> None:
    provider.altered = altered
    client = site.browser()
    answer = client.get(there_and_back(client))

    assert (answer.status_code, "не ответила как надо" in answer.text) == (502, True)
    assert site.people.all() == []


@pytest.mark.parametrize("forged", ["another key", "our secret", "their public key"])
def test_a_token_that_the_provider_did_not_sign_is_not_believed(site: Company, provider: Provider, forged: str) -> None:
    if forged == "another key":
        provider.signing = RSAKey.generate_key(2048, {"kid": "1"})
    else:
        secret = SECRET.encode() if forged == "our secret" else provider.key.as_pem(private=False)
        provider.signing, provider.algorithm = (
            OctKey.import_key(b"a" * 64 if b"-" in secret else secret.ljust(64)),
            "HS256",
        )
    client = site.browser()

    assert client.get(there_and_back(client)).status_code == 502
    assert site.people.all() == []


def test_a_refusal_of_the_provider_is_told(site: Company, provider: Provider) -> None:
    client = site.browser()
    state = there_and_back(client).partition("state=")[2]

    assert client.get(f"/login/oidc/callback?error=access_denied&state={state}").status_code == 502
    provider.fails = True
    assert client.get(there_and_back(client)).status_code == 502


def test_a_provider_that_is_away_is_told_and_passwords_still_work(tmp_path: Path) -> None:
    with company(tmp_path, oidc=Oidc("http://127.0.0.1:9", CLIENT, SECRET, ROLES)) as site:
        site.employ("local")
        answer = site.browser().get("/login/oidc")

        assert (answer.status_code, "не ответила как надо" in answer.text) == (502, True)
        assert site.browser(site.people.named("local")).get("/desk").status_code == 200


@pytest.mark.parametrize("value", ["", "x", "e30=", "bnVsbA==", "W10=", "//evil"])
def test_a_spoilt_cookie_is_no_sign_in(site: Company, value: str) -> None:
    client = site.browser()
    client.cookies.set("podskazka_oidc", value, domain="localhost.local")

    assert client.get("/login/oidc/callback?code=1&state=").status_code == 502


def test_a_planted_cookie_cannot_lead_elsewhere(site: Company) -> None:
    client = site.browser()
    back = there_and_back(client, "//evil.example")

    assert client.get(back).headers["location"] == "/desk"


def test_without_settings_there_is_no_such_address(tmp_path: Path) -> None:
    with company(tmp_path) as site:
        assert site.browser().get("/login/oidc").status_code == 404


SETTINGS = {
    "PODSKAZKA_OIDC_ISSUER": "https://id.example/",
    "PODSKAZKA_OIDC_CLIENT_ID": CLIENT,
    "PODSKAZKA_OIDC_CLIENT_SECRET": SECRET,
    "PODSKAZKA_OIDC_ROLES": "groups:admins=admin, groups:support team=agent,job:editor=editor",
}


def test_the_settings_are_read_and_the_secret_is_never_shown() -> None:
    read = Settings.read(SETTINGS)

    assert read.oidc == Oidc(
        "https://id.example",
        CLIENT,
        SECRET,
        (("groups", "admins", Role.ADMIN), ("groups", "support team", Role.AGENT), ("job", "editor", Role.EDITOR)),
    )
    assert SECRET not in repr(read)
    assert replace(read, oidc=None).oidc is None


@pytest.mark.parametrize(
    ("changed_setting", "said"),
    [
        ({"PODSKAZKA_OIDC_CLIENT_SECRET": ""}, "are needed"),
        ({"PODSKAZKA_OIDC_ROLES": "admins=admin"}, "«admins=admin»"),
        ({"PODSKAZKA_OIDC_ROLES": "groups:admins=god"}, "groups:admins=god"),
        ({"PODSKAZKA_OIDC_ISSUER": "http://id.example"}, "https"),
        ({"PODSKAZKA_PUBLIC_URL": "help.example"}, "PODSKAZKA_PUBLIC_URL"),
        ({"PODSKAZKA_PUBLIC_URL": "https://help.example/desk"}, "without a path"),
    ],
)
def test_a_setting_that_cannot_be_meant_is_named(changed_setting: dict[str, str], said: str) -> None:
    with pytest.raises(BadSetting, match=said):
        Settings.read(SETTINGS | changed_setting)
