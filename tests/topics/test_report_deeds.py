"""Random deeds of several persons on several reports and bulletins: no sequence breaks what holds.

Whoever writes, edits, checks and signs is drawn anew each time, and so are days and minutes, what
is merged into what, and which numbers bulletins are given."""

from collections import Counter
from datetime import timedelta
from random import Random
from typing import Any

import pytest

from contracts.topics import report as e
from services.topics.bulletin import commands as bc
from services.topics.bulletin.decider.state import Bulletin
from services.topics.bulletin.decider.state import Stage as BulletinStage
from services.topics.report import commands as c
from services.topics.report.decider.issuing import minutes_until
from services.topics.report.decider.state import Report, Stage
from services.topics.wiring import TOPICS
from tests.support.deeds import World
from tests.topics import reports as r
from tests.topics.situations import COUNTY

REPORTS = [f"report-{n}" for n in range(5)]
PEOPLE = ["ou", "he", "an", "bo", r.MEMBER]
Deed = tuple[str, Any]
LIKELY: dict[Stage, list[Any]] = {
    Stage.BLANK: [r.submit],
    Stage.RETURNED: [r.submit_again],
    Stage.KEPT: [c.TakeReport()],
    Stage.SUBMITTED: [c.TakeReport()],
    Stage.TAKEN: [r.edit],
    Stage.EDITED: [c.PassReport()],
    Stage.SIGNED: [r.issue, r.send_up],
    Stage.ISSUED: [r.send_up, r.record_use, r.tell, r.withdraw_use],
}
"""What mostly follows: with anything at all, hardly a life gets far."""
ANYTHING = [
    *(r.submit, r.submit_again, r.correction, r.take, r.give_back, r.keep, r.merge, r.turn),
    *(r.edit, r.check, r.sign, c.PassReport(), r.send_back, r.send_up, r.record_use),
    *(r.withdraw_sending_up, r.withdraw_feedback, r.withdraw_sending),
    *(r.withdraw_use, r.tell, r.issue, r.send, r.correct_bulletin, r.withdraw_bulletin),
]


class Chance(Random):
    """Draws the next deed."""

    def deed(self, world: World) -> Deed:
        key = self.choice(REPORTS)
        stage = world.state(f"report/{key}").stage
        likely = LIKELY.get(stage, ANYTHING) if self.random() < 0.7 else ANYTHING
        command = self.drawn(self.choice(likely))
        if isinstance(command, r.BULLETIN_COMMANDS):
            issue = command.issue if isinstance(command, bc.IssueBulletin) else self.issue()
            return f"{COUNTY}:2026:{issue}", command
        return key, command

    def drawn(self, command: Any) -> Any:
        """The command on other days, of other persons, about other reports and numbers."""
        fields = type(command).model_fields
        changes: dict[str, Any] = {}
        for name in fields:
            if name.endswith("_on") or name == "on":
                stamp = {name: None, f"{name[:-2]}at": None}
                if self.random() < 0.4:
                    stamp[f"{name[:-2]}at"] = r.at(self.randrange(6, 14))
                elif self.random() < 0.7:
                    stamp[name] = r.EDITOR.today - timedelta(days=self.randrange(4))
                changes |= {each: value for each, value in stamp.items() if each in fields}
        if isinstance(command, c.RecordUse):
            changes["used_on"] = r.EDITOR.today - timedelta(days=self.randrange(2))
        drawn = {
            "authors": lambda: (self.choice([r.MEMBER, r.SECOND]),),
            "urgent": lambda: self.random() < 0.2,
            "into": lambda: self.choice(REPORTS),
            "follows": lambda: self.choice([None, *REPORTS]),
            "level": lambda: self.choice(["city", "province"]),
            "items": lambda: tuple(self.sample(REPORTS, self.randrange(1, 4))),
            "issue": self.issue,
        }
        of_authors = isinstance(command, c.SubmitReport | c.CorrectReport)
        for name, draw in drawn.items():
            if name in fields and (name != "authors" or of_authors):
                changes[name] = draw()
        return command.model_copy(update=changes)

    def issue(self) -> int:
        return self.randrange(1, 5)


REACHED: Counter[str] = Counter()


@pytest.mark.parametrize("seed", range(40))
def test_no_sequence_of_deeds_breaks_what_holds(seed: int):  # 13.3
    world, chance = World(TOPICS, r.POLICY), Chance(seed)
    for _ in range(250):
        person = chance.choice(PEOPLE)
        world.ask(*chance.deed(world), r.office(person, now=r.at(14)))
        holds(world)
    REACHED.update(str(type(event).__name__) for life in world.lives.values() for event, _ in life)


def test_the_sequences_get_everywhere():
    """Negative control: each event of reports and bulletins came of some sequence."""
    if not REACHED:
        pytest.skip("the sequences did not run")
    kinds = (TOPICS.by_name["report"], TOPICS.by_name["bulletin"])

    assert {event.__name__ for kind in kinds for event in kind.events} <= set(REACHED)


def test_the_deeds_get_somewhere():
    """Negative control: a life from receipt to use is among what they can do."""
    world = World(TOPICS, r.POLICY)
    bulletin = f"{COUNTY}:2026:1"
    key = REPORTS[0]
    for person, at, command in (
        ("ou", key, r.submit.model_copy(update={"authors": (r.MEMBER,)})),
        ("ou", key, r.take),
        ("ou", key, r.edit),
        ("he", key, r.check),
        ("an", key, r.sign),
        ("ou", bulletin, r.issue.model_copy(update={"items": (key,)})),
        ("ou", key, r.send_up),
        ("ou", key, r.record_use),
        ("ou", key, r.tell),
    ):
        assert world.ask(at, command, r.office(person)) is None, type(command).__name__
        holds(world)
    gap = r.issue.model_copy(update={"issue": 3, "items": (key,)})
    refusal = world.ask(f"{COUNTY}:2026:3", gap, r.EDITOR)
    assert refusal is not None
    assert refusal.rule == "not-found", "there is no second issue"
    assert world.state(f"report/{key}").fate is e.Fate.USED


def holds(world: World) -> None:
    """Numbers without gaps; each report in one bulletin, as both say; different hands; nothing
    before what it follows from; who was not told is an author; issue, uses, and the one that took
    it in say whose it is as it says itself, whatever was corrected."""
    bulletins: dict[str, Bulletin] = {
        stream.split("/", 1)[1]: state
        for stream, state in world.states.items()
        if stream.startswith("bulletin/")
    }
    assert sorted(each.issue for each in bulletins.values()) == [*range(1, len(bulletins) + 1)]
    there = [each for each in bulletins.values() if each.stage is BulletinStage.ISSUED]
    held = Counter(item.report for each in there for item in each.items)
    assert set(held.values()) <= {1}, held
    for key in REPORTS:
        report: Report = world.state(f"report/{key}")
        stream = f"report/{key}"
        assert (key in held) == (report.stage is Stage.ISSUED), world.told(stream)
        if report.issued:
            assert key in {item.report for item in bulletins[report.issued.bulletin].items}
            issued = report.issued
            assert (issued.authors, issued.credited) == (report.authors, report.credited)
            assert issued.minutes == minutes_until(issued.issued_at, report), world.told(stream)
        for use in report.used.values():
            assert (use.authors, use.credited) == (report.authors, report.credited)
        if report.mergers and not report.joined:
            other: Report = world.state(f"report/{report.mergers[0]}")
            assert other.joined[key].authors == report.authors, world.told(stream)
        assert set(report.untold) <= set(report.authors)
        assert (report.fate is None) <= (not report.untold)
        if report.stage in (Stage.SIGNED, Stage.ISSUED):
            in_order(world, stream, report)
        if report.used:
            first = min(each.sent_on for each in report.sent_up.values())
            assert all(first <= each.used_on for each in report.used.values())
        assert report.stage is not Stage.TURNED or any(
            state.source.endswith(key)
            for name, state in world.states.items()
            if name.startswith("topic/")
        )


def in_order(world: World, stream: str, report: Report) -> None:
    """Edited, checked and signed by three, none of whom wrote it; each after the one before."""
    life = [event for event, _ in world.lives[stream]]
    at = max(n for n, event in enumerate(life) if isinstance(event, e.ReportEdited))
    last, since = life[at], life[at:]
    assert isinstance(last, e.ReportEdited)
    (checked,) = [each for each in since if isinstance(each, e.ReportChecked)]
    (signed,) = [each for each in since if isinstance(each, e.ReportSigned)]
    hands = {last.edited_by, checked.checked_by, signed.signed_by}
    assert len(hands) == 3, world.told(stream)
    assert report.about
    assert report.about.received_on <= signed.signed_on, world.told(stream)
    assert checked.checked_on <= signed.signed_on
    assert report.issued is None or signed.signed_on <= report.issued.issued_on
