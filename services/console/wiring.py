"""The console in one value: which events of which service it follows, and its pages."""

from common.conditions import Run
from runtime import chapters
from runtime.service import Reference, Service
from runtime.units import UNITS
from services.console import pages, signin, tables, unknown_address
from services.console.projections.meetings import OF_MEETINGS, project_meetings
from services.console.projections.members import OF_MEMBERS, project_members
from services.console.projections.outcomes import OF_OUTCOMES, project_outcomes
from services.console.projections.topics import OF_TOPICS, project_topics

FROM_TOPICS = Reference(
    events=OF_TOPICS,
    tables=(
        tables.timelines["topics"],
        tables.case_steps[Run.TOPICS],
        tables.case_topics,
        tables.words["topics"],
    ),
    project=project_topics,
)
FROM_MEETINGS = Reference(
    events=OF_MEETINGS,
    tables=(
        tables.timelines["meetings"],
        tables.case_consultations,
        tables.case_steps[Run.MEETINGS],
        tables.case_sessions,
        tables.case_invited,
        tables.case_promises,
        tables.gatherings,
        tables.quotas_missed,
        chapters.chapters,
        tables.words["meetings"],
    ),
    project=project_meetings,
)
FROM_OUTCOMES = Reference(
    events=OF_OUTCOMES,
    tables=(
        tables.timelines["outcomes"],
        tables.case_steps[Run.OUTCOMES],
        tables.case_outcomes,
        tables.case_tasks,
        tables.words["outcomes"],
    ),
    project=project_outcomes,
)
FROM_MEMBERS = Reference(
    events=OF_MEMBERS,
    tables=(
        tables.member_names,
        tables.words["members"],
        tables.unit_kinds,
        tables.body_names,
        tables.rooms,
        tables.matters_dealt,
        chapters.profiles,
    ),
    project=project_members,
)

CONSOLE = Service(
    "console",
    references=(UNITS, FROM_TOPICS, FROM_MEETINGS, FROM_OUTCOMES, FROM_MEMBERS),
    refusal=unknown_address.refusal,
)
ROUTERS = [pages.router, signin.router, unknown_address.router]
