"""The units, committees and members of a jurisdiction, to be found by number or by name."""

import re
from collections import defaultdict
from collections.abc import Iterable

from contracts.members.rules import Words
from contracts.names import same
from contracts.places import covers, prefix
from yishi.roster.cells import alike
from yishi.roster.file import Row
from yishi.roster.writing import Wrong, narrow

_STATION = re.compile(r"(政协)?(委员)?(工作站|联络站|协商议事会|议事会|协商议事室)$")


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
        codes = self._by_name.get(name) or self._by_name.get(_STATION.sub("", name)) or set()
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

    def committee(self, text: str) -> str:
        found = self._committees.get(same(narrow(text)))
        if found is None:
            raise Wrong(
                f"机构名录中没有专委会“{text}”。请核对名称，或先登记该专委会。",
                f"no committee {text} is registered; check the name or register it first.",
            )
        return found
