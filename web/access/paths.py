"""Where a sign-in may lead: to our own pages, nowhere else."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

from fastapi import Request

HOME = "/desk"
_LONGEST = 2_000


def own_path(wanted: str) -> str:
    """The path if it can only mean a page of this server, else the Desk.

    Browsers read `\\` as `/`, drop tabs and line ends, and take `//name` for another server: none of them may stand
    in it.
    """
    plain = wanted.isprintable() and not any(sign in wanted for sign in "\\ ")
    if not plain or len(wanted) > _LONGEST or not wanted.startswith("/") or wanted.startswith("//"):
        return HOME
    parts = urlsplit(wanted)
    # Signing out or in again is nowhere to go to.
    inside = not parts.scheme and not parts.netloc and parts.path.split("/")[1] not in {"login", "logout"}
    return wanted if inside else HOME


def login_address(request: Request) -> str:
    """The sign-in page that leads back to what was asked for."""
    query = f"?{request.url.query}" if request.url.query else ""
    wanted = quote(request.scope["path"]) + query if request.method in {"GET", "HEAD"} else HOME
    return f"/login?next={quote(own_path(wanted), safe='')}"
