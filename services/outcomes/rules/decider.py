"""A jurisdiction's rules on outcomes."""

from dataclasses import dataclass
from datetime import date

from common import consents
from common.checks import listed_once
from common.conditions import Run, run_of
from common.rules import CountsDays, rulebook
from common.vocabulary import chosen
from contracts.calendar import Term
from contracts.consents import Consents
from contracts.documents import Documents
from contracts.outcomes import rules as e
from contracts.outcomes.rating_rules import RatingKind
from contracts.outcomes.rules import Basis
from contracts.roles import OFFICES
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
    ratings: e.Ratings = e.Ratings()
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
        _walkable(handling)
    after_all = [kind for kind in chapter.kinds if not kind.procedures]
    if not any(Basis.CONSULTATION in (kind.basis or (Basis.CONSULTATION,)) for kind in after_all):
        raise Rejected(
            "no-catch-all",
            "请至少有一种成果类别不限定程序，供其他协商使用。",
            "Have at least one kind of outcome that names no procedure, for all others.",
        )
    if profile.ratings is not None:
        for rating in profile.ratings.kinds:
            _votable(rating, profile.ratings)
    if profile.consents is not None:
        consents.for_each_thing(profile.consents)


def _walkable(handling: e.Handling) -> None:
    """Refuse steps that an outcome could not walk."""
    codes = [step.code for step in handling.steps]
    runs = {run_of(each) for step in handling.steps for each in step.conditions}
    offices = {each for step in handling.steps for each in (*step.actors, *step.waived_by)}
    if len(set(codes)) < len(codes) or not runs <= {Run.OUTCOMES} or not offices <= {*OFFICES}:
        raise Rejected(
            "handling-unfit",
            f"办理方式“{handling.chinese}”的步骤有误：代码不能重复，条件须属于成果阶段，"
            f"身份须是：{'、'.join(OFFICES)}。请改正。",
            f"The steps of the handling {handling.code} are unfit: codes are there once, conditions"
            f" are those of outcomes, and offices are: {', '.join(OFFICES)}. Correct them.",
        )


def _votable(kind: RatingKind, chapter: e.Ratings) -> None:
    """Refuse ballots with options that there are not, or for people who are no group."""
    options = [chosen(chapter.options, each, words.BALLOT_OPTION) for each in kind.options]
    for group in kind.voters:
        chosen(chapter.voters, group, words.VOTERS)
    listed_once(kind.options, "code-twice")
    listed_once(kind.voters, "code-twice")
    if not any(each.satisfied for each in options):
        raise Rejected(
            "rating-unfit",
            f"测评类别“{kind.chinese}”的选项中没有一项计为满意。请改正。",
            f"None of the options of {kind.code} counts as satisfied. Correct it.",
        )


def _numbers(kind: e.OutcomeKind) -> None:
    """Refuse a shape of numbers with a placeholder that stands for nothing."""
    shape = kind.numbering or ""
    twice = shape.count("{year}") > 1 or shape.count("{number}") > 1
    if twice or set("{}") & set(shape.replace("{year}", "").replace("{number}", "")):
        raise Rejected(
            "numbering-unfit",
            f"“{kind.chinese}”的文号格式“{shape}”有误：可用的占位只有 {{year}} 和 "
            "{number}，各用一次。请改正。",
            f"The numbering {shape} of {kind.code} is unfit: its placeholders are {{year}} and "
            "{number}, each once. Correct it.",
        )


RULES = rulebook(OutcomeRules(), c.AdoptProfile, e.RulesEvent, fits)
