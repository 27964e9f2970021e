"""Words of the own county, its talents and their draw."""

from datetime import timedelta
from typing import Any

from runtime import clock
from tests.hostile.house import COUNTY, LEAD, OWN, SECRET, TALENT, VILLAGE, House
from tests.support.service import by


def measure() -> dict[str, Any]:
    """One word of each, as bodies of requests name them."""
    word = {"code": "x-1", "chinese": "样例", "english": "x"}
    step = {**word, "bodies": ["committee"], "offices": ["cppcc-office"]}
    tier = {**word, "approval": [step], "term_months": 60}
    return {"fields": [word], "tiers": [tier], "ways": [word], "pools": [word]}


def absences() -> dict[str, Any]:
    word = {"code": "x-1", "chinese": "样例", "english": "x"}
    return {"grounds": [word], "steps": [{**word, "answer_days": 15}], "results": [word]}


def programme() -> dict[str, Any]:
    word = {"code": "x-1", "chinese": "样例", "english": "x"}
    return {
        "phases": [word],
        "roles": [{**word, "held_by": "member"}],
        "milestones": [word],
        "haves": [word],
    }


async def drawn(here: House) -> None:
    """A talent in a pool, and a department that has committed to a number."""
    for body, kind in (("x-1", "committee"), (LEAD, "office")):
        named = {"unit": COUNTY, "body": body, "name": f"{SECRET}机构", "kind": kind}
        await here.given("/bodies", named)
    nominated = {
        "unit": COUNTY,
        "talent": TALENT,
        "fields": ["x-1"],
        "tier": "x-1",
        "way": "x-1",
        "on": "2026-01-05",
        "reason": f"{SECRET}懂行",
    }
    await here.given("/talents", nominated, by("zhao", f"clerk@{OWN}"))
    place, day = f"/talents/{TALENT}", "2026-01-06"
    await here.given(f"{place}/check", {"on": day, "finding": f"{SECRET}属实"})
    consent = {"bodies": ["x-1"], "resolution": f"{SECRET}1号", "decided_on": day}
    await here.given(f"{place}/approval", {"consent": consent})
    until = str(clock.today() + timedelta(days=365))
    term = {"since": str(clock.today()), "until": until, "certificate": f"{SECRET}1号"}
    await here.given(f"{place}/appointment", term)
    interest = {"about": f"{SECRET}任职", "bodies": [LEAD]}
    await here.given(f"{place}/interests", interest)
    draw = {"occasion": "x-1", "pool": "x-1", "for_consultation": False, "least": 1}
    asked = {**draw, "unit": VILLAGE, "title": f"{SECRET}市场"}
    await here.given("/draws/x-1/x-1/request", asked)
    await here.given("/draws/x-1/x-1/pool", {"choose": 1})
    committed = {"body": LEAD, "commitment": "0" * 64}
    department = by("hu", f"department@{OWN}#{LEAD}")
    await here.given("/draws/x-1/x-1/commitments", committed, department)
