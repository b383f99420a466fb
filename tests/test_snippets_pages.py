"""The page of snippets: agents read it, leads and editors write; nothing typed is lost, nothing deleted is gone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from corpus.nouns import RawText, Role
from tests.access import Company, company, form_token

NEW = {"name": "ждём курьера", "text": "Ждём курьера до {срок}.", "language": "ru"}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    with company(tmp_path_factory.mktemp("home")) as opened:
        opened.employ("lead", Role.LEAD)
        opened.employ("agent")
        yield opened


@pytest.fixture
def lead(site: Company) -> TestClient:
    return site.browser(site.people.named("lead"))


def post(client: TestClient, path: str = "/snippets", **fields: str):  # type: ignore[no-untyped-def]
    return client.post(path, data={"form_token": form_token(client), **fields})


def snippet_id(site: Company, name: str) -> str:
    return next(each.id for each in site.podskazka.house.snippets.all() if each.wording.name == name)


def test_a_lead_adds_one_and_it_is_in_the_editor(site: Company, lead: TestClient) -> None:
    answer = post(lead, **NEW)
    ticket = site.podskazka.assistant.open(RawText("Где заказ?")).id

    assert answer.headers["location"].startswith("/snippets?kept=")
    assert "ждём курьера" in lead.get("/snippets").text
    assert 'data-snippet="Ждём курьера до {срок}."' in lead.get(f"/desk/tickets/{ticket}").text


def test_an_agent_reads_them_and_is_offered_no_form(site: Company) -> None:
    page = site.browser(site.people.named("agent")).get("/snippets")

    assert "ответим до срока" in page.text
    assert "Добавить заготовку" not in page.text
    assert "/remove" not in page.text


def test_personal_data_is_refused_and_what_was_typed_stays(site: Company, lead: TestClient) -> None:
    answer = post(lead, name="карта", text="Карта 4111 1111 1111 1111 ваша", language="ru")

    assert answer.status_code == 422
    assert "есть личные данные" in answer.text
    assert "Карта 4111 1111 1111 1111 ваша" in answer.text
    assert "карта" not in [each.wording.name for each in site.podskazka.house.snippets.all()]


def test_the_same_name_is_refused_and_what_was_typed_stays(lead: TestClient) -> None:
    answer = post(lead, name="Приветствие", text="Добрый день!", language="ru")

    assert answer.status_code == 409
    assert "уже есть" in answer.text
    assert "Добрый день!" in answer.text


def test_two_leads_do_not_overwrite_each_other(site: Company, lead: TestClient) -> None:
    path = f"/snippets/{snippet_id(site, 'снимок экрана')}"
    post(lead, path, name="снимок экрана", text="Пришлите снимок.", language="ru", revision="1")
    answer = post(lead, path, name="снимок экрана", text="Пришлите два.", language="ru", revision="1")

    assert answer.status_code == 409
    assert "изменил кто-то другой" in answer.text
    assert "Пришлите два." in answer.text
    assert "Пришлите снимок." in lead.get("/snippets").text


def test_deleting_can_be_undone_at_once(site: Company, lead: TestClient) -> None:
    path = f"/snippets/{snippet_id(site, 'прощание')}"
    page = lead.get(post(lead, f"{path}/remove").headers["location"]).text

    assert "«прощание» удалена" in page
    assert f"{path}/restore" in page
    post(lead, f"{path}/restore")
    assert snippet_id(site, "прощание")


def test_what_was_typed_for_a_deleted_one_is_not_lost(site: Company, lead: TestClient) -> None:
    path = f"/snippets/{snippet_id(site, 'проверьте ещё раз')}"
    post(lead, f"{path}/remove")
    answer = post(lead, path, name="проверьте ещё раз", text="Мои правки.", language="ru", revision="1")

    assert answer.status_code == 404
    assert "Мои правки." in answer.text
    assert post(lead, "/snippets/none", **NEW).status_code == 404


def test_what_was_typed_outlives_a_new_sign_in(lead: TestClient) -> None:
    answer = lead.post("/snippets", data={"form_token": "old", **NEW})

    assert answer.status_code == 403
    assert "Ждём курьера до {срок}." in answer.text


def test_a_number_larger_than_the_database_knows_is_no_error_of_ours(site: Company, lead: TestClient) -> None:
    path = f"/snippets/{snippet_id(site, 'ждём банк')}"

    assert post(lead, path, **{**NEW, "revision": "9" * 30}).status_code == 409
    assert lead.get("/snippets?kept=%00&removed=%00").status_code == 200


def test_the_audit_log_names_what_was_done(site: Company, lead: TestClient) -> None:
    post(lead, name="ещё одна", text="Текст", language="ru")
    site.employ("boss", Role.ADMIN)

    assert "добавил заготовку" in site.browser(site.people.named("boss")).get("/people/audit").text
