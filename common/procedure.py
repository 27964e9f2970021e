"""How a procedure is walked: which step has its turn, which complete now, who may pass one over.

A service keeps a `Walk` of its own run in the state of its thing. `holds` is its test of conditions
on the facts it has recorded (common/conditions.py). All of this is pure.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Self

from common.conditions import Holds, Run, plain_of, remedy, run_of, wall
from common.consents import Consenting
from contracts import procedure as p
from contracts.event import Event, Fact
from contracts.roles import OFFICES, Role
from contracts.text import Sentence
from runtime.decider import Circumstances, Rejected
from runtime.probe import repeats


def adoptable(procedures: Sequence[p.Procedure]) -> None:
    """Refuse procedures of which two share a code, or one could never be walked through."""
    known = {procedure.code: procedure for procedure in procedures}
    if len(known) < len(procedures):
        raise Rejected(
            "procedure-unfit",
            *_unfit(procedures[-1], "程序代码重复", "two procedures bear the same code"),
        )
    for procedure in procedures:
        walkable(procedure, known)


def decisive(choices: Sequence[p.Choice], procedures: Iterable[p.Procedure]) -> None:
    """Refuse a table that leaves a topic without a procedure, or names one that there is not."""
    codes = [procedure.code for procedure in procedures]
    if unknown := sorted({each.procedure for each in choices} - set(codes)):
        raise Rejected(
            "unknown-choice",
            f"没有程序“{'、'.join(unknown[:10])}”（已有：{'、'.join(codes)}）。请核对后改正。",
            f"There is no procedure {', '.join(unknown[:10])} (there are: {', '.join(codes)}). "
            "Correct the table of choices.",
        )
    if [each for each in choices if each.catches_all] != [*choices[-1:]]:
        raise Rejected(
            "no-last-choice",
            "选择程序的表须以一行不限单位、议题和轻重的规定结尾，且只有这一行不加限制。请补充或调整。",
            "The table of choices ends with a row that fits every topic, and no other row does. "
            "Add it, or put it last.",
        )


def walkable(procedure: p.Procedure, known: Mapping[str, p.Procedure]) -> None:
    """Refuse a procedure that no topic could ever walk through. `known` holds all of the county."""
    steps = procedure.steps
    if len({step.code for step in steps}) < len(steps):
        raise Rejected(
            "procedure-unfit", *_unfit(procedure, "步骤代码重复", "two steps bear the same code")
        )
    for step in steps:
        if len({run_of(each) for one in step.conditions for each in plain_of(one)}) > 1:
            raise Rejected(
                "procedure-unfit",
                *_unfit(
                    procedure,
                    f"步骤“{step.name}”的条件分属不同阶段，请拆成几个步骤",
                    f"the conditions of step {step.code} belong to different runs; make it several",
                ),
            )
        if step.within and step.within.after not in {None, *(each.code for each in steps)}:
            raise Rejected(
                "procedure-unfit",
                *_unfit(
                    procedure,
                    f"步骤“{step.name}”的期限所指的步骤不存在",
                    f"the days of step {step.code} count from a step that there is not",
                ),
            )
        if unknown := [each for each in (*step.actors, *step.waived_by) if each not in OFFICES]:
            raise Rejected(
                "procedure-unfit",
                *_unfit(
                    procedure,
                    f"没有“{'、'.join(unknown)}”这种身份，可用：{'、'.join(OFFICES)}",
                    f"there is no office {', '.join(unknown)}; there are: {', '.join(OFFICES)}",
                ),
            )
    order = [run_of_step(step) for step in steps]
    if order != sorted(order, key=list(Run).index):
        raise Rejected(
            "procedure-unfit",
            *_unfit(
                procedure,
                "步骤须先议题、再协商、后成果",
                "steps on topics come first, then those on meetings, then those on outcomes",
            ),
        )
    _concludes(procedure)
    if procedure.upgrades_to is not None:
        _upgrades(procedure, known.get(procedure.upgrades_to))


def _upgrades(procedure: p.Procedure, target: p.Procedure | None) -> None:
    """What the fuller procedure asks of a topic was asked already: nobody goes back to it."""
    if not procedure.simple or target is None or target.simple:
        raise Rejected(
            "procedure-unfit",
            *_unfit(
                procedure,
                "只有简易程序可以升级，且只能升级为已有的非简易程序",
                "only a simple procedure upgrades, and only to a known one that is not simple",
            ),
        )
    asked = [each for _, each in Walk.of(procedure, Run.TOPICS).asked()]
    if more := [each for _, each in Walk.of(target, Run.TOPICS).asked() if each not in asked]:
        raise Rejected(
            "procedure-unfit",
            *_unfit(
                procedure,
                f"升级后的程序对议题另有要求（{wall(more[0])}），请在本程序中一并要求",
                f"the fuller procedure asks more of the topic ({more[0].kind}); ask it here, too",
            ),
        )


def _concludes(procedure: p.Procedure) -> None:
    """The minutes end the consultation: they stand once, in the last step before the outcome."""
    held = [s for s in procedure.steps if any(type(c) is p.MinutesStand for c in s.conditions)]
    last = [step for step in procedure.steps if run_of_step(step) is Run.MEETINGS][-1:]
    if len(held) != 1 or held != last or held[0].waived_by:
        raise Rejected(
            "procedure-unfit",
            *_unfit(
                procedure,
                "协商阶段的最后一个步骤、且只有这一步，须以确认纪要（minutes）为条件，并且不能免除",
                "the last step of the consultation, and no other, has the condition `minutes`, "
                "and nobody may waive it",
            ),
        )


def run_of_step(step: p.Step) -> Run:
    """The run to which a step belongs: that of its conditions."""
    return run_of(step.conditions[0])


def _unfit(procedure: p.Procedure, chinese: str, english: str) -> tuple[str, str]:
    return (
        f"程序“{procedure.name}”不能采用：{chinese}。请修改后再提交。",
        f"Procedure {procedure.code} cannot be adopted: {english}. Correct it and send again.",
    )


def first_fitting(
    choices: Iterable[p.Choice], unit_kind: str, topic_kind: str, weight: str
) -> str | None:
    """The procedure of the first row that fits."""
    for choice in choices:
        if (
            choice.unit_kind in (None, unit_kind)
            and choice.topic_kind in (None, topic_kind)
            and choice.weight in (None, weight)
        ):
            return choice.procedure
    return None


class WaiveStep(Consenting):
    """Pass over the step whose turn it is, with the reason and the consent that it needs."""

    called = ("跳过步骤", "Pass over the step")

    step: p.Code
    reason: Sentence


@dataclass(frozen=True)
class Walk:
    """One service's run of a procedure, and how far it is walked."""

    steps: tuple[p.Step, ...] = ()
    before: int = 0
    """So many steps of the procedure stand before this run."""
    done: int = 0
    """So many steps, counted from the first, are complete or waived."""
    waived: frozenset[str] = frozenset()
    terms: tuple[tuple[str, str, p.Within], ...] = ()
    """From which step on, which step of the whole procedure, in which time."""

    @classmethod
    def of(cls, procedure: p.Procedure, run: Run) -> Self:
        """The run, from its first step."""
        steps = tuple(step for step in procedure.steps if run_of_step(step) is run)
        order = list(Run)
        earlier = order[: order.index(run)]
        before = sum(run_of_step(step) in earlier for step in procedure.steps)
        follow = zip(procedure.steps, procedure.steps[1:], strict=False)
        terms = ((e.code, s.code, s.within) for e, s in follow if s.within)
        known = ((w.after or code, step, w) for code, step, w in terms)
        return cls(steps, before=before, terms=tuple(known))

    @property
    def open_step(self) -> p.Step | None:
        """The step whose turn it is."""
        return self.steps[self.done] if self.done < len(self.steps) else None

    @property
    def complete(self) -> bool:
        return self.done == len(self.steps)

    def walked(self, event: p.Walked) -> Self:
        """The walk after a step was completed or waived."""
        passed = {event.step} if isinstance(event, p.PassedOver) else frozenset[str]()
        return replace(self, done=self.done + 1, waived=self.waived | passed)

    def asked(self) -> Iterator[tuple[p.Step, p.Condition]]:
        """Every condition that counts in the end: those of all steps that nobody waived."""
        for step in self.steps:
            if step.code not in self.waived:
                yield from ((step, condition) for condition in step.conditions)

    def asks(self, kind: type[p.Plain]) -> bool:
        """Whether a condition of this kind counts."""
        return any(type(each) is kind for _, one in self.asked() for each in plain_of(one))

    def awaits(self, kind: type[p.Plain]) -> bool:
        """Whether a step that is still to come has to have this: it, and no other in its place."""
        return any(type(each) is kind for s in self.steps[self.done :] for each in s.conditions)

    def completes(self, holds: Holds) -> list[p.Walked]:
        """The steps that have their turn, one after the other, and of which all conditions hold."""
        found = []
        for place, step in enumerate(self.steps[self.done :], start=self.done):
            if not all(map(holds, step.conditions)):
                break
            found.append(self._at(place))
        return found

    def undone(self, holds: Holds) -> list[p.Walked]:
        """The steps that are done and wait again on present facts: from the first of which a
        condition holds no more, and which nobody waived."""
        for place, step in enumerate(self.steps[: self.done]):
            if step.code not in self.waived and not all(map(holds, step.conditions)):
                return [self._at(each) for each in range(place, self.done)]
        return []

    def back(self, undone: Sequence[p.Walked]) -> Self:
        """The walk before these steps, which were the last ones done."""
        waived = self.waived.difference(each.step for each in undone)
        return replace(self, done=self.done - len(undone), waived=waived)

    def completed(
        self, holds: Holds, deeds: Iterable[Event], given: Circumstances[Any]
    ) -> list[p.Walked]:
        """The same after these deeds, with the days of those whose time begins to run."""
        on = told_on(deeds, given.today)
        return [self._with_days(each, on, given) for each in self.completes(holds)]

    def lacks(self, holds: Holds, *besides: type[p.Plain]) -> p.Condition | None:
        """The first condition that does not hold on present facts, besides those of such kinds."""
        for _, condition in self.asked():
            if not isinstance(condition, besides) and not holds(condition):
                return condition
        return None

    def in_turn(
        self, kinds: Iterable[type[p.Plain]], holds: Holds, given: Circumstances[Any]
    ) -> None:
        """Refuse a deed that would fulfil conditions of these kinds while an earlier step of the
        run lacks something, or that belongs to other offices. A deed that fulfils no condition of
        the procedure is free."""
        places = [
            place
            for place, step in enumerate(self.steps)
            if any(type(e) in kinds for c in step.conditions for e in plain_of(c))
        ]
        if not places or given.role == Role.POLICY:
            return
        step = self.steps[next((place for place in places if place >= self.done), places[-1])]
        if (missing := self.open_step) and places[0] > self.done:
            why = [remedy(each) for each in missing.conditions if not holds(each)][:1]
            raise Rejected(
                "step-order",
                f"步骤须按顺序进行，请先完成“{missing.name}”，再办理“{step.name}”。"
                + "".join(chinese for chinese, _ in why),
                f"Steps go in order: complete {missing.name} before {step.name}. "
                + "".join(english for _, english in why),
            )
        if step.actors and given.role not in step.actors:
            offices = [OFFICES[each] for each in step.actors]
            raise Rejected(
                "other-office",
                f"按程序，“{step.name}”由{'、'.join(offices)}办理。请转请其办理。",
                f"By the procedure {step.name} is done by: {', '.join(step.actors)}. Ask them.",
            )

    def waivable(self, command: WaiveStep, given: Circumstances[Any]) -> None:
        """Refuse to waive anything where no step ahead may be waived by whoever asks. It is asked
        before the consent, so that nothing is offered there."""
        if any(given.role in step.waived_by for step in self.steps[self.done :]):
            return
        if not repeats(lambda: command.step in self.waived):
            raise Rejected(
                "not-waivable",
                "这一阶段余下的步骤都不能由你免除。请按程序逐步完成。",
                "None of the steps that are left here is yours to waive. Complete them as the"
                " procedure has them.",
            )

    def waive(self, command: WaiveStep, given: Circumstances[Any]) -> p.PassedOver | None:
        """What is recorded when the step is passed over; nothing where it is so already."""
        places = {step.code: place for place, step in enumerate(self.steps)}
        if (place := places.get(command.step)) is None:
            raise Rejected(
                "no-step",
                f"这一阶段没有步骤“{command.step}”。步骤代码有：{'、'.join(places) or '无'}。",
                f"There is no step {command.step} here. The steps are: "
                f"{', '.join(places) or 'none'}.",
            )
        step = self.steps[place]
        if given.role not in step.waived_by:
            who = "、".join(OFFICES[each] for each in step.waived_by)
            raise Rejected(
                "not-waivable",
                f"“{step.name}”不能由你免除（可决定免除的：{who or '无'}）。请按程序完成。",
                f"{step.name} is not yours to waive "
                f"(who may: {', '.join(step.waived_by) or 'nobody'}). "
                "Complete it as the procedure has it.",
            )
        if step.code in self.waived:
            return None
        if place != self.done:
            turn = self.open_step.name if self.open_step else "无"
            raise Rejected(
                "step-order",
                f"只能免除当前步骤（{turn}），“{step.name}”未到或已完成。",
                f"Only the present step ({turn}) can be waived; "
                f"{step.name} is complete or its turn has not come.",
            )
        at = self._with_days(self._at(place), given.today, given)
        return p.PassedOver(**dict(at), reason=command.reason, consent=command.consent)

    def _at(self, place: int) -> p.Walked:
        step = self.steps[place]
        return p.Walked(step=step.code, name=step.name, step_number=self.before + place + 1)

    def _with_days(self, walked: p.Walked, on: date, given: Circumstances[Any]) -> p.Walked:
        due = []
        for after, step, term in self.terms:
            if after == walked.step:
                day, provisional = given.rules.days.end(on, term)
                due.append(p.StepDue(step=step, due=day, provisional=provisional))
        return walked.model_copy(update={"due": tuple(due)}) if due else walked


def told_on(deeds: Iterable[Event], today: date) -> date:
    """The day of the facts that complete a step: the latest that these events name, but none to
    come; the day of recording where they name none."""
    named = [day for each in deeds for day in _days(each) if day <= today]
    return max(named, default=today)


_OF_A_FACT = ("on", "held_on", "sent_on", "decided_on", "until")


def _days(fact: Fact) -> Iterator[date]:
    for name, value in fact:
        if isinstance(value, Fact):
            yield from _days(value)
        elif name in _OF_A_FACT and isinstance(value, date):
            yield value
