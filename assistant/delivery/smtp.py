"""Brings replies to the helpdesk's mailbox; the home of smtplib and of making mail."""

from __future__ import annotations

import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from assistant.delivery.port import ATTEMPT_SECONDS, SILENCE_SECONDS, NotDelivered, Problem, at_most
from corpus.database.desk.deliveries import Letter
from corpus.delivery_settings import Smtp

_LONGEST_SUBJECT = 200
_TOO_LARGE = 552
_OF_SIGN_IN = frozenset({530, 534, 535, 538})


class SmtpCarrier:
    """Sends each reply as a mail to one mailbox; its subject names the conversation, so no customer's address does.

    `context` decides which certificates are believed, by default those that the system believes.
    """

    def __init__(self, smtp: Smtp, context: ssl.SSLContext | None = None, seconds: float = SILENCE_SECONDS) -> None:
        self._smtp, self._context, self._seconds = smtp, context or ssl.create_default_context(), seconds

    def carry(self, letter: Letter) -> None:
        """Returns when the mail server has taken the mail over."""
        mail = mail_of(letter, self._smtp)
        with _explained():
            client = self._connected()
            try:
                with at_most(ATTEMPT_SECONDS, lambda: _cut(client.sock)):
                    self._sign_in(client)
                    client.send_message(mail, self._smtp.sender.address, [self._smtp.to.address])
                    # It is taken over: whatever happens while saying good-bye changes nothing.
                    with suppress(OSError, smtplib.SMTPException):
                        client.quit()
            finally:
                client.close()

    def _connected(self) -> smtplib.SMTP:
        smtp, seconds = self._smtp, self._seconds
        # Our own name is given, or it would be looked up, and that can take as long as the name server likes.
        if smtp.tls:
            return smtplib.SMTP_SSL(smtp.host, smtp.port, smtp.sender.domain, timeout=seconds, context=self._context)
        return smtplib.SMTP(smtp.host, smtp.port, smtp.sender.domain, timeout=seconds)

    def _sign_in(self, client: smtplib.SMTP) -> None:
        client.ehlo_or_helo_if_needed()
        if not self._smtp.tls and not self._smtp.is_loopback:
            if not client.has_extn("starttls"):
                raise NotDelivered(Problem.UNSAFE)
            client.starttls(context=self._context)
        if self._smtp.user:
            try:
                client.login(self._smtp.user, self._smtp.password)
            except smtplib.SMTPServerDisconnected:  # how some answer to a wrong password
                raise NotDelivered(Problem.SIGN_IN) from None


def mail_of(letter: Letter, smtp: Smtp) -> EmailMessage:
    """The mail of a letter: the same letter makes the same mail, Message-ID included."""
    mail = EmailMessage(SMTP)
    mail["From"] = Address(smtp.sender.name, addr_spec=smtp.sender.address)
    mail["To"] = Address(smtp.to.name, addr_spec=smtp.to.address)
    mail["Subject"] = subject_of(letter)
    mail["Date"] = letter.sent_at
    mail["Message-ID"] = f"<{letter.key}@{smtp.sender.domain}>"
    mail["X-Podskazka-Ticket"] = letter.ticket_id
    mail["X-Podskazka-Reply-To"] = _one_line(letter.reply_to)
    mail["Content-Language"] = letter.language
    mail.set_content(letter.text, cte="base64")
    return mail


def subject_of(letter: Letter) -> str:
    """`Re: … [#token]`, on one line whatever the customer wrote: a line break would begin a header of theirs."""
    said = _one_line(letter.subject)[:_LONGEST_SUBJECT]
    while said[:3].lower() == "re:":
        said = said[3:].lstrip()
    return " ".join(part for part in ("Re:", said, f"[#{_one_line(letter.reply_to)}]") if part)


def _one_line(text: str) -> str:
    # An encoded word is a line break in disguise: `=?utf-8?q?=0ABcc:…?=` is decoded when the header is set.
    visible = "".join(sign if sign.isprintable() else " " for sign in text).replace("=?", "= ?")
    return " ".join(visible.split())


@contextmanager
def _explained() -> Iterator[None]:
    """What smtplib raises, told in our words; what the server said stays with the server."""
    try:
        yield
    except smtplib.SMTPRecipientsRefused as error:
        raise _of_code(next(iter(error.recipients.values()))[0]) from None
    except smtplib.SMTPResponseException as error:
        raise _of_code(error.smtp_code, of_letter=isinstance(error, smtplib.SMTPDataError)) from None
    except smtplib.SMTPNotSupportedError:  # it asks for no password although one is set
        raise NotDelivered(Problem.SIGN_IN) from None
    except ssl.SSLError:
        raise NotDelivered(Problem.UNSAFE) from None
    except (OSError, smtplib.SMTPException, EOFError):
        raise NotDelivered(Problem.UNREACHABLE) from None


def _of_code(code: int, *, of_letter: bool = False) -> NotDelivered:
    """Every letter has the same sender and recipient: a server that refuses those may be mended, a letter may not."""
    if code in _OF_SIGN_IN:
        return NotDelivered(Problem.SIGN_IN, code)
    if code >= 500:
        return NotDelivered(Problem.REFUSED, code, final=of_letter or code == _TOO_LARGE)
    # smtplib says -1 where a greeting or an answer made no sense.
    return NotDelivered(Problem.BUSY, code) if code > 0 else NotDelivered(Problem.UNREACHABLE)


def _cut(line: socket.socket | None) -> None:
    with suppress(OSError, AttributeError):
        if line:
            line.shutdown(socket.SHUT_RDWR)
