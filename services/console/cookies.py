"""What a browser carries for us: signed, for a limited time, out of reach of scripts."""

import secrets
from functools import cache
from typing import Any

from fastapi import Response
from itsdangerous import BadData, URLSafeTimedSerializer
from starlette.requests import Request

from runtime.settings import Settings

SESSION = "yishi-session"
SESSION_SECONDS = 12 * 3600
"""An upper limit; what counts is when the token inside expires."""
LARGEST = 3_800
"""Browsers promise no more than 4,096 bytes for name, value and attributes."""


@cache
def _of_this_process() -> str:
    # Without a secret of the deployment, people sign in again after a restart.
    return secrets.token_urlsafe(32)


def _box(settings: Settings, name: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(settings.client_secret or _of_this_process(), salt=name)


def _secure(settings: Settings) -> bool:
    return settings.peers["console"].startswith("https://")


def _named(settings: Settings, name: str) -> str:
    # Browsers take a __Host- cookie only from this very host, over TLS.
    return f"__Host-{name}" if _secure(settings) else name


def read(request: Request, name: str, seconds: int) -> dict[str, Any] | None:
    """The content, or None where there is none, it is too old, or it is not ours."""
    settings: Settings = request.app.state.settings
    found = request.cookies.get(_named(settings, name), "")
    try:
        content: dict[str, Any] = _box(settings, name).loads(found, max_age=seconds)
    except BadData:
        return None
    return content


def seal(settings: Settings, name: str, content: dict[str, Any]) -> tuple[str, str]:
    """Name and value. Raises `ValueError` where a browser would not keep it."""
    sealed = str(_box(settings, name).dumps(content))
    if len(sealed) > LARGEST:
        raise ValueError(f"{len(sealed)} bytes are too many for a cookie")
    return _named(settings, name), sealed


def write(
    request: Request, response: Response, name: str, content: dict[str, Any], seconds: int
) -> None:
    """Raises `ValueError` where a browser would not keep it."""
    settings: Settings = request.app.state.settings
    full_name, sealed = seal(settings, name, content)
    response.set_cookie(
        full_name,
        sealed,
        max_age=seconds,
        path="/",
        secure=_secure(settings),
        httponly=True,
        samesite="lax",
    )


def clear(request: Request, response: Response, name: str) -> None:
    settings: Settings = request.app.state.settings
    response.delete_cookie(
        _named(settings, name), path="/", secure=_secure(settings), httponly=True, samesite="lax"
    )
