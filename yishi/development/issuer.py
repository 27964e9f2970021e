"""A small OIDC issuer for development: real signed tokens for made-up persons, without passwords.

Whoever can open its page can be anybody, so it listens on the loopback interface only and refuses
to start where `YISHI_ENV` is `production`. In production the county's own provider takes its place;
the services see no difference.
"""

import base64
import hashlib
import html
import json
import os
import secrets
import sys
import time
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlencode

import jwt
import uvicorn
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm
from pydantic import BaseModel, ConfigDict, ValidationError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from contracts.roles import Role
from runtime import given
from runtime.actor import Grant
from runtime.output import patient
from runtime.settings import PORTS, WrongSetting, addresses, in_production
from runtime.web.listening import NotListening, listening
from yishi.passwords import passwords, write_private

AUDIENCE = "yishi"
LIFETIME = 3600
CODE_LIFETIME = 60
DEFAULT_PORT = 8110
CONSOLE = "service-console"
PEOPLE = Path(__file__).parents[2] / "deploy" / "profiles" / "yuzhong.people.toml"


class IssuerError(WrongSetting):
    """The issuer cannot start. The message is a sentence for the operator."""


class Person(BaseModel):
    """Somebody one may be in the demonstration."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    name: str
    office: str
    grants: tuple[Grant, ...]


class _People(BaseModel):
    people: tuple[Person, ...]


def people_in(file: Path = PEOPLE) -> dict[str, Person]:
    """The persons of a people file by their id."""
    try:
        found = _People.model_validate(tomllib.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else _first(error)
        raise IssuerError(
            f"The people file {file} (YISHI_PEOPLE) cannot be used: {why}. Correct it, or leave"
            " YISHI_PEOPLE away for the people of the demonstration."
        ) from error
    return {person.id: person for person in found.people}


def _first(error: ValueError) -> str:
    """What is wrong with the file, on one line; of several faults the first."""
    if isinstance(error, ValidationError):
        fault = error.errors(include_input=False, include_url=False)[0]
        return f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}"
    return " ".join(str(error).split())


def people(environment: Mapping[str, str]) -> dict[str, Person]:
    """The persons this installation knows: those of `YISHI_PEOPLE`, else the demonstration's."""
    return people_in(Path(environment.get("YISHI_PEOPLE") or PEOPLE))


def services() -> dict[str, Person]:
    """The services as clients of their own: they read ledgers of all units."""
    grant = Grant(role=Role.SERVICE, scope="")
    return {
        f"service-{name}": Person(id=f"service-{name}", name=name, office=name, grants=(grant,))
        for name in PORTS
    }


def client_secrets(folder: Path, people: Mapping[str, Person]) -> dict[str, str]:
    """The client secrets of services and persons, kept in the data folder."""
    return passwords(folder / "client-secrets.json", [*services(), *people])


def signing_key(folder: Path) -> rsa.RSAPrivateKey:
    """The issuer's key, made once and kept in the data folder."""
    file = folder / "issuer-key.pem"
    if not file.exists():
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        pem = key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        write_private(file, pem.decode())
    loaded = serialization.load_pem_private_key(file.read_bytes(), None)
    assert isinstance(loaded, rsa.RSAPrivateKey)
    return loaded


class OAuthError(Exception):
    """A refusal with a code of RFC 6749."""

    def __init__(self, code: str, why: str, status: int = 400) -> None:
        super().__init__(why)
        self.code, self.why, self.status = code, why, status

    def answer(self) -> Response:
        body = {"error": self.code, "error_description": self.why}
        headers = {"WWW-Authenticate": 'Basic realm="yishi"'} if self.status == 401 else {}
        return JSONResponse(body, self.status, headers | _NO_STORE)


@dataclass(frozen=True)
class Code:
    """Who signed in, for which client and callback, and what must be shown to cash it in."""

    person: Person
    client_id: str
    redirect_uri: str
    challenge: str
    nonce: str
    expires: float


@dataclass
class Issuer:
    """Everything the issuer knows. The codes live only here: a restart forgets them."""

    url: str
    key: rsa.RSAPrivateKey
    people: Mapping[str, Person]
    secrets: Mapping[str, str]
    redirect_uris: Mapping[str, Sequence[str]]
    clock: Callable[[], float] = time.time
    codes: dict[str, Code] = field(default_factory=dict)

    @property
    def jwk(self) -> dict[str, Any]:
        public = RSAAlgorithm.to_jwk(self.key.public_key(), as_dict=True)
        # The thumbprint of RFC 7638, so that a new key never bears an old key's name.
        members = json.dumps({name: public[name] for name in ("e", "kty", "n")}, sort_keys=True)
        kid = _base64url(hashlib.sha256(members.replace(" ", "").encode()).digest())
        return {**public, "kid": kid, "use": "sig", "alg": "RS256"}

    def sign(self, claims: dict[str, Any]) -> str:
        now = int(self.clock())
        common = {"iss": self.url, "iat": now, "exp": now + LIFETIME}
        return jwt.encode(
            common | claims, self.key, algorithm="RS256", headers={"kid": self.jwk["kid"]}
        )

    def access_token(self, person: Person) -> str:
        return self.sign(
            {
                "sub": person.id,
                "aud": AUDIENCE,
                "jti": secrets.token_urlsafe(12),
                "name": person.name,
                "yishi": [
                    grant.model_dump(mode="json", exclude_none=True) for grant in person.grants
                ],
            }
        )

    def id_token(self, code: Code) -> str:
        nonce = {"nonce": code.nonce} if code.nonce else {}
        return self.sign(
            {"sub": code.person.id, "aud": code.client_id, "name": code.person.name} | nonce
        )

    def by_credentials(self, client_id: str, secret: str) -> dict[str, Any]:
        """client_credentials: a service, or a person at the command line."""
        person = (services() | dict(self.people)).get(client_id)
        if person is None or not self.is_secret(client_id, secret):
            raise OAuthError("invalid_client", "Unknown client, or its secret is wrong.", 401)
        return _bearer(self.access_token(person))

    def by_code(self, form: Mapping[str, str], client_id: str, secret: str) -> dict[str, Any]:
        """authorization_code: the code, its callback and its PKCE verifier must belong together."""
        if client_id not in self.redirect_uris or (
            secret and not self.is_secret(client_id, secret)
        ):
            raise OAuthError("invalid_client", "Unknown client, or its secret is wrong.", 401)
        code = self.codes.pop(form.get("code", ""), None)  # good for one try, right or wrong
        verifier = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        if (
            code is None
            or code.expires < self.clock()
            or code.client_id != client_id
            or code.redirect_uri != form.get("redirect_uri")
            or not secrets.compare_digest(code.challenge.encode(), _base64url(verifier).encode())
        ):
            raise OAuthError(
                "invalid_grant", "The code is used, too old or not yours. Sign in again."
            )
        return _bearer(self.access_token(code.person)) | {"id_token": self.id_token(code)}

    def is_secret(self, client_id: str, secret: str) -> bool:
        known = self.secrets.get(client_id, "")
        return bool(known) and secrets.compare_digest(known.encode(), secret.encode())

    def code_for(self, person: Person, asked: Mapping[str, str]) -> str:
        now = self.clock()
        self.codes = {name: code for name, code in self.codes.items() if code.expires >= now}
        name = secrets.token_urlsafe(24)
        self.codes[name] = Code(
            person=person,
            client_id=asked["client_id"],
            redirect_uri=asked["redirect_uri"],
            challenge=asked["code_challenge"],
            nonce=asked.get("nonce", ""),
            expires=now + CODE_LIFETIME,
        )
        return name

    def check(self, asked: Mapping[str, str]) -> None:
        """Whether a login may begin. A stranger's callback is never redirected to."""
        uris = self.redirect_uris.get(asked.get("client_id", ""), ())
        if asked.get("redirect_uri") not in uris:
            raise _Stranger
        if asked.get("response_type") != "code":
            raise OAuthError("unsupported_response_type", "Only response_type=code is offered.")
        if (
            asked.get("code_challenge_method") != "S256"
            or len(asked.get("code_challenge", "")) != 43
        ):
            raise OAuthError("invalid_request", "PKCE with code_challenge_method=S256 is needed.")
        if "openid" not in asked.get("scope", "").split():
            raise OAuthError("invalid_scope", "The scope must contain openid.")


class _Stranger(Exception):
    """The callback belongs to no known client."""


def _base64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _bearer(token: str) -> dict[str, Any]:
    return {"access_token": token, "token_type": "Bearer", "expires_in": LIFETIME}


_NO_STORE = {"Cache-Control": "no-store"}
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
        return JSONResponse(answer, headers=_NO_STORE)

    async def authorize(request: Request) -> Response:
        given = await _form(request) if request.method == "POST" else dict(request.query_params)
        asked = {name: given[name] for name in _ASKED if name in given}
        try:
            issuer.check(asked)
        except _Stranger:
            return _page(
                "无法登录", "<p>这个登录请求不是从本系统发出的，请回到系统首页重新登录。</p>", 400
            )
        except OAuthError as refusal:
            return _back(asked, error=refusal.code, error_description=refusal.why)
        if request.method == "POST" and (person := issuer.people.get(given.get("person", ""))):
            return _back(asked, code=issuer.code_for(person, asked))
        return _page("选择演示身份", _choice(issuer.people.values(), asked))

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
    return RedirectResponse(f"{uri}{link}{urlencode(answer | state)}", 303, _NO_STORE)


def _choice(people: Any, asked: Mapping[str, str]) -> str:
    hidden = "".join(
        f'<input type="hidden" name="{name}" value="{html.escape(value)}">'
        for name, value in asked.items()
    )
    buttons = "".join(
        f'<li><button name="person" value="{html.escape(person.id)}">'
        f"<b>{html.escape(person.office)}</b><span>{html.escape(person.name)}</span></button></li>"
        for person in people
    )
    return f'<form method="post" action="/authorize">{hidden}<ul>{buttons}</ul></form>'


def _page(title: str, content: str, status: int = 200) -> Response:
    return HTMLResponse(
        f"""<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><style>{_STYLE}</style></head>
<body><p class="warning">仅供开发演示：没有密码，人人可以用任何身份登录。不得用于正式环境。</p>
<main><h1>{title}</h1>{content}</main></body></html>""",
        status,
        _NO_STORE
        | {
            "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; "
            "frame-ancestors 'none'",
            "Referrer-Policy": "no-referrer",
        },
    )


_STYLE = """
body{margin:0;font:16px/1.6 "Noto Sans CJK SC","Microsoft YaHei",sans-serif;color:#1f2933;
background:#f4f5f7}
.warning{margin:0;padding:.7rem 1rem;background:#b42318;color:#fff;text-align:center}
main{max-width:64rem;margin:0 auto;padding:1rem}
h1{font-size:1.4rem}
ul{list-style:none;padding:0;display:grid;gap:.6rem;
grid-template-columns:repeat(auto-fill,minmax(17rem,1fr))}
button{width:100%;text-align:left;padding:.7rem 1rem;border:1px solid #cbd2d9;border-radius:.4rem;
background:#fff;font:inherit;cursor:pointer}
button:hover,button:focus{border-color:#1d5fa8;outline:2px solid #1d5fa8}
b,span{display:block}b{font-weight:600}span{color:#52606d}
"""


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
    """`python -m yishi.development.issuer`, as `yishi up` runs it."""
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
