"""A service's own key, which signs what the service records."""

import base64
import os
from pathlib import Path
from typing import BinaryIO, NamedTuple, Self

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from runtime.envelope import GENESIS
from runtime.keys import KeyFault, Trusted, key_id, statement


class Mark(NamedTuple):
    """A position that a service has signed, and the hash there."""

    position: int
    hash: bytes


class Signer:
    """A service's own key, and the trusted ones that recognise what it has signed. The file
    `highest` beside the key says how far it has signed, at most a second late. It lies outside the
    database, so that nobody puts both copies back unnoticed."""

    def __init__(
        self, service: str, private: Ed25519PrivateKey, trusted: Trusted, file: Path | None = None
    ) -> None:
        self.service, self.trusted = service, trusted
        self.signed: Mark | None = None
        self._noted: Mark | None = None
        self._file = file
        self._use(private)

    @classmethod
    def read(cls, service: str, key: Path, trusted: Path) -> Self:
        """The signer of a service. Raises `KeyFault` where its key is not the trusted one."""
        found = cls(service, private_key(key), Trusted.read(trusted), key)
        if not found.trusted.of(service):
            raise KeyFault(f"{trusted} names no key of {service}: run `yishi prepare`")
        return found

    def _use(self, private: Ed25519PrivateKey) -> None:
        self._private = private
        self.id = key_id(private.public_key().public_bytes_raw())

    def sign(self, position: int, hash_: bytes) -> str:
        """The signature of a position, `<key id>:<base64>`."""
        signature = self._private.sign(statement(self.service, position, hash_))
        return f"{self.id}:{base64.b64encode(signature).decode()}"

    def take_up(self, position: int) -> None:
        """Use the key that counts here: a rotation changes the file. Raises `KeyFault`."""
        own = self._file
        for file in (own, own.with_name("next.pem")) if own else ():  # about to be exchanged
            if not self._may_sign(position) and file.exists():
                self._use(private_key(file))
        if not self._may_sign(position):
            raise KeyFault(
                f"the key {self.id} of {self.service} may not sign position {position}. Bring the"
                " key that counts there to this machine; `yishi key list` names it"
            )

    def _may_sign(self, position: int) -> bool:
        known = self.trusted.of(self.service)
        return any(one.id == self.id and one.since <= position <= one.until for one in known)

    def vouches(self, position: int, hash_: bytes, signature: str | None) -> bool:
        """Whether this service has signed this; an empty ledger needs no signature."""
        if position == 0:
            return hash_ == GENESIS
        return self.trusted.vouches(self.service, position, hash_, signature)

    def highest(self) -> Mark | None:
        """How far this key had signed by the file beside it, if there is one. Raises `KeyFault`."""
        return noted(self.service, self._file) if self._file else None

    def note(self) -> None:
        """Write down how far this key has signed since the last time. Raises `OSError`."""
        if self._file is None or self.signed is None or self.signed == self._noted:
            return
        mark, file = self.signed, _beside(self._file)
        fresh = file.with_name(f"{file.name}.{os.getpid()}")
        with fresh.open("wb") as out:
            _put(out, f"{mark.position} {mark.hash.hex()}\n".encode(), file)
        self._noted = mark


def noted(service: str, key: Path) -> Mark | None:
    """How far a service has signed, by the file beside its key; `None` where there is none. Raises
    `KeyFault` where the file cannot be read: both copies could be put back unnoticed then."""
    file = _beside(key)
    try:
        position, hash_ = file.read_text().split()
        mark = Mark(int(position), bytes.fromhex(hash_))
        if mark.position < 1 or len(mark.hash) != 32:
            raise ValueError(position)
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise KeyFault(
            f"{file} does not say how far {service} has signed: find out who changed it, and bring"
            " it back from the backup. Only where another copy shows that the ledger was not put"
            " back, remove it; the next event writes it again"
        ) from error
    return mark


def _put(fresh: BinaryIO, content: bytes, file: Path) -> None:
    """Write a fresh file in the place of `file`. A power cut leaves the one or the other."""
    fresh.write(content)
    fresh.flush()
    os.fsync(fresh.fileno())
    os.replace(fresh.name, file)


def _beside(key: Path) -> Path:
    return key.with_name("highest")


def new_key(file: Path) -> bytes:
    """Write a new private key into a file that only its owner may read. Returns its public half."""
    private = Ed25519PrivateKey.generate()
    text = private.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = file.with_name(f"{file.name}.new")
    fresh.unlink(missing_ok=True)
    with open(fresh, "wb", opener=lambda path, flags: os.open(path, flags, 0o600)) as out:
        _put(out, text, file)
    return private.public_key().public_bytes_raw()


def private_key(file: Path) -> Ed25519PrivateKey:
    """The key in this file. Raises `KeyFault`."""
    try:
        key = serialization.load_pem_private_key(file.read_bytes(), None)
    except FileNotFoundError:
        raise KeyFault(
            f"there is no key {file}: run `yishi prepare`, or bring it back from the backup"
        ) from None
    except (OSError, ValueError, TypeError) as error:
        raise KeyFault(f"the key {file} cannot be read: {error}") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyFault(f"the key {file} is no Ed25519 key")
    return key
