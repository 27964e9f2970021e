"""The names that sentences give to ids and codes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


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
        """The word in force, else the code."""
        return self.words.get((kind, code), code)

    @property
    def codes(self) -> Mapping[str, str]:
        """Words by their code alone, for sentences that may name any."""
        return {code: word for (_, code), word in self.words.items()}

    def people(self, members: Iterable[str]) -> str:
        return "、".join(self.members.get(member, member) for member in members)

    def handling(self, lead: str, co: Iterable[str]) -> str:
        helping = "、".join(self.body(body) for body in co)
        return f"{self.body(lead)}主办" + (f"，{helping}协办" if helping else "")
