"""OpenID Connect as far as Yishi needs it: codes with PKCE, tokens, and refusals of RFC 6749."""

import base64
import hashlib
import json
import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm
from starlette.responses import JSONResponse, Response

from yishi.development.issuer.people import Person, services
from yishi.passwords import write_private

AUDIENCE = "yishi"
LIFETIME = 3600
CODE_LIFETIME = 60
CONSOLE = "service-console"


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
        return JSONResponse(body, self.status, headers | NO_STORE)


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
        return bearer(self.access_token(person))

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
        return bearer(self.access_token(code.person)) | {"id_token": self.id_token(code)}

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
            raise Stranger
        if asked.get("response_type") != "code":
            raise OAuthError("unsupported_response_type", "Only response_type=code is offered.")
        if (
            asked.get("code_challenge_method") != "S256"
            or len(asked.get("code_challenge", "")) != 43
        ):
            raise OAuthError("invalid_request", "PKCE with code_challenge_method=S256 is needed.")
        if "openid" not in asked.get("scope", "").split():
            raise OAuthError("invalid_scope", "The scope must contain openid.")


class Stranger(Exception):
    """The callback belongs to no known client."""


def _base64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def bearer(token: str) -> dict[str, Any]:
    return {"access_token": token, "token_type": "Bearer", "expires_in": LIFETIME}


NO_STORE = {"Cache-Control": "no-store"}
