"""Web addresses, and which networks they may lead to: the public one only, so that nobody reads our own."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote, urldefrag, urlsplit

from ingest.nouns import Refused

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Permitted = Callable[[Address], bool]

_UNESCAPED = "/%:@!$&'()*+,;=~?"
# Ways to write an IPv4 address as IPv6 that a gateway would unpack: NAT64, 6to4, Teredo, IPv4-compatible.
_TUNNELS = tuple(
    ipaddress.IPv6Network(network) for network in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "::/96")
)


@dataclass(frozen=True, slots=True)
class WebAddress:
    """An http or https address in the parts that a request is made of."""

    scheme: bytes
    host: bytes
    port: int | None
    target: bytes

    @property
    def host_header(self) -> bytes:
        """The host as a request names it."""
        host = b"[%b]" % self.host if b":" in self.host else self.host
        return host + (b":%d" % self.port if self.port else b"")


def web_address(address: str) -> WebAddress:
    """The parts of an address as people paste it, with Russian letters in its name or path.

    Raises:
        Refused: when it is not plain http or https.
    """
    try:
        url = urlsplit(urldefrag(address.strip()).url)
        name, port = url.hostname or "", url.port
        host = name.encode() if name.isascii() else name.encode("idna")
    except (ValueError, UnicodeError):
        host = b""
    if not host or url.scheme not in ("http", "https") or "@" in url.netloc:
        raise Refused("not a plain http or https address", "write it in full, with https:// and without a password")
    # What is already escaped stays as it is.
    target = quote(url.path or "/", safe=_UNESCAPED) + (f"?{quote(url.query, safe=_UNESCAPED)}" if url.query else "")
    return WebAddress(url.scheme.encode(), host, port, target.encode())


def is_public(address: Address) -> bool:
    """Whether an address belongs to the public internet: not private, loopback, link-local, multicast or reserved."""
    if isinstance(address, ipaddress.IPv6Address):
        # ::ffff:10.0.0.1 is 10.0.0.1 for the socket, whatever it is called.
        if address.ipv4_mapped:
            return is_public(address.ipv4_mapped)
        if address.is_site_local or any(address in tunnel for tunnel in _TUNNELS):
            return False
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


def checked_addresses(host: str, port: int, permitted: Permitted) -> list[str]:
    """All addresses of a host, each of them permitted.

    Raises:
        Refused: when the name has no address, or one that is not permitted. One public address does not help then,
            as the next look-up might give the other.
    """
    try:
        answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Refused(
            f"the name {host} cannot be resolved", "check the address and the network", passing=True
        ) from error
    found = list(dict.fromkeys(str(answer[4][0]) for answer in answers))
    if not all(permitted(ipaddress.ip_address(address)) for address in found):
        raise Refused(
            f"{host} is not on the public internet", "give the address of a public page, or save it as a file"
        )
    return found
