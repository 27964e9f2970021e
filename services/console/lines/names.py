"""The names and words that sentences give to ids and codes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

Words = Mapping[tuple[str, str], str]


@dataclass(frozen=True)
class Names:
    """Names by their ids, and the words in force by vocabulary and code. The id, or the code, is
    shown until its name arrives. `others` are the words of other jurisdictions."""

    bodies: Mapping[str, str] = field(default_factory=dict)
    members: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    words: Words = field(default_factory=dict)
    others: Mapping[str, Words] = field(default_factory=dict)

    def under(self, jurisdiction: str) -> "Names":
        """The same, in the words of the jurisdiction by whose rules an event was decided."""
        theirs = self.others.get(jurisdiction)
        return replace(self, words={**self.words, **theirs}) if theirs else self

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
    def room(self) -> str:
        """What rooms are called by the words in force."""
        return self.words.get(("room", ""), "协商场所")

    def part(self, part: str) -> str | None:
        """What this part of a unit is called; nothing where no kind of body is one."""
        return self.words.get(("parts", part))

    @property
    def codes(self) -> Mapping[str, str]:
        """Words by their code alone, for sentences that may name any."""
        return {code: word for (kind, code), word in self.words.items() if kind != "parts"}

    def people(self, members: Iterable[str]) -> str:
        return "、".join(self.members.get(member, member) for member in members)

    def handling(self, lead: str, co: Iterable[str]) -> str:
        helping = "、".join(self.body(body) for body in co)
        return f"{self.body(lead)}主办" + (f"，{helping}协办" if helping else "")
