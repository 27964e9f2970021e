"""Which offices may record a fact at all: those that its route asks for.

Rules narrow them. An office that they name and the route does not know could never act.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from inspect import signature
from typing import Any

from fastapi.routing import APIRoute

from common.conditions import plain_of
from common.consents import Consenting
from contracts import procedure as p
from contracts.roles import Role
from runtime.decider import Command
from services.meetings.activity.api import router as activities
from services.meetings.consultation.api import router as consultations
from services.meetings.consultation.conditions import DEEDS as OF_MEETINGS
from services.meetings.session.api import router as sessions
from services.members.assessment.api import router as assessments
from services.members.assessment.commands import EnterScore
from services.members.talent.api import router as talents
from services.members.talent.commands import ApproveTalent
from services.outcomes.outcome.api import router as outcomes
from services.outcomes.outcome.commands import HoldCheck, ReferTask
from services.outcomes.outcome.conditions import DEEDS as OF_OUTCOMES
from services.topics.plan.api import router as plans
from services.topics.proposal.api import router as proposals
from services.topics.proposal.commands import CheckProposal, ExamineProposal
from services.topics.report.api import router as reports
from services.topics.report.commands import EditReport, PassReport, SubmitReport
from services.topics.topic.api import router as topics
from services.topics.topic.commands import ProposeTopic
from services.topics.topic.conditions import DEEDS as OF_TOPICS

_ROUTERS = (
    *(topics, plans, proposals, reports, consultations, sessions, activities, outcomes, talents),
    assessments,
)
_DEEDS = {**OF_TOPICS, **OF_MEETINGS, **OF_OUTCOMES}


def _routes() -> Iterator[tuple[type[Command], Iterable[Role]]]:
    """The command of each route, and who may ask for it."""
    for route in (each for router in _ROUTERS for each in router.routes):
        if isinstance(route, APIRoute):
            parameters = signature(route.endpoint).parameters.values()
            asked: list[Any] = [each.annotation for each in parameters]
            metadata = [each for one in asked for each in getattr(one, "__metadata__", ())]
            depends = [getattr(each, "dependency", None) for each in metadata]
            roles = [role for each in depends for role in getattr(each, "roles", ())]
            for one in asked:
                if isinstance(one, type) and issubclass(one, Command):
                    yield one, roles


def _recorders() -> Mapping[type[Command], frozenset[Role]]:
    found: dict[type[Command], frozenset[Role]] = defaultdict(frozenset)
    for command, roles in _routes():
        found[command] |= frozenset(roles)
    return found


_MAY = _recorders()
CONSENTING = frozenset[Role]().union(
    *(roles for command, roles in _MAY.items() if issubclass(command, Consenting))
)
APPROVING = _MAY[ApproveTalent]
ASSESSING = _MAY[EnterScore]
CHECKING = _MAY[HoldCheck]
REFERRING = _MAY[ReferTask]
PROPOSING = _MAY[ProposeTopic]
EXAMINING = _MAY[CheckProposal] & _MAY[ExamineProposal]
REPORTING = _MAY[SubmitReport]
EDITING = _MAY[EditReport] & _MAY[PassReport]


def doing(step: p.Step) -> frozenset[Role]:
    """Who may do the deeds of a step, before it narrows them."""
    kinds = {type(each) for one in step.conditions for each in plain_of(one)}
    deeds = (command for command, fulfilled in _DEEDS.items() if fulfilled & kinds)
    return frozenset[Role]().union(*(_MAY.get(command, frozenset()) for command in deeds))
