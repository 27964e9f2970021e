"""Signing in with the issuer: OpenID Connect authorization code flow with PKCE (RFC 7636).

The browser carries, signed, the access token and nothing else; it is checked again at every page.
"""

import base64
import hashlib
import logging
import secrets
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import urlencode

import httpx
import jwt
from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from runtime.actor import Actor
from runtime.settings import Settings
from runtime.web.auth import NotAuthenticated, Tokens
from runtime.web.problems import Problem
from services.console import cookies, html

router = APIRouter(route_class=html.PageRoute, include_in_schema=False)
log = logging.getLogger(__name__)

_UNDER_WAY = "yishi-signing-in"
_SECONDS = 600
"""How long somebody may take over the issuer's own page."""

Next = Annotated[str, Query(max_length=500)]


async def viewer(request: Request) -> Actor:
    """Who looks at the page. Raises `SignInFirst`."""
    session = cookies.read(request, cookies.SESSION, cookies.SESSION_SECONDS)
    tokens: Tokens = request.app.state.tokens
    try:
        return await tokens.actor(str((session or {})["token"]))
    except (KeyError, NotAuthenticated) as error:
        raise html.SignInFirst from error


@router.get("/sign-in")
async def sign_in(next: Next = "/") -> Response:
    return html.page("sign_in.html", signed_in=False, next=_own_path(next))


@router.get("/sign-in/start")
async def start(request: Request, next: Next = "/") -> Response:
    settings: Settings = request.app.state.settings
    issuer = await _discover(settings)
    verifier, state, nonce = (secrets.token_urlsafe(32) for _ in range(3))
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest())
    asked = {
        "response_type": "code",
        "client_id": settings.client_id,
        "redirect_uri": _redirect_uri(settings),
        "scope": "openid",
        "state": state,
        "nonce": nonce,
        "code_challenge": challenge.rstrip(b"=").decode(),
        "code_challenge_method": "S256",
    }
    mark = "&" if "?" in issuer.authorization_endpoint else "?"
    response = RedirectResponse(f"{issuer.authorization_endpoint}{mark}{urlencode(asked)}", 303)
    kept = {"verifier": verifier, "state": state, "nonce": nonce, "next": _own_path(next)}
    cookies.write(request, response, _UNDER_WAY, kept, _SECONDS)
    return response


@router.get("/sign-in/done")
async def done(request: Request, state: str = "", code: str = "", iss: str = "") -> Response:
    settings: Settings = request.app.state.settings
    # What we drew is ASCII, and so are codes (RFC 6749, appendix A.11).
    if not (state + code).isascii() or len(state) > 200 or len(code) > 4000:
        return _again(request, "登录应答无法读取。", 400)
    kept = cookies.read(request, _UNDER_WAY, _SECONDS)
    if kept is None or not code or not secrets.compare_digest(state, kept["state"]):
        return _again(request, "登录没有完成，或停留太久。")
    if iss and iss != settings.issuer:  # RFC 9207: a mix-up of issuers
        return _again(request, "登录应答来自别的认证服务。")
    token = await _exchange(request, code, kept)
    if token is None:
        return _again(request, "认证服务没有确认这次登录。")
    response = RedirectResponse(_own_path(kept["next"]), 303)
    cookies.clear(request, response, _UNDER_WAY)
    try:
        cookies.write(request, response, cookies.SESSION, {"token": token}, cookies.SESSION_SECONDS)
    except ValueError:
        return _again(request, "您的身份过多，登录凭证超过浏览器的限制，请联系系统管理员。")
    return response


@router.post("/sign-out")
async def sign_out(request: Request) -> Response:
    response = RedirectResponse("/sign-in", 303)
    cookies.clear(request, response, cookies.SESSION)
    return response


@dataclass(frozen=True)
class _Issuer:
    authorization_endpoint: str
    token_endpoint: str


async def _discover(settings: Settings) -> _Issuer:
    """What the issuer says of itself (OpenID Connect Discovery 1.0). Raises `OSError` or httpx's
    errors where it cannot be had."""
    where = f"{settings.issuer.rstrip('/')}/.well-known/openid-configuration"
    async with httpx.AsyncClient(timeout=5) as client:
        answer = await client.get(where)
    try:
        said: dict[str, Any] = answer.raise_for_status().json()
        if (name := said.get("issuer")) != settings.issuer:
            # Its tokens will be refused, and nobody would know why.
            log.warning("%s calls the issuer %.200r, not as YISHI_ISSUER_URL does", where, name)
        found = _Issuer(
            str(said["authorization_endpoint"]), str(said.get("token_endpoint", settings.token_url))
        )
        for url in (found.authorization_endpoint, found.token_endpoint):
            if httpx.URL(url).scheme not in ("http", "https"):
                raise ValueError(url)
        return found
    except (ValueError, KeyError, TypeError, AttributeError, httpx.InvalidURL) as error:
        raise ConnectionError(f"{where} is no configuration of an issuer") from error


async def _exchange(request: Request, code: str, kept: dict[str, str]) -> str | None:
    """The access token for a code, or None where anything about the answer does not fit."""
    settings: Settings = request.app.state.settings
    tokens: Tokens = request.app.state.tokens
    issuer = await _discover(settings)
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": _redirect_uri(settings),
        "client_id": settings.client_id,
        "code_verifier": kept["verifier"],
    }
    if settings.client_secret:
        form["client_secret"] = settings.client_secret
    async with httpx.AsyncClient(timeout=5) as client:
        answer = await client.post(issuer.token_endpoint, data=form)
    try:
        said: dict[str, Any] = dict(answer.json())
    except (ValueError, TypeError):
        said = {}
    if answer.status_code != 200 or not {"access_token", "id_token"} <= said.keys():
        log.warning(
            "%s gave no tokens: %d %.100r",
            issuer.token_endpoint,
            answer.status_code,
            said.get("error"),
        )
        return None
    access, identity = str(said["access_token"]), str(said["id_token"])
    try:
        holder = await tokens.actor(access)
        person = await Tokens(settings.issuer, settings.client_id, settings.jwks_url).actor(
            identity
        )
    except NotAuthenticated:
        return None
    # Signature, issuer, audience and time of the id token are checked above; this is the rest.
    nonce = str(jwt.decode(identity, options={"verify_signature": False}).get("nonce", ""))
    fits = secrets.compare_digest(nonce.encode(), kept["nonce"].encode())
    if not fits or person.id != holder.id:
        log.warning("the id token's nonce or sub is not that of this sign-in")
        return None
    return access


def _redirect_uri(settings: Settings) -> str:
    return f"{settings.peers['console']}/sign-in/done"


def _own_path(path: str) -> str:
    """Where to go afterwards: a path of this site, never another site."""
    plain = path.isprintable() and path.startswith("/") and not path.startswith(("//", "/\\"))
    return path if plain and "\\" not in path else "/"


def _again(request: Request, chinese: str, status: int = 403) -> Response:
    problem = Problem(status, "sign-in", f"{chinese}请重新登录。", "Sign in again.")
    return html.refusal(request, problem)
