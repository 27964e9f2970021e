"""Was a pool whole? It is made again from what was on record of all talents before it.

Here the service's own rule counts, on the events of the talents and of the measure: so whoever was
left out, or put in, shows. It takes somebody who may read all of these, such as an auditor.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from runtime.decider import Circumstances, Decider
from services.members.draw.commands import PublishPool
from services.members.draw.decider import DRAW
from services.members.draw.decider.pool import made_of, pool_of
from services.members.rules.decider import RULES
from services.members.talent.decider import TALENT
from services.members.wiring import MEMBERS
from yishi.draws.told import Step, Told

_FOLDED: Mapping[str, Decider[Any, Any, Any]] = {"talent": TALENT, "rules": RULES, "draw": DRAW}


def whole_pools(draw: str, ledger: Iterable[bytes]) -> Iterator[Step]:
    """A step for each pool that was published for the draw, from the whole ledger in its order."""
    states: dict[str, Any] = {}
    ruling: dict[str, str] = {}
    for told in map(Told, ledger):
        kind = told.stream.split("/", 1)[0]
        if kind not in _FOLDED or (kind == "draw" and told.stream != f"draw/{draw}"):
            continue
        record = MEMBERS.codec.decode(told.event["type"], told.body)
        assert record is not None
        ruling.setdefault(told.stream, record.rules.partition("/")[0])
        if told.kind == "PoolPublished" and told.data["same_as"] is None:
            yield _whole(told, states, ruling)
        before = states.get(told.stream, _FOLDED[kind].blank)
        states[told.stream] = _FOLDED[kind].evolve(before, record.data, record.unit)


def _whole(told: Told, states: Mapping[str, Any], ruling: Mapping[str, str]) -> Step:
    data, draw = told.data, states[told.stream]
    jurisdiction = told.event.get("rules", "").partition("/")[0]
    measure = states.get(f"rules/{jurisdiction}", RULES.blank).talents
    names = ("fields", "tiers", "units", "choose", "bodies_concerned", "places_concerned")
    command = PublishPool.model_validate({name: data[name] for name in names})
    talents = {
        stream.split("/", 1)[1]: state
        for stream, state in states.items()
        if stream.startswith("talent/") and ruling[stream] == jurisdiction
    }
    given = Circumstances[Any](
        *("", "", "", draw.unit, "", "", date.fromisoformat(data["on"]), None, jurisdiction)
    )
    candidates, excluded = made_of(talents, command, pool_of(draw.asked, measure), measure, given)
    named = [{"talent": each.talent, "why": str(each.why)} for each in excluded]
    more = sorted({*data["candidates"]} ^ {*candidates})
    differs = f"; it differs in {', '.join(more)}" if more else ""
    return Step(
        (data["candidates"], data["excluded"]) == (candidates, named),
        f"round {data['round']}: the pool is that of all {len(talents)} talents on record{differs}",
    )
