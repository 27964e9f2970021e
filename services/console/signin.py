"""Signing in with the issuer: OpenID Connect authorization code flow with PKCE, by Authlib.

The browser carries, signed, the access token and nothing else; it is checked again at every page.
"""

import logging
from typing import Annotated, Any

import httpx2
from authlib.integrations.base_client.errors import MismatchingStateError
from authlib.integrations.starlette_client import (
    OAuthError,
    StarletteIntegration,
    StarletteOAuth2App,
)
from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse
from joserfc.errors import JoseError

from runtime.actor import Actor
from runtime.settings import Settings
from runtime.web.auth import ALGORITHMS, LEEWAY, NotAuthenticated, Tokens
from runtime.web.problems import Problem
from services.console import cookies, html

router = APIRouter(route_class=html.PageRoute, include_in_schema=False)
log = logging.getLogger(__name__)

_UNDER_WAY = "yishi-signing-in"
_SECONDS = 600
"""How long somebody may take over the issuer's own page."""
_UNREADABLE = (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError)
"""What comes of an answer in another shape than the standard's."""

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
    issuer, callback = _Issuer(settings), f"{settings.peers['console']}/sign-in/done"
    asked = await issuer.create_authorization_url(callback)
    response = RedirectResponse(asked.pop("url"), 303)
    request.scope["session"] = kept = {"next": _own_path(next)}
    await issuer.save_authorize_data(request, redirect_uri=callback, **asked)
    cookies.write(request, response, _UNDER_WAY, kept, _SECONDS)
    return response


@router.get("/sign-in/done")
async def done(request: Request, state: str = "", code: str = "", iss: str = "") -> Response:
    settings: Settings = request.app.state.settings
    tokens: Tokens = request.app.state.tokens
    # What we drew is ASCII, and so are codes (RFC 6749, appendix A.11).
    if not (state + code).isascii() or len(state) > 200 or len(code) > 4000:
        return _again(request, "登录应答无法读取。", 400)
    kept = cookies.read(request, _UNDER_WAY, _SECONDS)
    if kept is None or not code:
        return _again(request, "登录没有完成，或停留太久。")
    if iss and iss != settings.issuer:  # RFC 9207: a mix-up of issuers
        return _again(request, "登录应答来自别的认证服务。")
    request.scope["session"] = kept
    expected = {"iss": {"value": settings.issuer}, "aud": {"value": settings.client_id}}
    try:
        said = await _Issuer(settings).authorize_access_token(  # type: ignore[no-untyped-call]
            request, leeway=LEEWAY, claims_options=expected
        )
        if not {"access_token", "userinfo"} <= said.keys():
            raise ValueError("the issuer gave no access token, or no id token")
        token = str(said["access_token"])
        if (await tokens.actor(token)).id != said["userinfo"]["sub"]:
            raise ValueError("claim sub of the id token is not that of the access token")
    except MismatchingStateError:
        return _again(request, "登录没有完成，或停留太久。")
    except (OAuthError, JoseError, NotAuthenticated, *_UNREADABLE) as error:
        log.warning("sign-in refused: %.300s", str(error))
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


class _Issuer(StarletteOAuth2App):
    """Authlib's client of the issuer, for one request.

    Of what the issuer says of itself it takes the two addresses alone. Keys and algorithms are
    those that every service takes: an issuer may offer `none` too, and Authlib would take it.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        by_secret = "client_secret_post" if settings.client_secret else "none"
        super().__init__(
            StarletteIntegration("issuer"),
            client_id=settings.client_id,
            client_secret=settings.client_secret,
            server_metadata_url=f"{settings.issuer.rstrip('/')}/.well-known/openid-configuration",
            client_kwargs={
                "scope": "openid",
                "code_challenge_method": "S256",
                "token_endpoint_auth_method": by_secret,
                "timeout": 5,
            },
        )

    async def load_server_metadata(self) -> dict[str, Any]:
        """What the issuer says of itself (OpenID Connect Discovery 1.0). Raises `OSError` or
        httpx2's errors where it cannot be had."""
        if self.server_metadata:
            return dict(self.server_metadata)
        issuer = self._settings.issuer
        try:
            said = await super().load_server_metadata()
            if (name := said.get("issuer")) != issuer:
                raise ValueError(f"it calls itself {name!r}")
            found = {
                "authorization_endpoint": said["authorization_endpoint"],
                "token_endpoint": said.get("token_endpoint", self._settings.token_url),
            }
            for url in found.values():
                if httpx2.URL(url).scheme not in ("http", "https"):
                    raise ValueError(f"{url!r} is no address of the web")
        except (httpx2.InvalidURL, *_UNREADABLE) as error:
            why = f"{issuer} does not describe the issuer of YISHI_ISSUER_URL: {str(error)[:300]}"
            raise ConnectionError(why) from error
        self.server_metadata = found | {
            "jwks_uri": self._settings.jwks_url,
            "id_token_signing_alg_values_supported": list(ALGORITHMS),
        }
        return dict(self.server_metadata)

    async def fetch_jwk_set(self, force: bool = False) -> dict[str, Any]:
        """The keys that may fit. joserfc takes no set with a curve that it does not know, and
        providers publish keys of SM2 beside others."""
        found = await super().fetch_jwk_set(force)
        return {"keys": [key for key in found["keys"] if key.get("crv", "P-256") == "P-256"]}


def _own_path(path: str) -> str:
    """Where to go afterwards: a path of this site, never another site."""
    plain = path.isprintable() and path.startswith("/") and not path.startswith(("//", "/\\"))
    return path if plain and "\\" not in path else "/"


def _again(request: Request, chinese: str, status: int = 403) -> Response:
    problem = Problem(status, "sign-in", f"{chinese}请重新登录。", "Sign in again.")
    return html.refusal(request, problem)
