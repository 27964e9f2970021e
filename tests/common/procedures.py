"""The procedures of domain 5 as they are shipped, by code."""

import tomllib

from contracts.procedure import Procedure
from yishi.profile.adoptions import walked
from yishi.profile.templates import shipped, text_of

KNOWN: dict[str, Procedure] = {
    found["code"]: Procedure.model_validate(walked(found))
    for code in shipped()
    for found in tomllib.loads(text_of(code))["procedures"]
}
