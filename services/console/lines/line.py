"""What a line of the history is: its sentence, its step, who may read it, and the words for days
and lists."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from common.visibility import What
from contracts import procedure as p
from contracts.calendar import Measure, Term
from contracts.consents import Consent
from services.console.lines.names import Names


@dataclass(frozen=True)
class Visibility:
    """Who may read what a line says; everybody else on the case sees only that it exists.

    Besides those who see `what` it is the `department` named here, those departments that handle
    the `task` with this number, and the `bodies` that are asked or take part.
    """

    what: What | None = None
    department: str | None = None
    task: int | None = None
    bodies: tuple[str, ...] = ()


EVERYBODY_ON_THE_CASE = Visibility(What.MATTER)
COUNTS_SUPPORT = Visibility(What.SUPPORT)
HEARS_SPEECHES = Visibility(What.SPEECH)
READS_RATINGS = Visibility(What.RATING)
READS_ABSENCES = Visibility(What.ABSENCE)
NOBODY = Visibility()


def whose_task(task: int) -> Visibility:
    return Visibility(What.TASK, task=task)


def whose_promise(department: str) -> Visibility:
    return Visibility(What.PROMISE, department=department)


def with_bodies(*bodies: str) -> Visibility:
    """Everybody who may read requests, and these bodies."""
    return Visibility(What.REQUEST, bodies=bodies)


Step = tuple[type[p.Plain], ...]
"""A line belongs to the step that asks for the first of these conditions which the procedure asks
for; where it asks for none of them, to the last step of their run, or of the procedure."""

RAISING: Step = (p.Raised, p.CalledFor, p.Screened)
SCREENING: Step = (p.Screened, p.ConsentGiven)
FIXING: Step = (p.ConsentGiven, p.Screened)
ENTERING: Step = (p.InPlan, *FIXING)
RESEARCH: Step = (p.Researched, p.SessionIsHeld, p.MinutesStand)
PLANNING: Step = (p.SessionIsPlanned, p.SessionIsHeld, p.MinutesStand)
INVITING: Step = (p.Participants, *PLANNING)
POSTING: Step = (p.Posted, *PLANNING)
ASKING: Step = (p.ViewsSought, *PLANNING)
DRAWING: Step = (p.IsDrawn, *INVITING)
PROVISIONAL = "该年工作日历尚未发布，暂按周一至周五计算"
"""Said of a day that was counted without the calendar of a year it rests on."""

TALKING: Step = (p.SessionIsHeld, p.MinutesStand)
MINUTING: Step = (p.MinutesStand,)
REPORTING: Step = (p.OutcomeIsSent, p.OutcomeConsentGiven, p.ResultIsPosted, p.TasksAreAssigned)
PUBLISHING: Step = (p.ResultIsPosted, *REPORTING)
WORKING: Step = (p.TasksAreDone, p.TasksAreAssigned, p.Checked)
CHECKING: Step = (p.Checked, p.TasksAreDone, p.IsFedBack)
ANSWERING: Step = (p.IsFedBack, p.Checked)
ADOPTING: Step = (p.IsAdopted, *WORKING)
RATING: Step = (p.IsRated, *ANSWERING)
INSTRUCTING: Step = (p.IsInstructed, *REPORTING)
ENDING: Step = ()


@dataclass(frozen=True)
class Line:
    """What an event says to a reader. `more`: labelled particulars. `code`: the code of the very
    step, where the event names one. `echo`: a consequence that the system wrote down by itself."""

    sentence: str
    step: Step
    shown_to: Visibility
    more: tuple[tuple[str, str], ...] = ()
    code: str | None = None
    echo: bool = False


def to_everybody(
    sentence: str, step: Step, /, *, code: str | None = None, echo: bool = False, **more: str | None
) -> Line:
    """A line that everybody on the case may read, with its particulars."""
    return Line(sentence, step, EVERYBODY_ON_THE_CASE, labelled(**more), code, echo)


def completed(event: p.Walked, step: Step) -> Line:
    # Of a step of the procedure before an upgrade there is no code in the present one.
    return to_everybody(f"步骤“{event.name}”完成。", step, code=event.step, echo=True)


def waived(event: p.PassedOver, step: Step, names: Names) -> Line:
    return to_everybody(
        f"免去步骤“{event.name}”。",
        step,
        理由=event.reason,
        同意=f"{names.those(event.consent.bodies)}，{resolution(event.consent)}",
        code=event.step,
    )


def entry(sentence: str, /, **more: str | None) -> Line:
    """A line of the registers, plans and rules: the history tells it, no page shows it."""
    return Line(sentence, step=(), shown_to=NOBODY, more=labelled(**more))


def labelled(**more: str | None) -> tuple[tuple[str, str], ...]:
    """Particulars; those that are empty are left out."""
    return tuple((label, text) for label, text in more.items() if text)


def on(day: date) -> str:
    """`2026年3月2日`, as official papers write it."""
    return f"{day.year}年{day.month}月{day.day}日"


def resolution(consent: Consent) -> str:
    return f"{consent.resolution}，{on(consent.decided_on)}"


def listed(items: Iterable[str]) -> str:
    """Several points, numbered; a single one as it is."""
    points = [item.rstrip("。；;") for item in items]
    if len(points) < 2:
        return "".join(points)
    numbered = (f"{number}. {point}" for number, point in enumerate(points, start=1))
    return "；".join(numbered).replace("？；", "？ ")


def stopped(text: str) -> str:
    """The text as a sentence: with one full stop, unless it ends otherwise."""
    return text if text.endswith(("。", "？", "！")) else f"{text}。"


def term(term: Term) -> str:
    """7个工作日"""
    words = {Measure.DAYS: "日", Measure.WORKING_DAYS: "个工作日", Measure.MONTHS: "个月"}
    return f"{term.count}{words[term.measure]}"
