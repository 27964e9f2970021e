"""The line of each event: who may read it, and what stands where it cannot be read. Pure but for
the last."""

import re
from typing import Any, get_args

import asyncpg
import pytest

from common.visibility import What, by_scope
from contracts.event import Event, Recorded
from contracts.meetings.session import (
    AbsencesNoted,
    CheckedIn,
    CommentSettled,
    InvitationAnswered,
    LeaveLapsed,
    LeaveNoted,
    MinutesCommented,
    PromiseMade,
    SpeechCorrected,
    SpeechRecorded,
    SpeechWithdrawn,
)
from contracts.outcomes import outcome
from contracts.roles import Role
from contracts.rules import ChapterIssued
from contracts.topics.topic import (
    SupportCorrected,
    SupportRecorded,
    SupportWithdrawn,
    TopicAdmitted,
    TopicReturned,
)
from runtime.actor import Actor, Grant
from services.console.lines.every import AnyEvent, CaseEvent, line, line_of_case
from services.console.lines.line import NOBODY, Line, Visibility
from services.console.lines.names import Names
from services.console.visibility import Viewer
from services.console.words import words_of
from tests.console.conftest import Open, office
from tests.console.played import MARKET
from tests.console.situations import whole_county
from tests.console.test_pages import get
from tests.outcomes.situations import fed_back
from tests.slices.every import EACH, sample_of
from yishi.contract.events import event_types

CASE, ANY = get_args(CaseEvent), get_args(AnyEvent)
UNIT = "620123109200"
UNKNOWN = "此条记录由本页面尚不认识的新版本写入"
WITHHELD = "此条内容按权限不予显示"


FEWER_READ: dict[type[Event], What] = {
    SpeechRecorded: What.SPEECH,
    SpeechCorrected: What.SPEECH,
    SpeechWithdrawn: What.SPEECH,
    CheckedIn: What.SPEECH,
    InvitationAnswered: What.SPEECH,
    MinutesCommented: What.SPEECH,
    CommentSettled: What.SPEECH,
    LeaveNoted: What.ABSENCE,
    LeaveLapsed: What.ABSENCE,
    AbsencesNoted: What.ABSENCE,
    SupportRecorded: What.SUPPORT,
    SupportCorrected: What.SUPPORT,
    SupportWithdrawn: What.SUPPORT,
    outcome.InstructionGiven: What.INSTRUCTION,
    outcome.InstructionCorrected: What.INSTRUCTION,
    outcome.InstructionTakenBack: What.INSTRUCTION,
    outcome.ComplaintRecorded: What.INSTRUCTION,
    outcome.ComplaintTakenBack: What.INSTRUCTION,
    outcome.TaskReferred: What.INSTRUCTION,
    outcome.ReferralAnswered: What.INSTRUCTION,
}


def sample(event: type[Event]) -> Event:
    """Such an event as a slice records it; of operations, which have none, the frozen sample."""
    made = (each for _, example in EACH for each in example.then if type(each) is event)
    return next(made, None) or event.model_validate_json(sample_of(event).read_text("utf-8"))


def viewer(role: Role, body: str | None = None) -> Viewer:
    return Viewer.of(Actor("somebody", (Grant(role=role, scope="620123", body=body),)), UNIT)


def test_every_event_that_is_published_has_a_line() -> None:
    assert set(ANY) == set(event_types().values())


@pytest.mark.parametrize("event", CASE, ids=lambda event: event.__name__)
def test_a_line_is_read_by_the_offices_that_read_cases_a_speech_by_fewer(
    event: type[Event],
) -> None:
    said = line_of_case(sample(event), Names())  # type: ignore[arg-type]
    read = {role for role in Role if viewer(role).shows(said, frozenset())}

    what = FEWER_READ.get(event, What.MATTER)
    assert read == set(by_scope(what))


def test_a_department_reads_the_lines_of_its_own_tasks_and_promises_alone() -> None:
    read = {
        event.__name__
        for event in CASE
        if viewer(Role.DEPARTMENT, promised()).shows(
            line_of_case(sample(event), Names()),  # type: ignore[arg-type]
            own_tasks=frozenset(range(100)),
        )
    }

    assert read == {
        *("PromiseMade", "TaskAssigned", "TaskAccepted", "TaskReturned"),
        *("ProgressReported", "TaskCompleted", "CompletionCorrected", "CompletionRestored"),
        *("TaskReopened", "HandlingUrged", "DeadlineMissed", "HandlingAgain"),
        *("ProposerContacted", "CoOpinionGiven", "DeadlineExtended"),
    }


@pytest.fixture(scope="module")
def told() -> list[Recorded[Any]]:
    return [each for each in whole_county().records if each.unit.startswith("620123")]


@pytest.fixture(scope="module")
def words(told: list[Recorded[Any]]) -> dict[tuple[str, str], str]:
    """Those of the chapters in force."""
    issued = (each.data for each in told if isinstance(each.data, ChapterIssued))
    return {(kind, code): word for each in issued for kind, code, word in words_of(each)}


def test_no_line_says_a_code(told: list[Recorded[Any]], words: dict[tuple[str, str], str]) -> None:
    codes = "|".join(re.escape(code) for _, code in words if code)
    code = re.compile(rf"(?<![\w-])({codes})(?![\w-])", re.ASCII)

    def said(record: Recorded[Any], names: Names) -> str:
        line = line_of_case(record.data, names)
        return line.sentence + "".join(text for _, text in line.more)

    cases = [each for each in told if isinstance(each.data, CaseEvent)]
    assert [found for each in cases if (found := code.search(said(each, Names(words=words))))] == []
    assert any(code.search(said(each, Names())) for each in cases)  # negative control


def test_a_line_asks_for_words_of_vocabularies_that_there_are(
    words: dict[tuple[str, str], str],
) -> None:
    asked = set()

    class Asked(dict[Any, str]):
        def get(self, key: Any, default: Any = None) -> Any:
            asked.add(key[0])
            return default

    for event in ANY:
        line(sample(event), Names(words=Asked()), "m-1")  # type: ignore[arg-type]

    checklists = {""} | {each.checklist for each in map(sample, (TopicAdmitted, TopicReturned))}  # type: ignore[attr-defined]
    assert asked - {kind for kind, _ in words} <= checklists


def promised() -> str:
    made = sample(PromiseMade)
    assert isinstance(made, PromiseMade)
    return made.promise.department


@pytest.mark.parametrize("role", Role)
def test_a_line_that_names_no_office_is_shown_to_nobody(role: Role) -> None:
    nobodys = Line("…", step=(), shown_to=Visibility())

    assert not viewer(role, "yz-transport").shows(nobodys, own_tasks=frozenset({1}))


@pytest.mark.parametrize("event", [each for each in ANY if each not in CASE])
def test_registers_plans_and_rules_are_shown_on_no_page(event: type[Event]) -> None:
    assert line(sample(event), Names(), "m-1").shown_to == NOBODY  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "change",
    [
        "type = 'yishi.outcomes.TaskMadePublic'",
        """facts = '{"title": 7}'""",
    ],
    ids=["another kind", "another version"],
)
async def test_an_event_that_is_not_known_here_is_a_neutral_line(
    a_site: Open, database: str, change: str
) -> None:
    site = await a_site(whole_county())
    connection = await asyncpg.connect(database)
    await connection.execute(
        f"UPDATE timeline_outcomes SET {change} WHERE type = 'yishi.outcomes.CheckHeld'"
    )
    await connection.close()
    path = f"/cases/{MARKET}"
    clerk, department = office(Role.CLERK), office(Role.DEPARTMENT, body="yz-natural-resources")

    known_to_all = (await get(site, path, clerk)).text
    assert known_to_all.count(UNKNOWN) == 1
    assert "次回头看" not in known_to_all
    assert UNKNOWN in (await get(site, "/jurisdictions/620123000000", clerk)).text
    little = (await get(site, path, department)).text
    assert UNKNOWN not in little
    assert WITHHELD in little


def test_feedback_says_who_was_told() -> None:
    said = fed_back.model_copy(update={"whom": "present"})

    assert "向提出人反馈" in line_of_case(fed_back, Names()).sentence
    assert "向present反馈" in line_of_case(said, Names()).sentence
