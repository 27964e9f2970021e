"""The names that sentences give to ids and codes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

_DEFAULTS: Mapping[tuple[str, str], str] = {
    ("category", "reform"): "改革发展重大问题",
    ("category", "central-task"): "党政中心工作",
    ("category", "livelihood"): "民生改善",
    ("category", "governance"): "治理难题",
    ("origin", "public"): "社会征题",
    ("origin", "member"): "委员荐题",
    ("origin", "party-government"): "党政点题",
    ("principle", "political"): "政治性",
    ("principle", "mass"): "群众性",
    ("principle", "forward-looking"): "前瞻性",
    ("principle", "democratic"): "民主性",
    ("principle", "feasible"): "可行性",
    ("weight", "major"): "重大事项",
    ("weight", "general"): "一般事项",
}


@dataclass(frozen=True)
class Names:
    """Names by their ids. The id is shown until its name arrives."""

    bodies: Mapping[str, str] = field(default_factory=dict)
    members: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def body(self, body: str) -> str:
        return self.bodies.get(body, body)

    def those(self, bodies: Iterable[str]) -> str:
        return "、".join(map(self.body, bodies))

    def unit(self, unit: str) -> str:
        return self.units.get(unit, unit)

    def word(self, kind: str, code: str) -> str:
        """The county's own wording, else the usual one, else the code."""
        return self.words.get((kind, code)) or _DEFAULTS.get((kind, code), code)

    @property
    def codes(self) -> Mapping[str, str]:
        """Words by their code alone, for sentences that may name any."""
        return {code: word for (_, code), word in {**_DEFAULTS, **self.words}.items()}

    def people(self, members: Iterable[str]) -> str:
        return "、".join(self.members.get(member, member) for member in members)

    def handling(self, lead: str, co: Iterable[str]) -> str:
        helping = "、".join(self.body(body) for body in co)
        return f"{self.body(lead)}主办" + (f"，{helping}协办" if helping else "")
