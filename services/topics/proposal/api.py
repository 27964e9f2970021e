"""The web face of proposals. Each route is named after its result."""

from collections.abc import Iterable
from typing import Annotated, Any, Literal

import sqlalchemy as sa
from fastapi import Path, Query, Response

from common.visibility import Relation, What, clause
from contracts.ids import ProposalId
from contracts.places import Scope
from contracts.roles import Role
from contracts.text import Day, Year
from contracts.vocabulary import Code
from runtime.actor import Grant
from runtime.units import Condition, within
from runtime.web.http import After, Deed, Limit, Reading, Submitting, deeds
from runtime.web.papers import withhold
from runtime.web.register import in_the_directory, in_the_roster
from runtime.web.routes import Router
from runtime.web.span import span
from services.topics.access import (
    Examiner,
    FiguresReader,
    ProposalAuthor,
    ProposalOffice,
    ProposalReader,
    SignatureClerk,
    UntoldReader,
)
from services.topics.itself import another_of
from services.topics.proposal import commands as c
from services.topics.proposal.figures import figures
from services.topics.proposal.read_models import (
    proposal_grades,
    proposal_signers,
    proposal_told,
    proposals,
)

router = Router(prefix="/proposals", tags=["proposals"])

Proposal = Annotated[ProposalId, Path(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")]
Reached = Literal[
    "drafted",
    "submitted",
    "returned",
    "filed",
    "not-filed",
    "merged",
    "converted",
    "withdrawn",
]
"""The stages of proposals that there are: all but blank."""


@router.post("", status_code=201)
async def draft(command: c.DraftProposal, submit: ProposalAuthor) -> Response:
    """Draft a proposal: one matter, with facts, analysis and advice."""
    await _signers(submit, command.unit, command)
    await in_the_roster(submit, command.unit, command.invited)
    await in_the_directory(submit, command.unit, command.suggested)
    return await submit.create(command)


async def _signers(
    submit: Submitting, unit: str | None, command: c.Owned, *, ended: bool = False
) -> None:
    members = (command.first, *command.co_signers, command.signed_for, *command.main_persons)
    await in_the_roster(submit, unit, members)
    await in_the_directory(submit, unit, [command.body], ended=ended)


async def _unit_of(submit: Submitting, proposal: str) -> str | None:
    here = sa.select(proposals.c.unit).where(proposals.c.proposal_id == proposal)
    async with submit.request.app.state.engine.connect() as connection:
        found: str | None = await connection.scalar(here)
    return found


async def who_is_named(submit: Submitting, proposal: str, command: c.ReviseProposal) -> None:
    unit = await _unit_of(submit, proposal)
    await in_the_roster(submit, unit, command.invited)
    await in_the_directory(submit, unit, command.suggested)


async def who_signed(submit: Submitting, proposal: str, command: c.EnterCoSigners) -> None:
    await in_the_roster(submit, await _unit_of(submit, proposal), command.co_signers)


async def whose_it_is(submit: Submitting, proposal: str, command: c.CorrectProposal) -> None:
    await _signers(submit, await _unit_of(submit, proposal), command, ended=True)


async def to_whom_it_goes(submit: Submitting, proposal: str, command: c.ExamineProposal) -> None:
    await in_the_directory(submit, await _unit_of(submit, proposal), command.passed_to)


async def who_takes_part(submit: Submitting, proposal: str, command: c.GradeProposal) -> None:
    await in_the_directory(submit, await _unit_of(submit, proposal), command.bodies)


deeds(
    router,
    Proposal,
    "/{proposal}",
    Deed("revision", c.ReviseProposal, ProposalAuthor, look_up=who_is_named),
    Deed("co-signers", c.EnterCoSigners, SignatureClerk, look_up=who_signed),
    Deed("submission", c.SubmitProposal, ProposalAuthor),
    Deed("supplement", c.SupplementProposal, ProposalAuthor),
    Deed("withdrawal", c.WithdrawProposal, ProposalAuthor),
    Deed("check", c.CheckProposal, Examiner),
    Deed("examination", c.ExamineProposal, Examiner, look_up=to_whom_it_goes),
    Deed(
        "merger", c.MergeProposal, Examiner, look_up=another_of(proposals, proposals.c.proposal_id)
    ),
    Deed("conversion", c.ConvertProposal, Examiner),
    Deed("telling", c.TellProposers, Examiner),
    Deed("grades", c.GradeProposal, Examiner, look_up=who_takes_part),
    Deed("grades/withdrawal", c.TakeGradeBack, Examiner),
    Deed("examination/withdrawal", c.TakeExaminationBack, ProposalOffice),
    Deed("correction", c.CorrectProposal, ProposalOffice, look_up=whose_it_is),
)


@router.get("")
async def listed(
    read: ProposalReader,
    unit: Annotated[Scope, Query(description="code prefix")] = "",
    year: Annotated[Year | None, Query()] = None,
    session: Annotated[Code | None, Query(description="those of a session")] = None,
    kind: Annotated[Code | None, Query()] = None,
    stage: Annotated[Reached | None, Query()] = None,
    author: Annotated[Code | None, Query(description="a member or a body that signed")] = None,
    after: After = "",
    limit: Limit = 50,
) -> dict[str, Any]:
    """Proposals: filed ones in your scope, all others if you examine, wrote or signed them, or are
    invited to. What they say stands on the page of each."""
    text = ("facts", "analysis", "advice", "text", "answers", "signed")
    columns = [column for column in proposals.c if column.name not in text]
    chosen = sa.select(*columns).where(_readable(read))
    if unit:
        chosen = chosen.where(proposals.c.unit.startswith(unit, autoescape=True))
    wanted = {"year": year, "session": session, "kind": kind, "stage": stage}
    for name, value in wanted.items():
        if value is not None:
            chosen = chosen.where(proposals.c[name] == value)
    if author is not None:
        chosen = chosen.where(_signed_by((author,)))
    return await read.page(chosen, after, limit)


@router.get("/figures")
async def counted(
    read: FiguresReader,
    unit: Annotated[Scope, Query(description="code prefix")] = "",
    since: Annotated[Day | None, Query(description="submitted since; 1 January of `on`")] = None,
    on: Annotated[Day | None, Query(description="as of the end of this day; today")] = None,
    session: Annotated[Code | None, Query(description="those of a session")] = None,
) -> dict[str, Any]:
    """How many proposals were submitted since a day and what had become of them at the end of
    another, each figure with the ids of those behind it (004-22), which `proposals` lists. Whoever
    reads only filed proposals counts only these."""
    begin, until = span(since, on)
    found = sa.select(
        *(proposals.c[name] for name in COUNTED),
    ).where(
        _readable(read),
        proposals.c.unit.startswith(unit, autoescape=True),
        proposals.c.submitted_on.between(begin, until),
    )
    if session is not None:
        found = found.where(proposals.c.session == session)
    rows = await read.rows(found.order_by(proposals.c.proposal_id))
    there = sa.select(found.subquery().c.proposal_id)
    signers = await read.rows(_of(proposal_signers, there))
    grades = await read.rows(_of(proposal_grades, there))
    return {
        "since": begin,
        "on": until,
        "figures": figures(rows, signers, grades, until),
        "proposals": [{name: row[name] for name in LISTED} for row in rows],
    }


LISTED = ("proposal_id", "title", "kind", "document_number", "stage")
"""What is said of each proposal that is counted."""
COUNTED = (
    *LISTED,
    "session",
    "filed_on",
    "not_filed_on",
    "ground",
    "merged_on",
    "converted_on",
    "converted_into",
    "withdrawn_on",
)
"""The columns of which figures are made."""


@router.get("/untold")
async def untold(
    read: UntoldReader,
    unit: Annotated[Scope, Query(description="code prefix")] = "",
    after: After = "",
    limit: Limit = 50,
) -> dict[str, Any]:
    """Proposals that were merged, converted or not filed, and whose signers (`waiting`) are still
    to be told (domain 8.1, 4b and 4c)."""
    names = ("proposal_id", "title", "stage", "reason", "due", "waiting", "unit", "unit_name")
    chosen = sa.select(*(proposals.c[name] for name in names)).where(
        _readable(read),
        proposals.c.unit.startswith(unit, autoescape=True),
        sa.func.jsonb_array_length(proposals.c.waiting) > 0,
    )
    return await read.page(chosen, after, limit)


@router.get("/{proposal}")
async def one(proposal: Proposal, read: ProposalReader) -> dict[str, Any]:
    """One proposal with all that is recorded of it: signers, who was told, grades, and the
    proposals that became part of it."""
    await read.etag("proposal", proposal)
    row = await read.one(
        sa.select(proposals).where(proposals.c.proposal_id == proposal, _readable(read))
    )
    await withhold(read, [row], "text")
    await withhold(read, [row], "signed")
    names = ("proposal_id", "title", "unit", "waiting")
    joined = sa.select(*(proposals.c[name] for name in names)).where(
        proposals.c.merged_into == proposal, _readable(read)
    )
    key = sa.select(sa.literal(proposal))
    return {
        **row,
        "signers": await read.rows(_of(proposal_signers, key)),
        "told": await read.rows(_of(proposal_told, key)),
        "grades": await read.rows(_of(proposal_grades, key)),
        "joined": await read.rows(joined.order_by(proposals.c.proposal_id)),
    }


def _of(table: sa.Table, which: sa.Select[Any]) -> sa.Select[Any]:
    named = [column for column in table.c if column.name not in ("unit", "unit_name", "as_of")]
    chosen = sa.select(*named).where(table.c.proposal_id.in_(which))
    return chosen.order_by(*table.primary_key.columns)


def _readable(read: Reading) -> sa.ColumnElement[bool]:
    """Filed proposals within the reader's scope; all others for those who examine them, and for
    their authors."""
    ties = {Relation.AUTHOR: lambda grant: _had_a_hand(read, grant)}
    filed = sa.and_(proposals.c.stage == "filed", clause(What.PROPOSAL, read.actor, _lies, ties))
    return sa.or_(filed, clause(What.SUBMISSION, read.actor, _lies, ties))


def _had_a_hand(read: Reading, grant: Grant) -> sa.ColumnElement[bool]:
    """That somebody wrote it down, signed it or is invited to; a committee, that it is its own."""
    if grant.role == Role.COMMITTEE:
        return _signed_by((grant.body or "",))
    names = {read.actor.id, *((grant.body,) if grant.body else ())}
    invited = sa.or_(*(proposals.c.invited.contains([each]) for each in sorted(names)))
    entered = proposals.c.entered_by == read.actor.id
    return sa.or_(entered, invited, _signed_by(names)) if grant.role == Role.MEMBER else entered


def _signed_by(names: Iterable[str]) -> sa.ColumnElement[bool]:
    return sa.exists().where(
        proposal_signers.c.proposal_id == proposals.c.proposal_id,
        proposal_signers.c.signer.in_(list(names)),
    )


def _lies(scopes: Iterable[str]) -> Condition:
    return within(tuple(scopes), proposals.c.unit)
