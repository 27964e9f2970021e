"""What the registers of a county have in common: they are kept under the county's own code."""

from contracts.places import county
from runtime.decider import Rejected


def own_code(unit: str) -> None:
    """Refuse a code below the county."""
    if not unit.endswith("000000"):
        whole = f"{county(unit)}000000"
        raise Rejected(
            "county-code",
            f"名册和规则由县一级统一管理，请使用县的代码 {whole}。",
            f"Registers and rules are kept for the whole county. Use its code {whole}.",
        )
