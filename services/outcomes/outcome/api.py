"""The web face of outcomes: commands in, read models out."""

from datetime import date
from typing import Annotated, Any, Literal

import sqlalchemy as sa
from fastapi import Query, Response

from contracts.ids import BodyId, TopicId
from contracts.outcomes.rules import Words
from contracts.vocabulary import Code
from runtime.web.http import After, Deed, Limit, Reading, Submitting, deeds
from runtime.web.register import in_the_directory, in_the_roster
from runtime.web.routes import Router
from services.outcomes.access import (
    Assigner,
    CaseReader,
    Checker,
    Consenting,
    Department,
    Instructing,
    Office,
    OutcomeKey,
    Reader,
)
from services.outcomes.outcome import commands as c
from services.outcomes.outcome import visibility
from services.outcomes.outcome.decider.task import TaskState
from services.outcomes.outcome.tables import (
    adoptions,
    checks,
    checks_due,
    co_opinions,
    outcomes,
    proposers,
    tasks,
    told,
)
from services.outcomes.rules.decider import OutcomeRules

router = Router(tags=["outcomes"])

Row = dict[str, Any]
Reached = Literal["drafted", "refused", "consented", "sent", "closed"]
"""The stages of outcomes that there are: all but blank."""


async def agreed(
    submit: Submitting,
    outcome: str,
    command: c.ConsentToOutcome | c.SendOutcome | c.AssignAgreedTasks,
) -> None:
    """The departments that the session agreed on get their tasks with this deed. One that has
    ended since holds the others up no longer: its task is assigned anew."""
    here = sa.select(outcomes.c.unit, outcomes.c.drafted_tasks).where(outcomes.c.outcome == outcome)
    async with submit.request.app.state.engine.connect() as connection:
        row = (await connection.execute(here)).first()
    if row is not None:
        named = [body for task in row.drafted_tasks for body in (task["lead"], *task["co"])]
        await in_the_directory(submit, row.unit, named, ended=True)


async def unit_of(submit: Submitting, outcome: str) -> str | None:
    """Where the outcome lies; `None` where there is none."""
    here = sa.select(outcomes.c.unit).where(outcomes.c.outcome == outcome)
    async with submit.request.app.state.engine.connect() as connection:
        found: str | None = await connection.scalar(here)
    return found


async def who_handles(
    submit: Submitting, outcome: str, command: c.AssignTask | c.ReassignTask
) -> None:
    await in_the_directory(submit, await unit_of(submit, outcome), [command.lead, *command.co])


async def who_complained(submit: Submitting, outcome: str, command: c.RecordComplaint) -> None:
    await in_the_roster(submit, await unit_of(submit, outcome), command.members)


async def who_is_named(submit: Submitting, outcome: str, command: c.Instructed) -> None:
    await in_the_directory(submit, await unit_of(submit, outcome), [*command.looks_up()])


async def who_looked(
    submit: Submitting, outcome: str, command: c.HoldCheck | c.CorrectCheck
) -> None:
    await in_the_roster(submit, await unit_of(submit, outcome), command.members)


deeds(
    router,
    OutcomeKey,
    "/outcomes/{outcome}",
    Deed("consent", c.ConsentToOutcome, Consenting, "consent", agreed),
    Deed("refusal", c.RefuseOutcomeConsent, Consenting, "refuse"),
    Deed("draft", c.RedraftOutcome, Office, "redraft"),
    Deed("publication", c.PostResult, Office, "post_result"),
    Deed("dispatch", c.SendOutcome, Office, "send", agreed),
    Deed("agreed-tasks", c.AssignAgreedTasks, Assigner, "assign_agreed", agreed),
    Deed("tasks", c.AssignTask, Assigner, "assign", who_handles),
    Deed("reassignment", c.ReassignTask, Assigner, "reassign", who_handles),
    Deed("task-acceptance", c.AcceptTask, Department, "accept"),
    Deed("task-return", c.ReturnTask, Department, "give_back"),
    Deed("progress", c.ReportProgress, Department, "report"),
    Deed("contacts", c.ContactProposer, Department, "contact"),
    Deed("co-opinions", c.GiveCoOpinion, Department, "co_opinion"),
    Deed("task-completion", c.CompleteTask, Department, "complete"),
    Deed("completion-correction", c.CorrectCompletion, Department, "correct_completion"),
    Deed("urging", c.UrgeHandling, Checker),
    Deed("extension", c.ExtendDeadline, Assigner, "extend"),
    Deed("handling-again", c.HandleAgain, Assigner, "handle_again"),
    Deed("check-schedule", c.ScheduleCheck, Checker, "schedule"),
    Deed("checks", c.HoldCheck, Checker, "check", who_looked),
    Deed("check-correction", c.CorrectCheck, Checker, "correct_check", who_looked),
    Deed("feedback", c.GiveFeedback, Office, "feed_back"),
    Deed("adoptions", c.AdoptOutcome, Office, "adopt"),
    Deed("posting-correction", c.CorrectPosting, Office, "correct_posting"),
    Deed("posting-withdrawal", c.TakeBackPosting, Office, "take_back_posting"),
    Deed("feedback-correction", c.CorrectFeedback, Office, "correct_feedback"),
    Deed("feedback-withdrawal", c.TakeBackFeedback, Office, "take_back_feedback"),
    Deed("adoption-correction", c.CorrectAdoption, Office, "correct_adoption"),
    Deed("adoption-withdrawal", c.TakeBackAdoption, Office, "take_back_adoption"),
    Deed("complaints", c.RecordComplaint, Checker, "complain", who_complained),
    Deed("complaint-withdrawal", c.TakeBackComplaint, Checker, "take_back_complaint"),
    Deed("referrals", c.ReferTask, Instructing, "refer"),
    Deed("referral-answer", c.RecordReferralAnswer, Instructing, "answer_referral"),
    Deed("instructions", c.RecordInstruction, Instructing, "instruct", who_is_named),
    Deed(
        "instruction-correction",
        c.CorrectInstruction,
        Instructing,
        "correct_instruction",
        who_is_named,
    ),
    Deed("instruction-withdrawal", c.TakeBackInstruction, Instructing, "take_back_instruction"),
    Deed("waiver", c.WaiveStep, Consenting, "waive"),
    Deed("closure", c.CloseOutcome, Office, "close"),
    Deed("benefit-correction", c.CorrectBenefit, Office, "correct_benefit"),
    Deed("reopening", c.ReopenOutcome, Office, "reopen"),
    response_class=Response,
)


@router.get("/outcomes")
async def listed(
    read: Reader,
    stage: Reached | None = None,
    kind: Code | None = None,
    satisfied: bool | None = None,
    adopted: Annotated[Code | None, Query(description="at least once at this place")] = None,
    topic: Annotated[TopicId | None, Query(max_length=80, description="that it came from")] = None,
    after: After = "",
    limit: Limit = 50,
) -> Row:
    """Outcomes of your scope; a department gets title, state and unit of those in which it has a
    task."""
    chosen = sa.select(outcomes).where(visibility.seen(read.actor))
    if stage is not None:
        chosen = chosen.where(outcomes.c.stage == stage)
    in_full = []
    if kind is not None:
        in_full.append(outcomes.c.outcome_kind == kind)
    if satisfied is not None:
        in_full.append(outcomes.c.satisfied == satisfied)
    if adopted is not None:
        there = sa.select(adoptions.c.outcome).where(adoptions.c.place == adopted)
        in_full.append(outcomes.c.outcome.in_(there))
    if in_full:
        chosen = chosen.where(visibility.in_full(read.actor), *in_full)
    if topic is not None:
        chosen = chosen.where(outcomes.c.topics.contains([topic]))
    page = await read.page(chosen, after, limit)
    return {**page, "items": [shown(row, read) for row in page["items"]]}


@router.get("/outcomes/{outcome}")
async def one(outcome: OutcomeKey, read: Reader) -> Row:
    """One outcome with its checks, its adoptions and who was told of it; its title, state and unit
    for a department with a task."""
    await read.etag("outcome", outcome)
    row = await read.one(_seen(outcome, read))
    if not visibility.is_in_full(read.actor, row):
        return shown(row, read)
    return await with_parts(row, read)


@router.get("/outcomes/{outcome}/lists")
async def lists(outcome: OutcomeKey, read: Reader) -> Row:
    """The lists of an outcome, such as task, responsibility and implementation list, with the
    columns that the jurisdiction gave them (001-34); of a department its own rows."""
    return await lists_of(await read.one(_seen(outcome, read)), read)


@router.get("/tasks")
async def tasks_listed(
    read: Reader,
    outcome: Annotated[str | None, Query(pattern=r"^[A-Za-z0-9._:-]{1,80}$")] = None,
    lead: BodyId | None = None,
    state: TaskState | None = None,
    overdue_on: Annotated[
        date | None, Query(description="not completed, or not replied again, before this day")
    ] = None,
    silent_on: Annotated[
        date | None, Query(description="no progress by the first date, which lies before this day")
    ] = None,
    after: After = "",
    limit: Limit = 50,
) -> Row:
    """Tasks of your scope; a department sees those it leads or helps with, and no others."""
    chosen = sa.select(tasks).where(visibility.tasks_seen(read.actor))
    if outcome is not None:
        chosen = chosen.where(tasks.c.outcome == outcome)
    if lead is not None:
        chosen = chosen.where(tasks.c.lead == lead)
    if state is not None:
        chosen = chosen.where(tasks.c.state == state)
    if overdue_on is not None:
        chosen = chosen.where(overdue(overdue_on))
    if silent_on is not None:
        chosen = chosen.where(
            tasks.c.state != TaskState.COMPLETED,
            tasks.c.progress_on.is_(None),
            tasks.c.first_progress_due < silent_on,
        )
    return await read.page(chosen, after, limit)


def overdue(on: date) -> sa.ColumnElement[bool]:
    """What was due before that day: a task, or the further reply of one."""
    return sa.or_(
        sa.and_(tasks.c.state != TaskState.COMPLETED, tasks.c.due < on),
        tasks.c.further_reply_due < on,
    )


@router.get("/checks-due")
async def checks_due_listed(
    read: CaseReader,
    by: Annotated[date | None, Query(description="due on this day or before")] = None,
    kind: Code | None = None,
    after: After = "",
    limit: Limit = 50,
) -> Row:
    """Checks that are due and were not held (004-19), in your scope."""
    seen = sa.select(outcomes.c.outcome).where(visibility.in_full(read.actor))
    chosen = sa.select(checks_due).where(
        checks_due.c.outcome.in_(seen), checks_due.c.held_on.is_(None)
    )
    if by is not None:
        chosen = chosen.where(checks_due.c.due <= by)
    if kind is not None:
        chosen = chosen.where(checks_due.c.kind == kind)
    return await read.page(chosen, after, limit)


def _seen(outcome: str, read: Reading) -> sa.Select[Any]:
    return sa.select(outcomes).where(outcomes.c.outcome == outcome, visibility.seen(read.actor))


def shown(row: Row, read: Reading) -> Row:
    """Returns the whole row, or its outline for a department with a task."""
    if visibility.is_in_full(read.actor, row):
        return row
    return {name: row[name] for name in visibility.OUTLINE}


async def with_parts(row: Row, read: Reading) -> Row:
    async def of(table: sa.Table, *which: sa.ColumnElement[bool]) -> list[Row]:
        here = sa.select(table).where(table.c.outcome == row["outcome"], *which)
        return await read.rows(here.order_by(*table.primary_key.columns))

    return {
        **row,
        "held_checks": await of(checks),
        "checks_due": await of(checks_due),
        "adoptions": await of(adoptions),
        "proposers": await of(proposers),
        "co_opinions": await of(co_opinions),
        "told": await of(told, told.c.as_of > (row["told_after"] or 0)),
    }


async def lists_of(row: Row, read: Reading) -> Row:
    """Views of the same rows, with names and columns that the jurisdiction chose (domain 9.1)."""
    rows = await read.rows(
        sa.select(tasks)
        .where(tasks.c.outcome == row["outcome"], visibility.tasks_seen(read.actor))
        .order_by(tasks.c.task)
    )
    ruling = (await read.jurisdictions()).in_force("words", sa.literal(row["unit"]))
    (ruled,) = await read.rows(sa.select(ruling.label("words")))
    words = Words.model_validate(ruled["words"]) if ruled["words"] else OutcomeRules.words
    return {
        "lists": [
            {
                "code": each.code,
                "name": each.chinese,
                "rows": [{column: row[column] for column in each.columns} for row in rows],
            }
            for each in words.lists
        ]
    }
