"""Brings replies to a webhook, signed; the home of its HTTP client."""

from __future__ import annotations

import hmac
import http.client
import json
import socket
import ssl
import time
from contextlib import suppress
from hashlib import sha256

from assistant.delivery.port import ATTEMPT_SECONDS, SILENCE_SECONDS, NotDelivered, Problem, at_most
from corpus.database.desk.deliveries import Letter
from corpus.delivery_settings import Webhook

# The letter itself is what they cannot use; anything else may be mended on their side or in the settings.
_FINAL = frozenset({400, 410, 413, 415, 422})
_OF_SIGN_IN = frozenset({401, 403, 407})
_LONGEST_WAIT = 3600


class WebhookCarrier:
    """Posts each reply as JSON. Redirects are not followed: what was signed for one address is for no other.

    `context` decides which certificates are believed, by default those that the system believes.
    """

    def __init__(
        self, webhook: Webhook, context: ssl.SSLContext | None = None, seconds: float = SILENCE_SECONDS
    ) -> None:
        self._webhook, self._context, self._seconds = webhook, context or ssl.create_default_context(), seconds

    def carry(self, letter: Letter) -> None:
        """Returns when the other side has answered 2xx."""
        body = body_of(letter)
        client = self._client()
        try:
            with at_most(ATTEMPT_SECONDS, lambda: _cut(client.sock)):
                client.request("POST", self._webhook.target, body, _headers(letter, body, self._webhook.secret))
                with client.getresponse() as answer:
                    _require_taken(answer)
        except ssl.SSLError:
            raise NotDelivered(Problem.UNSAFE) from None
        except (OSError, http.client.HTTPException):
            raise NotDelivered(Problem.UNREACHABLE) from None
        finally:
            client.close()

    def _client(self) -> http.client.HTTPConnection:
        hook = self._webhook
        if hook.tls:
            return http.client.HTTPSConnection(hook.host, hook.port, timeout=self._seconds, context=self._context)
        return http.client.HTTPConnection(hook.host, hook.port, timeout=self._seconds)


def body_of(letter: Letter) -> bytes:
    """The letter as JSON: the same letter makes the same bytes."""
    said = {
        "reply_id": letter.key,
        "ticket_id": letter.ticket_id,
        "reply_to": letter.reply_to,
        "subject": letter.subject,
        "text": letter.text,
        "author": letter.author,
        "channel": letter.channel,
        "language": letter.language,
        "sent_at": letter.sent_at.isoformat(),
    }
    return json.dumps(said, ensure_ascii=False).encode()


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """HMAC-SHA256 over the timestamp, a full stop and the body, in hexadecimal digits."""
    return hmac.new(secret.encode(), timestamp.encode() + b"." + body, sha256).hexdigest()


def _headers(letter: Letter, body: bytes, secret: str) -> dict[str, str]:
    timestamp = str(int(time.time()))
    return {
        "Content-Type": "application/json",
        "User-Agent": "Podskazka",
        "Idempotency-Key": letter.key,
        "X-Podskazka-Timestamp": timestamp,
        "X-Podskazka-Signature": f"sha256={signature(secret, timestamp, body)}",
    }


def _require_taken(answer: http.client.HTTPResponse) -> None:
    status = answer.status
    if status // 100 == 2:
        return
    if status in _OF_SIGN_IN:
        raise NotDelivered(Problem.SIGN_IN, status)
    if status in _FINAL:
        raise NotDelivered(Problem.REFUSED, status, final=True)
    if status // 100 in {3, 4} and status not in {408, 409, 425, 429}:
        raise NotDelivered(Problem.REFUSED, status)
    asked = answer.getheader("Retry-After", "")
    after = min(int(asked), _LONGEST_WAIT) if asked.isascii() and asked.isdigit() else 0
    raise NotDelivered(Problem.BUSY, status, after=after)


def _cut(line: socket.socket | None) -> None:
    with suppress(OSError, AttributeError):
        if line:
            line.shutdown(socket.SHUT_RDWR)
