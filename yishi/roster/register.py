"""The units, committees and members of a jurisdiction, to be found by number or by name."""

from collections import defaultdict
from collections.abc import Iterable

from contracts.members.rules import Words
from contracts.names import same
from contracts.places import covers, prefix
from yishi.roster.cells import alike
from yishi.roster.file import Row
from yishi.roster.writing import Wrong, narrow


def station_words(words: Words) -> tuple[str, ...]:
    """How what stands at a unit is called there, longest first: rosters name the unit by it."""
    parts = [kind for kind in words.body_kinds if kind.part]
    called = {words.room, *(each for kind in parts for each in (kind.chinese, *kind.also))}
    return tuple(sorted(map(same, called), key=lambda word: (-len(word), word)))


class Register:
    """Units and committees of the jurisdiction, to be found by code or by name."""

    def __init__(
        self,
        jurisdiction: str,
        units: Iterable[Row],
        bodies: Iterable[Row],
        words: Words,
        members: Iterable[Row] = (),
    ) -> None:
        self.jurisdiction, self.words = jurisdiction, words
        self._stations = station_words(words)
        scope = prefix(jurisdiction)
        self.units = {row["unit"]: row for row in units if covers(scope, row["unit"])}
        self._by_name: dict[str, set[str]] = defaultdict(set)
        for code, row in self.units.items():
            above = self.units.get(row["parent"] or "", {}).get("name", "")
            for name in (row["name"], f"{above}{row['name']}"):
                self._by_name[same(name)].add(code)
        committees = [row for row in bodies if row["has_members"]]
        here = [row for row in committees if covers(scope, row["unit"])]
        self._committees: dict[str, str] = {same(row["name"]): row["body"] for row in here}
        self._committees |= {row["body"]: row["body"] for row in here}
        self.members = {row["member_id"]: row for row in members}
        self._numbered: dict[str, set[str]] = defaultdict(set)
        for member in self.members:
            self._numbered[alike(member)].add(member)

    def numbered(self, member: str) -> set[str]:
        """The recorded ids that differ from this one in width at most."""
        return self._numbered[alike(member)]

    def unit(self, text: str) -> Row:
        """Raises `Wrong` for a name that nobody or more than one bears."""
        name = same(narrow(text))
        codes = self._by_name.get(name) or self._by_station(name)
        if name in self.units:
            codes = {name}
        if len(codes) > 1:
            listed = "、".join(sorted(codes))
            raise Wrong(
                f"有几个单位都叫“{text}”，请改填代码：{listed}。",
                f"several units are called {text}; give the code: {', '.join(sorted(codes))}.",
            )
        if not codes:
            raise Wrong(
                f"单位登记簿中没有“{text}”。请核对名称，或填写 12 位代码。",
                f"no unit {text} is in the register; check the name or give the 12-digit code.",
            )
        return self.units[next(iter(codes))]

    def _by_station(self, name: str) -> set[str]:
        for word in self._stations:
            if name.endswith(word) and (codes := self._by_name.get(name.removesuffix(word))):
                return codes
        return set()

    def committee(self, text: str) -> str:
        found = self._committees.get(same(narrow(text)))
        if found is None:
            raise Wrong(
                f"机构名录中没有专委会“{text}”。请核对名称，或先登记该专委会。",
                f"no committee {text} is registered; check the name or register it first.",
            )
        return found
