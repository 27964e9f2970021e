"""The procedures of domain 5 as profiles hold them, by code."""

import tomllib
from pathlib import Path

from contracts.procedure import Procedure

KNOWN: dict[str, Procedure] = {
    found["code"]: Procedure.model_validate(found)
    for found in tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))["procedures"]
}
