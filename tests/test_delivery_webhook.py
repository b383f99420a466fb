"""Replies leave to a webhook that can tell who sent them, and which it has already."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from pathlib import Path

import pytest

from assistant.delivery.port import SILENCE_SECONDS, NotDelivered, Problem
from assistant.delivery.webhook import WebhookCarrier
from tests.certificates import certificates
from tests.hook_server import HookServer, hook_server
from tests.posting import SECRET, letter, webhook
from tests.running import free_port


def outcome(server: HookServer) -> NotDelivered:
    """How a letter fails at this server; one that talks is listened to for as long as a busy machine needs."""
    seconds = 0.3 if server.stalls else SILENCE_SECONDS
    with hook_server(server), pytest.raises(NotDelivered) as raised:
        WebhookCarrier(webhook(server.port), seconds=seconds).carry(letter())
    return raised.value


def test_a_reply_is_posted_with_the_name_the_helpdesk_gave_its_conversation() -> None:
    with hook_server() as server:
        WebhookCarrier(webhook(server.port)).carry(letter())

    posted = server.posted[0]
    told = json.loads(posted.body)
    assert posted.target == "/replies?desk=1"
    assert posted.headers["Content-Type"] == "application/json"
    assert (told["reply_to"], told["text"], told["author"]) == ("conv-8841", "Деньги вернутся.", "Анна")
    assert told["sent_at"] == "2026-03-02T03:15:00+00:00"


def test_the_helpdesk_can_prove_who_sent_it_and_when() -> None:
    with hook_server() as server:
        WebhookCarrier(webhook(server.port)).carry(letter())

    posted = server.posted[0]
    stamp = posted.headers["X-Podskazka-Timestamp"]
    # As the README tells receivers to do it.
    expected = hmac.new(SECRET.encode(), f"{stamp}.".encode() + posted.body, hashlib.sha256).hexdigest()
    assert posted.headers["X-Podskazka-Signature"] == f"sha256={expected}"
    assert abs(time.time() - int(stamp)) < 60


def test_the_same_letter_carries_the_same_key_each_time() -> None:
    with hook_server(HookServer(statuses=[503])) as server:
        carrier = WebhookCarrier(webhook(server.port))
        with pytest.raises(NotDelivered):
            carrier.carry(letter())
        carrier.carry(letter())

    assert [posted.headers["Idempotency-Key"] for posted in server.posted] == ["r1", "r1"]
    assert server.posted[0].body == server.posted[1].body


@pytest.mark.parametrize(
    ("status", "problem", "final"),
    [
        (302, Problem.REFUSED, False),
        (400, Problem.REFUSED, True),
        (401, Problem.SIGN_IN, False),
        (404, Problem.REFUSED, False),
        (408, Problem.BUSY, False),
        (410, Problem.REFUSED, True),
        (422, Problem.REFUSED, True),
        (429, Problem.BUSY, False),
        (500, Problem.BUSY, False),
        (503, Problem.BUSY, False),
    ],
)
def test_what_it_answers_decides_whether_to_try_again(status: int, problem: Problem, final: bool) -> None:
    error = outcome(HookServer(statuses=[status]))

    assert (error.problem, error.code, error.final) == (problem, status, final)


@pytest.mark.parametrize(("asked", "after"), [("120", 120), ("999999", 3600), ("soon", 0), ("-5", 0), ("²", 0)])
def test_a_server_that_asks_to_wait_is_waited_for_within_reason(asked: str, after: int) -> None:
    assert outcome(HookServer(statuses=[429], headers={"Retry-After": asked})).after == after


def test_a_redirect_is_not_followed() -> None:
    with hook_server() as other:
        error = outcome(HookServer(statuses=[307], headers={"Location": f"http://127.0.0.1:{other.port}/"}))

    assert error.problem is Problem.REFUSED
    assert other.posted == []


def test_a_server_that_is_dead_silent_or_hangs_up_is_tried_again() -> None:
    with pytest.raises(NotDelivered) as dead:
        WebhookCarrier(webhook(free_port())).carry(letter())

    assert dead.value.problem is Problem.UNREACHABLE
    assert outcome(HookServer(stalls=True)).problem is Problem.UNREACHABLE
    assert outcome(HookServer(hangs_up=True)).problem is Problem.UNREACHABLE


def test_a_certificate_that_nobody_knows_is_not_believed(tmp_path: Path) -> None:
    serving, believing = certificates(tmp_path)
    with hook_server(HookServer(certificate=serving)) as server:
        with pytest.raises(NotDelivered) as raised:
            WebhookCarrier(webhook(server.port, tls=True)).carry(letter())
        WebhookCarrier(webhook(server.port, tls=True), believing).carry(letter())

    assert raised.value.problem is Problem.UNSAFE
    assert len(server.posted) == 1


def test_the_address_and_the_secret_are_shown_nowhere() -> None:
    shown = repr(webhook(443, "/hooks/t0ken"))

    assert SECRET not in shown
    assert "t0ken" not in shown
