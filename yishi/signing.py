"""The keys of services as files: the first one is made here, and what others trust is kept."""

import os
from collections.abc import Mapping
from typing import Any

from runtime.keys import Trust, Trusted
from runtime.settings import key_file, trusted_keys_file
from runtime.signer import Signer, new_key, private_key
from runtime.writing import ledger
from yishi.deployment import DeploymentError

_HEADER = "# service, Ed25519 public key, the first position it signs, the hash before that"


def own_signer(name: str, environment: Mapping[str, str] = os.environ) -> Signer:
    """The key of a service, for what the operator does in its stead. Raises `KeyFault`."""
    return Signer.read(name, key_file(name, environment), trusted_keys_file(environment))


async def ensure(
    connection: Any, name: str, environment: Mapping[str, str] = os.environ
) -> str | None:
    """Make the service's first key where it has none; the line that whoever verifies must know, if
    one was made. Raises `DeploymentError` where a key is missing that has signed already: a new one
    in its place would stand for nothing."""
    file, list_ = key_file(name, environment), trusted_keys_file(environment)
    trusted = Trusted.read(list_) if list_.exists() else Trusted()
    await ledger.learn_keys(connection, name, trusted)
    known = trusted.of(name)
    signed = await connection.fetchval("SELECT min(position) FROM ledger WHERE signature <> ''")
    if known and not file.exists() or signed and not known and not file.exists():
        raise DeploymentError(
            f"The key {file} of {name} is missing, and has signed what is recorded. Bring it back"
            f" from the backup; if it is gone for good: `yishi key lost {name} --reason …`."
        )
    if known:
        own = private_key(file).public_key().public_bytes_raw()
        if own not in [one.public for one in known]:
            raise DeploymentError(
                f"The key {file} is not the one of {name} that {list_} trusts"
                f" ({known[-1].id}). Bring the right one back from the backup."
            )
        return None
    before = (signed - 1) if signed else (await ledger.head(connection)).position
    after = await ledger.hash_at(connection, before)
    assert after is not None, f"the ledger of {name} has a gap at {before}"
    if not file.exists():
        new_key(file)
    public = private_key(file).public_key().public_bytes_raw()
    return write_down(name, Trust(public, before + 1, after), environment)


def write_down(name: str, trust: Trust, environment: Mapping[str, str] = os.environ) -> str:
    """Add a line to the file of trusted keys, whole or not at all."""
    file, line = trusted_keys_file(environment), trust.line(name)
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    lines = file.read_text().splitlines() if file.exists() else [_HEADER]
    if line not in lines:
        fresh = file.with_name(f"{file.name}.new")
        fresh.write_text("\n".join([*lines, line]) + "\n")
        fresh.replace(file)
    return line
