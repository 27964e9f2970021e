"""What the handling of an outcome asks of the reply to a task (domain 8.1, 7, 8 and 11)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from common.vocabulary import chosen
from contracts.outcomes.rules import Handling, ReplyClass
from runtime.decider import Rejected
from services.outcomes import words
from services.outcomes.outcome import commands as c
from services.outcomes.outcome.decider.task import Task
from services.outcomes.rules.decider import OutcomeRules


@dataclass(frozen=True)
class Replies:
    """`classes` are those of the handling, as they are good for the outcome."""

    handling: Handling
    classes: Sequence[ReplyClass]
    rules: OutcomeRules

    def contacted(self, task: Task) -> None:
        """Refuse a reply before the lead talked with those who raised the matter."""
        if self.handling.contact_first and task.contact is None:
            raise Rejected(
                "not-contacted",
                f"任务{task.number}答复前须先与提出人沟通。请先登记沟通情况，再报告办结。",
                f"Before task {task.number} is replied to, its lead talks with those who raised the"
                " matter. Record that first.",
            )

    def heard(self, task: Task, on: date) -> None:
        """Refuse a reply while those who help may still give their opinion, and have not."""
        if task.co_opinion_due is None or on > task.co_opinion_due:
            return
        if silent := [each for each in task.co if each not in task.opinions]:
            raise Rejected(
                "co-opinion-open",
                f"协办单位（{'、'.join(silent)}）还没有提出会办意见，期限为{task.co_opinion_due}。"
                "请等协办单位提出后，或期限过后，再报告办结。",
                f"No opinion yet of: {', '.join(silent)}; they have until {task.co_opinion_due}."
                " Reply once they gave it, or after that day.",
            )

    def told(self, command: c.CompleteTask | c.CorrectCompletion) -> dict[str, Any]:
        """Whether such a reply is followed by another, and until when. Refuses a class that the
        handling does not have, none where it has some, and a letter without the seal it needs."""
        if self.handling.sealed and not (command.letter and command.letter.sealed):
            raise Rejected(
                "not-sealed",
                "这类成果的答复须经负责人签发并加盖公章。请填写签发职务，盖章后再报告办结。",
                "A reply of this handling is a letter, signed and sealed. Say which post signed it,"
                " and complete the task once it bears the seal.",
            )
        if not self.classes and command.reply is None:
            return {"answered_again": False}
        again = chosen(self.classes, command.reply or "", words.REPLY).answered_again
        term = self.handling.again if again else None
        due = self.rules.days.end(command.on, term).day if term else None
        return {"answered_again": again, "further_reply_due": due}
