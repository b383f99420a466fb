"""Fetches a public web page, and no more of it than asked for: the home of httpcore."""

from __future__ import annotations

import time
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from email.message import Message
from ssl import SSLContext
from typing import Any
from urllib.parse import urljoin

import httpcore

from ingest.nouns import Refused
from ingest.sources.addresses import Permitted, checked_addresses, is_public, web_address

_HOPS = 5
_CONNECTING = 10.0
_AGAIN_LATER = "try again later, or open the page in a browser"
_HEADERS = (
    (b"User-Agent", b"podskazka/0.1"),
    (b"Accept-Encoding", b"identity"),
    (b"Accept-Language", b"ru, en;q=0.8"),
)


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an address gave: bytes, their content type and the charset that the server declares ('' for none)."""

    content: bytes
    kind: str
    charset: str


class Fetcher:
    """Fetches pages over http and https from permitted addresses only, by default those of the public internet.

    `largest` is in bytes, before and after unpacking; `seconds` is for one page with its redirects.
    """

    def __init__(self, permitted: Permitted = is_public, largest: int = 10_000_000, seconds: float = 30) -> None:
        self._permitted = permitted
        self._largest = largest
        self._seconds = seconds
        self._trusted = httpcore.default_ssl_context()

    def get(self, address: str) -> Fetched:
        """What is at the address, after at most five redirects, each checked like the first.

        Raises:
            Refused: not http(s), not public, missing, too large or too slow.
        """
        # No proxy, whatever the environment says: it would look the name up again, unchecked.
        network = _CheckedNetwork(self._permitted, time.monotonic() + self._seconds)
        with httpcore.ConnectionPool(ssl_context=self._trusted, network_backend=network) as pool:
            for _ in range(_HOPS + 1):
                answer = self._step(pool, address)
                if isinstance(answer, Fetched):
                    return answer
                address = answer
        raise Refused(f"more than {_HOPS} redirects", "give the address where they end")

    def _step(self, pool: httpcore.ConnectionPool, address: str) -> Fetched | str:
        """One request: the page, or the address that it sends us to."""
        web = web_address(address)
        url = httpcore.URL(scheme=web.scheme, host=web.host, port=web.port, target=web.target)
        try:
            with pool.stream("GET", url, headers=[*_HEADERS, (b"Host", web.host_header)]) as response:
                headers = {
                    name.decode("latin-1").casefold(): value.decode("latin-1") for name, value in response.headers
                }
                if 300 <= response.status < 400 and "location" in headers:
                    return urljoin(address, headers["location"])
                _check_status(response.status)
                return self._received(response.iter_stream(), headers)
        except httpcore.TimeoutException as error:
            raise Refused(f"no answer within {self._seconds:g} s", _AGAIN_LATER, passing=True) from error
        except (httpcore.NetworkError, httpcore.ProtocolError) as error:
            why = "the certificate is not valid" if "CERTIFICATE" in str(error) else type(error).__name__
            raise Refused(f"no connection ({why})", _AGAIN_LATER, passing=True) from error

    def _received(self, chunks: Iterator[bytes], headers: Mapping[str, str]) -> Fetched:
        content = bytearray()
        for chunk in chunks:
            content += chunk
            # Counted, not read from Content-Length, which a server may leave out or invent.
            if len(content) > self._largest:
                raise self._too_large()
        kind = Message()
        kind["Content-Type"] = headers.get("content-type", "application/octet-stream")
        unpacked = self._unpacked(bytes(content), headers.get("content-encoding", "").casefold())
        return Fetched(unpacked, kind.get_content_type(), kind.get_content_charset(""))

    def _unpacked(self, content: bytes, encoding: str) -> bytes:
        """The bytes without gzip, also of a `sitemap.xml.gz`; never more than the limit, whatever a bomb holds."""
        # Not every server keeps to "identity"; and zlib, unlike brotli here, can be told where to stop.
        if encoding not in ("identity", "", "gzip", "x-gzip", "deflate"):
            raise Refused("packed in a way that was not asked for", "save the page as a file")
        if encoding in ("identity", "") and not content.startswith(b"\x1f\x8b"):
            return content
        try:
            unpacked = zlib.decompressobj(wbits=47).decompress(content, self._largest + 1)
        except zlib.error as error:
            raise Refused("packed data that cannot be unpacked", _AGAIN_LATER, passing=True) from error
        if len(unpacked) > self._largest:
            raise self._too_large()
        return unpacked

    def _too_large(self) -> Refused:
        return Refused(f"larger than {self._largest / 1_000_000:g} MB", "save the part you need as a file")


def _check_status(status: int) -> None:
    if status in (404, 410):
        raise Refused(f"the page is gone (HTTP {status})", "give its new address, or nothing to do", gone=True)
    # A firewall that takes us for a robot says the same, and may think better of it.
    if status in (401, 403):
        raise Refused(f"the page is not open to everybody (HTTP {status})", "save it as a file", passing=True)
    if status != 200:
        raise Refused(f"the server answers HTTP {status}", _AGAIN_LATER, passing=True)


class _CheckedNetwork(httpcore.NetworkBackend):
    """Looks a name up, checks every address it gives, and connects to one of these very addresses.

    A second look-up, as every ordinary client makes, could give another answer than the one that was checked.
    """

    def __init__(self, permitted: Permitted, deadline: float) -> None:
        self._permitted = permitted
        self._deadline = deadline
        self._real = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002 - the deadline takes its place
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """A connection to the first of the host's addresses that answers.

        Raises:
            Refused: when any address of the host is not permitted.
        """
        refused = httpcore.ConnectError("no address")
        for address in checked_addresses(host, port, self._permitted):
            seconds = min(_CONNECTING, _remaining(self._deadline))
            try:
                stream = self._real.connect_tcp(address, port, seconds, local_address, socket_options)
            except httpcore.ConnectError as error:
                refused = error
            else:
                return _Stream(stream, self._deadline)
        raise refused


class _Stream(httpcore.NetworkStream):
    """A connection whose every wait ends at the deadline: a server that sends a letter a second ends there, too."""

    def __init__(self, real: httpcore.NetworkStream, deadline: float) -> None:
        self._real = real
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002
        """As httpcore says."""
        return self._real.read(max_bytes, _remaining(self._deadline))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002
        """As httpcore says."""
        self._real.write(buffer, _remaining(self._deadline))

    def close(self) -> None:
        """As httpcore says."""
        self._real.close()

    def start_tls(
        self,
        ssl_context: SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002
    ) -> httpcore.NetworkStream:
        """As httpcore says; the certificate must be that of the name, whatever address it has."""
        secured = self._real.start_tls(ssl_context, server_hostname, _remaining(self._deadline))
        return _Stream(secured, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        """As httpcore says."""
        return self._real.get_extra_info(info)


def _remaining(deadline: float) -> float:
    """The seconds until a deadline.

    Raises:
        TimeoutException: when it has passed.
    """
    seconds = deadline - time.monotonic()
    if seconds <= 0:
        raise httpcore.ReadTimeout("the deadline has passed")
    return seconds
