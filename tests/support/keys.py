"""Keys for tests: each service has its own, known from its name, and everybody trusts them."""

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from runtime.keys import Trust, Trusted
from runtime.signer import Signer


def private(service: str) -> Ed25519PrivateKey:
    seed = hashlib.sha256(f"key of {service}".encode()).digest()
    return Ed25519PrivateKey.from_private_bytes(seed)


class Known(Trusted):
    """Trusts the key that `private` has for any service, from its first position on."""

    def of(self, service: str) -> Sequence[Trust]:
        if service not in self._of:
            self.add(service, Trust(private(service).public_key().public_bytes_raw()))
        return self._of[service]

    def add(self, service: str, trust: Trust) -> None:
        self._of.setdefault(service, [])
        super().add(service, trust)


def trusted() -> Trusted:
    return Known()


def signer(service: str) -> Signer:
    return Signer(service, private(service), trusted())


def write(folder: Path, services: Iterable[str]) -> None:
    """The same keys as files, where services look for them in a data folder."""
    lines = []
    for service in services:
        file = folder / "keys" / service / "key.pem"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(
            private(service).private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
        lines += [one.line(service) for one in trusted().of(service)]
    (folder / "keys" / "trusted").write_text("\n".join(lines) + "\n")
