"""A jurisdiction's rules on outcomes."""

from dataclasses import dataclass
from datetime import date

from common import consents
from common.rules import CountsDays, rulebook
from common.vocabulary import chosen
from contracts.calendar import Term
from contracts.consents import Consents
from contracts.documents import Documents
from contracts.outcomes import rules as e
from runtime.decider import Rejected
from services.outcomes import words
from services.outcomes.rules import commands as c


@dataclass(frozen=True)
class OutcomeRules(CountsDays):
    """What is in force. The defaults stand where nobody has made rules (domain 9.3)."""

    deadlines: e.Deadlines = e.Deadlines(first_progress=Term(count=30), result=Term(count=90))
    handlings: e.Handlings = e.Handlings(
        kinds=(e.OutcomeKind(code="outcome", chinese="成果", english="outcome", handling="plain"),),
        handlings=(e.Handling(code="plain", chinese="报送并跟踪", english="sent and followed"),),
    )
    checks: e.Checks = e.Checks(
        kinds=(e.CheckKind(code="check", chinese="核查", english="check on the spot"),)
    )
    words: e.Words = e.Words(
        copies=(),
        lists=(
            e.TaskList(
                code="tasks",
                chinese="任务清单",
                english="list of tasks",
                columns=("task", "what", "lead", "co", "due", "state", "percent", "progress"),
            ),
        ),
    )
    consents: Consents = Consents()
    documents: Documents = Documents()

    def with_grace(self, due: date, today: date) -> date | None:
        """Until when may be told what was done by a day. Grace runs from that day, and never ends
        before it would from today: whoever enters what was long ago can enter it whole."""
        first = max(due, today)
        grace = self.deadlines.grace
        last = self.days.end(first, grace).day if grace else first
        return last if last > due else None


def handling_of(kind: e.OutcomeKind, handlings: e.Handlings) -> e.Handling:
    return chosen(handlings.handlings, kind.handling, words.HANDLING)


def fits(profile: c.AdoptProfile) -> None:
    """Refuse chapters that name what another does not have."""
    chapter = profile.handlings
    for kind in chapter.kinds:
        handling_of(kind, chapter)
        _numbers(kind)
        for place in kind.adopted_where:
            chosen(profile.words.adoption_places, place, words.PLACE)
    for handling in chapter.handlings:
        for reply in handling.reply_classes:
            chosen(chapter.reply_classes, reply, words.REPLY)
    if all(kind.procedures for kind in chapter.kinds):
        raise Rejected(
            "no-catch-all",
            "请至少有一种成果类别不限定程序，供其他协商使用。",
            "Have at least one kind of outcome that names no procedure, for all others.",
        )
    if profile.consents is not None:
        consents.for_each_thing(profile.consents)


def _numbers(kind: e.OutcomeKind) -> None:
    """Refuse a shape of numbers with a placeholder that stands for nothing."""
    shape = kind.numbering or ""
    if set("{}") & set(shape.replace("{year}", "").replace("{number}", "")):
        raise Rejected(
            "numbering-unfit",
            f"“{kind.chinese}”的文号格式“{shape}”有误：可用的占位只有 {{year}} 和 "
            "{number}。请改正。",
            f"The numbering {shape} of {kind.code} is unfit: its placeholders are {{year}} and "
            "{number}. Correct it.",
        )


RULES = rulebook(OutcomeRules(), c.AdoptProfile, e.RulesEvent, fits)
