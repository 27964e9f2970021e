"""An OIDC issuer inside the test process: real keys, real signatures, no login.

with Issuer() as issuer:
    token = issuer.token("wei", ("clerk", "620123109"))
    late = issuer.token("wei", ("clerk", "620123109"), exp=0)
"""

import json
import threading
import time
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qs

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

from runtime.actor import Grant

AUDIENCE = "yishi"

Office = Grant | tuple[str, ...] | Mapping[str, str]
"""A grant, or (role, scope), or (role, scope, body), or the claim itself."""


class Issuer:
    """Signs whatever a test wants, and serves its public key on a port of the loopback interface.

    Also gives any service a token at `/token` (client_credentials, no secret asked).
    """

    audience = AUDIENCE

    def __init__(self) -> None:
        self._key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self._kid = f"test-{id(self)}"
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def url(self) -> str:
        """The `iss` of the tokens."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def jwks_url(self) -> str:
        return f"{self.url}/jwks"

    @property
    def token_url(self) -> str:
        return f"{self.url}/token"

    def token(self, sub: str, /, *grants: Office, **overrides: Any) -> str:
        """A good token for an hour, but for the claims overridden; `None` leaves one out.

        `kid="…"` and `algorithm="…"` (with `key="…"`) make it a bad one.
        """
        now = int(time.time())
        algorithm = overrides.pop("algorithm", "RS256")
        kid = overrides.pop("kid", self._kid)
        key = overrides.pop("key", self._key)
        claims: dict[str, Any] = {
            "iss": self.url,
            "aud": AUDIENCE,
            "sub": sub,
            "iat": now,
            "exp": now + 3600,
            "name": sub,
            "yishi": [_claim(office) for office in grants],
            **overrides,
        }
        kept = {name: value for name, value in claims.items() if value is not None}
        return jwt.encode(kept, key, algorithm=algorithm, headers={"kid": kid})

    def headers(self, sub: str, /, *grants: Office, **overrides: Any) -> dict[str, str]:
        """The request header that bears such a token."""
        return {"Authorization": f"Bearer {self.token(sub, *grants, **overrides)}"}

    def _jwks(self) -> dict[str, Any]:
        public = RSAAlgorithm.to_jwk(self._key.public_key(), as_dict=True)
        return {"keys": [{**public, "kid": self._kid, "use": "sig", "alg": "RS256"}]}

    def answer(self, path: str, form: Mapping[str, list[str]]) -> tuple[int, Any]:
        """What is said at a path: a status, and the body before it is JSON."""
        if path == "/.well-known/openid-configuration":
            named = {"jwks_uri": self.jwks_url, "token_endpoint": self.token_url}
            return 200, {"issuer": self.url, **named}
        if path == "/token":
            token = self.token(form.get("client_id", ["service-unnamed"])[0], ("service", ""))
            return 200, {"access_token": token, "token_type": "Bearer", "expires_in": 3600}
        return 200, self._jwks()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        issuer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                length = int(self.headers.get("Content-Length", 0))
                form = parse_qs(self.rfile.read(length).decode())
                status, body = issuer.answer(self.path, form)
                raw = body if isinstance(body, bytes) else json.dumps(body).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(raw)))
                if 300 <= status < 400:
                    self.send_header("Location", f"{issuer.url}/elsewhere")
                self.end_headers()
                self.wfile.write(raw)

            do_POST = do_GET

            def log_message(self, format: str, *args: Any) -> None:
                """Silence: a test's output is its own."""

        return Handler


def _claim(office: Office) -> dict[str, str]:
    match office:
        case Grant():
            return office.model_dump(mode="json", exclude_none=True)
        case tuple():
            return dict(zip(("role", "scope", "body"), map(str, office), strict=False))
        case _:
            return dict(office)
