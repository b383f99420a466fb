"""A small mail server on this machine: real sockets, real SMTP, real TLS; it fails in the ways it is told to."""

from __future__ import annotations

import socketserver
import ssl
import threading
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as modern
from typing import cast

from tests.running import running

CUT, STALL = "cut the line", "say nothing"


@dataclass(frozen=True)
class Mail:
    """What was taken over: the envelope and every byte."""

    sender: str
    recipients: tuple[str, ...]
    raw: bytes

    @property
    def parsed(self) -> EmailMessage:
        return cast(EmailMessage, message_from_bytes(self.raw, policy=modern))


@dataclass
class MailServer:
    """`answers` holds what to say instead, by the step: HELLO, EHLO, MAIL, RCPT, DATA, TEXT (after the mail), QUIT.

    An answer is a line, CUT or STALL. `keeps` is whether a mail counts as taken whatever is answered to it.
    """

    port: int = 0
    answers: dict[str, str] = field(default_factory=dict)
    keeps: bool = False
    slow_seconds: float = 0.0
    secret: str = ""
    certificate: ssl.SSLContext | None = None
    implicit_tls: bool = False
    mails: list[Mail] = field(default_factory=list)
    anywhere: bool = False
    connections: int = 0
    signed_in: int = 0
    over: threading.Event = field(default_factory=threading.Event)


class _Talk(socketserver.StreamRequestHandler):
    """One connection."""

    server: _Server
    encrypted = signed_in = False
    sender = ""

    def handle(self) -> None:
        at, self.recipients = self.server.at, list[str]()
        at.connections += 1
        with suppress(OSError):
            if at.implicit_tls:
                self._encrypt()
            if self._say("HELLO", "220 ready"):
                while line := self.rfile.readline().decode().strip():
                    if not self._answer(line[:4].upper(), line):
                        break

    def _answer(self, verb: str, line: str) -> bool:
        at = self.server.at
        if verb == "EHLO":
            offers = ["localhost", "8BITMIME"]
            offers += ["STARTTLS"] if at.certificate and not self.encrypted else []
            offers += ["AUTH PLAIN"] if at.secret else []
            return self._say(verb, "\r\n".join([*(f"250-{one}" for one in offers[:-1]), f"250 {offers[-1]}"]))
        if verb == "STAR":
            self._say(verb, "220 go on")
            self._encrypt()
            return True
        if verb == "AUTH":
            at.signed_in += 1
            self.signed_in = b64decode(line.rsplit(maxsplit=1)[-1]).decode().endswith(f"\0{at.secret}")
            return self._say(
                verb, "235 welcome" if self.signed_in else "535 5.7.8 wrong password for agent@shop.example"
            )
        if at.secret and not self.signed_in and verb in {"MAIL", "RCPT", "DATA"}:
            return self._say(verb, "530 sign in first")
        return self._take(verb, line)

    def _take(self, verb: str, line: str) -> bool:
        if verb == "MAIL":
            self.sender = line.partition("<")[2].partition(">")[0]
        if verb == "RCPT":
            self.recipients.append(line.partition("<")[2].partition(">")[0])
        if verb != "DATA":
            return self._say(verb, "221 bye" if verb == "QUIT" else "250 well") and verb != "QUIT"
        return self._say(verb, "354 go on") and self._text()

    def _text(self) -> bool:
        if "DATA" in self.server.at.answers:  # refused: no text follows
            return True
        lines = []
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            lines.append(line[1:] if line.startswith(b".") else line)
        at = self.server.at
        if at.keeps or not at.answers.get("TEXT"):
            at.mails.append(Mail(self.sender, tuple(self.recipients), b"".join(lines)))
        at.over.wait(at.slow_seconds)
        return self._say("TEXT", "250 taken")

    def _say(self, step: str, usual: str) -> bool:
        """Whether the talk goes on."""
        said = self.server.at.answers.get(step, usual)
        if said == STALL:
            self.server.at.over.wait(30)
        if said in {CUT, STALL}:
            return False
        self.wfile.write(f"{said}\r\n".encode())
        return True

    def _encrypt(self) -> None:
        context = self.server.at.certificate
        assert context
        self.connection = context.wrap_socket(self.connection, server_side=True)
        self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb", 0)  # type: ignore[assignment]
        self.encrypted = True

    def finish(self) -> None:
        with suppress(OSError):
            super().finish()
            self.connection.close()


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = allow_reuse_address = True

    def __init__(self, at: MailServer) -> None:
        self.at = at
        super().__init__(("" if at.anywhere else "127.0.0.1", at.port), _Talk)


@contextmanager
def mail_server(at: MailServer | None = None) -> Iterator[MailServer]:
    """A mail server at work; it gets a port of its own unless it has one already."""
    at = at or MailServer()
    server = _Server(at)
    at.port = server.server_address[1]
    with running(server, at.over):
        yield at
