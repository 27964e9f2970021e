"""A small OIDC issuer for development: real signed tokens for made-up persons, without passwords.

Whoever can open its page can be anybody, so it listens on the loopback interface only and refuses
to start where `YISHI_ENV` is `production`. In production the county's own provider takes its place;
the services see no difference.
"""

import base64
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlencode

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from runtime import given
from runtime.output import patient
from runtime.settings import WrongSetting, addresses, in_production
from runtime.web.listening import NotListening, listening
from yishi.development.issuer.pages import choice, page
from yishi.development.issuer.people import DEFAULT_PORT, IssuerError, client_secrets, people
from yishi.development.issuer.protocol import (
    CONSOLE,
    NO_STORE,
    Issuer,
    OAuthError,
    Stranger,
    signing_key,
)

_ASKED = (
    "response_type",
    "client_id",
    "redirect_uri",
    "scope",
    "state",
    "nonce",
    "code_challenge",
    "code_challenge_method",
)


def app(issuer: Issuer) -> Starlette:
    """The issuer's web face."""
    here = issuer.url.rstrip("/")

    async def configuration(request: Request) -> Response:
        return JSONResponse(
            {
                "issuer": issuer.url,
                "authorization_endpoint": f"{here}/authorize",
                "token_endpoint": f"{here}/token",
                "jwks_uri": f"{here}/jwks",
                "response_types_supported": ["code"],
                "grant_types_supported": ["authorization_code", "client_credentials"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["RS256"],
                "scopes_supported": ["openid", "profile"],
                "claims_supported": ["sub", "name", "yishi"],
                "code_challenge_methods_supported": ["S256"],
                "token_endpoint_auth_methods_supported": [
                    "client_secret_basic",
                    "client_secret_post",
                    "none",
                ],
            }
        )

    async def jwks(request: Request) -> Response:
        return JSONResponse({"keys": [issuer.jwk]})

    async def token(request: Request) -> Response:
        try:
            form = await _form(request)
            client_id, secret = _credentials(request, form)
            match form.get("grant_type"):
                case "client_credentials":
                    answer = issuer.by_credentials(client_id, secret)
                case "authorization_code":
                    answer = issuer.by_code(form, client_id, secret)
                case _:
                    raise OAuthError("unsupported_grant_type", "Not offered here.")
        except OAuthError as refusal:
            return refusal.answer()
        return JSONResponse(answer, headers=NO_STORE)

    async def authorize(request: Request) -> Response:
        given = await _form(request) if request.method == "POST" else dict(request.query_params)
        asked = {name: given[name] for name in _ASKED if name in given}
        try:
            issuer.check(asked)
        except Stranger:
            return page(
                "无法登录", "<p>这个登录请求不是从本系统发出的，请回到系统首页重新登录。</p>", 400
            )
        except OAuthError as refusal:
            return _back(asked, error=refusal.code, error_description=refusal.why)
        if request.method == "POST" and (person := issuer.people.get(given.get("person", ""))):
            return _back(asked, code=issuer.code_for(person, asked))
        return page("选择演示身份", choice(issuer.people.values(), asked))

    async def alive(request: Request) -> Response:
        return JSONResponse({"status": "ok"})

    return Starlette(
        routes=[
            Route("/.well-known/openid-configuration", configuration),
            Route("/jwks", jwks),
            Route("/token", token, methods=["POST"]),
            Route("/authorize", authorize, methods=["GET", "POST"]),
            Route("/readyz", alive),
        ]
    )


async def _form(request: Request) -> dict[str, str]:
    body = await request.body()
    if len(body) > 20_000:
        raise OAuthError("invalid_request", "The request is too long.", 413)
    fields = parse_qs(body.decode(errors="replace"), keep_blank_values=True)
    return {name: values[-1] for name, values in fields.items()}


def _credentials(request: Request, form: Mapping[str, str]) -> tuple[str, str]:
    kind, _, value = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "basic":
        return form.get("client_id", ""), form.get("client_secret", "")
    try:
        name, _, secret = base64.b64decode(value, validate=True).decode().partition(":")
    except ValueError as error:
        raise OAuthError("invalid_client", "The Authorization header is broken.", 401) from error
    return unquote(name), unquote(secret)


def _back(asked: Mapping[str, str], **answer: str) -> Response:
    state = {"state": asked["state"]} if "state" in asked else {}
    uri = asked["redirect_uri"]
    link = "&" if "?" in uri else "?"
    return RedirectResponse(f"{uri}{link}{urlencode(answer | state)}", 303, NO_STORE)


def from_environment(environment: Mapping[str, str]) -> tuple[Issuer, int]:
    """The issuer this environment asks for, and its port. Raises `IssuerError`, `WrongSetting`."""
    if in_production(environment):
        raise IssuerError(
            "The development issuer lets everybody sign in as anybody and does not start with "
            "YISHI_ENV=production. Set YISHI_ISSUER_URL to your OIDC provider instead."
        )
    folder = Path(environment.get("YISHI_DATA") or ".yishi")
    port = given.port(environment, "YISHI_ISSUER_PORT", DEFAULT_PORT)
    console = addresses(environment)["console"]
    url = given.web_address(environment, "YISHI_ISSUER_URL", f"http://127.0.0.1:{port}")
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    known = people(environment)
    issuer = Issuer(
        url=url,
        key=signing_key(folder),
        people=known,
        secrets=client_secrets(folder, known),
        redirect_uris={CONSOLE: [f"{console}/sign-in/done"]},
    )
    return issuer, port


def main() -> int:
    """`python -m yishi.development.issuer.server`, as `yishi up` runs it."""
    try:
        issuer, port = from_environment(os.environ)
        serve(issuer, port)
    except (IssuerError, WrongSetting) as error:
        print(error, file=sys.stderr)
        return 2
    except NotListening as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def serve(issuer: Issuer, port: int, host: str = "127.0.0.1") -> None:
    """Answer until told to stop. Raises `NotListening`."""
    sockets = listening(host, port, "the host", "YISHI_ISSUER_PORT")
    config = uvicorn.Config(app(issuer), access_log=False, log_level="warning", lifespan="off")
    uvicorn.Server(config).run(sockets)


if __name__ == "__main__":
    with patient():
        code = main()
    sys.exit(code)
