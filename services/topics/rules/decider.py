"""A jurisdiction's rules on topics."""

from collections.abc import Iterator
from dataclasses import dataclass

from common import consents
from common.checklists import computable
from common.conditions import plain_of
from common.procedure import adoptable, decisive, first_fitting
from common.rules import CountsDays, rulebook
from common.vocabulary import chosen
from contracts.checklists import Checklist
from contracts.consents import Consents, Thing
from contracts.documents import Documents
from contracts.procedure import InPlan, Procedure, Procedures, SessionIsHeld
from contracts.topics import rules as e
from contracts.topics.proposal_rules import Proposals
from contracts.vocabulary import Entry
from runtime.decider import Rejected
from services.topics.rules import commands as c
from services.topics.rules import proposals
from services.topics.screening import TESTS

KIND = ("议题类型", "kind of topic")
ORIGIN = ("议题来源", "origin")
CHANNEL = ("收集渠道", "channel")
FIELD = ("所属领域", "field of life")
CATEGORY = ("议题类别", "category")
WEIGHT = ("事项轻重", "weight")
SCALE = ("涉及范围", "scale")
LEADER_LEVEL = ("领题层级", "leader level")
CHECKLIST = ("清单", "checklist")
PLAN_KIND = ("计划类别", "plan kind")


@dataclass(frozen=True)
class TopicRules(CountsDays):
    """The words for topics, the checklists, the procedures, and the choices among them."""

    words: e.Words = e.Words(programme="协商议事")
    checklists: e.Checklists = e.Checklists()
    procedures: Procedures | None = None
    choices: e.Choices | None = None
    plans: e.Plans = e.Plans()
    reports: e.Reports | None = None
    consents: Consents = Consents()
    documents: Documents = Documents()
    proposals: Proposals = Proposals()

    def procedure_for(self, unit_kind: str, topic_kind: str, weight: str) -> Procedure | None:
        """The procedure for a topic of this kind and weight in a unit of this kind (000-30,
        000-31)."""
        if self.procedures is None or self.choices is None:
            return None
        code = first_fitting(self.choices.choices, unit_kind, topic_kind, weight)
        return next((each for each in self.procedures.procedures if each.code == code), None)

    def checklist_of(self, kind: e.TopicKind) -> Checklist:
        return chosen(self.checklists.checklists, kind.checklist, CHECKLIST)


def fits(command: c.AdoptProfile) -> None:
    adoptable(command.procedures.procedures)
    decisive(command.choices.choices, command.procedures.procedures)
    for checklist in command.checklists.checklists:
        computable(checklist, {code: test.asks for code, test in TESTS.items()})
    for entries, code, what in named(command):
        chosen(entries, code, what)
    holding_sessions(command)
    if command.consents is not None:
        consents.for_each_thing(command.consents)
    if command.proposals is not None:
        proposals.fits(command.proposals)
    if command.reports is not None:
        numbering_fits(command.reports.numbering)


def named(command: c.AdoptProfile) -> Iterator[tuple[tuple[Entry, ...], str, tuple[str, str]]]:
    """Every name by which one chapter refers to an entry of another, and the vocabulary in which
    it has to stand."""
    words = command.words
    for kind in words.kinds:
        yield command.checklists.checklists, kind.checklist, CHECKLIST
        yield from ((words.origins, origin, ORIGIN) for origin in kind.origins)
    for choice in command.choices.choices:
        if choice.topic_kind is not None:
            yield words.kinds, choice.topic_kind, KIND
        if choice.weight is not None:
            yield words.weights, choice.weight, WEIGHT
    plans = command.plans.kinds if command.plans else ()
    for chain in command.consents.chains if command.consents else ():
        if chain.kind is not None and chain.what is Thing.TOPIC:
            yield words.kinds, chain.kind, KIND
        if chain.kind is not None and chain.what is Thing.PLAN and command.plans:
            yield plans, chain.kind, PLAN_KIND
    for procedure in command.procedures.procedures if command.plans else ():
        for step in procedure.steps:
            for condition in (each for one in step.conditions for each in plain_of(one)):
                if isinstance(condition, InPlan) and condition.plan_kind is not None:
                    yield plans, condition.plan_kind, PLAN_KIND


def holding_sessions(command: c.AdoptProfile) -> None:
    """Refuse a table that gives a matter whose weight needs a session a procedure without one
    (000-31)."""
    known = {each.code: each for each in command.procedures.procedures}
    for weight in (each for each in command.words.weights if each.needs_session):
        for choice in command.choices.choices:
            if choice.weight not in (None, weight.code):
                continue
            if not _holds_session(known[choice.procedure]):
                raise Rejected(
                    "session-needed",
                    f"“{weight.chinese}”须开会协商，程序“{choice.procedure}”没有会议（session）。"
                    "请改用别的程序，或限定这一行的轻重（weight）。",
                    f"{weight.english} needs a session, and procedure {choice.procedure} holds"
                    " none. Choose another one, or name another weight in this row.",
                )
            if choice.unit_kind is None and choice.topic_kind is None:
                break


def numbering_fits(shape: str) -> None:
    """Refuse a shape of numbers of bulletins that makes no number of a year, or stands for nothing
    else."""
    rest = shape.replace("{year}", "", 1).replace("{number}", "", 1)
    if len(rest) + len("{year}{number}") != len(shape) or set("{}") & set(rest):
        raise Rejected(
            "numbering-unfit",
            f"信息期刊的文号格式“{shape}”有误：须有 {{year}} 和 {{number}} 各一处，没有别的占位。"
            "请改正。",
            f"The numbering {shape} of bulletins is unfit: it has {{year}} and {{number}} once"
            " each, and no other placeholder. Correct it.",
        )


def _holds_session(procedure: Procedure) -> bool:
    conditions = (each for step in procedure.steps for each in step.conditions)
    return any(type(each) is SessionIsHeld for one in conditions for each in plain_of(one))


RULES = rulebook(TopicRules(), c.AdoptProfile, e.RulesEvent, fits)
