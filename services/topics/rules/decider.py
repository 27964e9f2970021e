"""The life of a county's rules on topics: version follows version, and none is ever rewritten."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from contracts.members.unit import UnitKind
from contracts.places import prefix
from contracts.topics.rules import RulesEvent, TopicRulesAdopted
from contracts.topics.topic import Principle, Weight
from runtime.decider import Asked, Decider, Rejected
from services.topics.rules.commands import AdoptTopicRules, RulesCommand


@dataclass(frozen=True)
class TopicRules:
    """The version in force, and what every earlier version said."""

    unit: str = ""
    version: str = ""
    adopted: Mapping[str, TopicRulesAdopted] = field(default_factory=dict)

    def procedure_for(self, unit_kind: str, weight: str) -> str | None:
        """The procedure for a matter of this weight in a unit of this kind (000-30, 000-31)."""
        for choice in self._in_force.procedures if self.version else ():
            if (choice.unit_kind, choice.weight) == (unit_kind, weight):
                return choice.procedure
        return None

    def name_of(self, principle: Principle) -> str:
        """The county's own word for a principle."""
        words = self._in_force.principles if self.version else {}
        return words.get(principle, principle.value)

    @property
    def _in_force(self) -> TopicRulesAdopted:
        return self.adopted[self.version]


def decide(rules: TopicRules, command: RulesCommand, asked: Asked[Any]) -> list[RulesEvent]:
    if len(prefix(command.unit)) != 6:
        raise Rejected(
            "not-a-county",
            "议题规则以县为单位采用。请填写县级区划代码（后六位为零）。",
            "Rules on topics are adopted for a county. Give its code, which ends in six zeros.",
        )
    check_choices(command)
    adopted = TopicRulesAdopted(**command.model_dump(exclude={"unit"}))
    before = rules.adopted.get(command.version)
    if before is not None and before != adopted:
        raise Rejected(
            "version-in-use",
            f"版本 {command.version} 已经采用过，内容不同。请为新内容另起版本号。",
            f"Version {command.version} has been adopted with other content. "
            "Give the new content a version of its own.",
        )
    return [] if rules.version == command.version else [adopted]


def check_choices(command: AdoptTopicRules) -> None:
    """Every choice names a kind and a weight that exist, and no two choices contradict."""
    for choice in command.procedures:
        if choice.unit_kind not in list(UnitKind) or choice.weight not in list(Weight):
            raise Rejected(
                "unknown-choice",
                f"没有“{choice.unit_kind} / {choice.weight}”这种单位类别和事项轻重。请核对后改正。",
                f"There is no unit kind {choice.unit_kind} with weight {choice.weight}. "
                "Correct the choice of procedures.",
            )
    places = Counter((choice.unit_kind, choice.weight) for choice in command.procedures)
    for (unit_kind, weight), times in places.items():
        if times > 1:
            raise Rejected(
                "choice-twice",
                f"{unit_kind} / {weight} 对应了多个程序。请只保留一个。",
                f"{unit_kind} with weight {weight} is given more than one procedure. Keep one.",
            )


def evolve(rules: TopicRules, event: RulesEvent, unit: str) -> TopicRules:
    return TopicRules(
        unit=rules.unit or unit,
        version=event.version,
        adopted={**rules.adopted, event.version: event},
    )


RULES = Decider[TopicRules, RulesCommand, RulesEvent](TopicRules(), decide, evolve)
