"""Proposals as lists, pages and figures show them, and those whose they are."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from contracts.event import Recorded
from contracts.places import china_day
from contracts.topics import proposal as e
from contracts.topics.proposal_parts import Awaited, Signers, Until
from runtime.due import Deadline, expected, met, missed
from runtime.projection import Change, drop, evidence, filled, patch, put
from runtime.service import ReadModel
from services.topics.proposal.decider.state import Stage

metadata = sa.MetaData()

proposals = sa.Table(
    "proposals",
    metadata,
    sa.Column("proposal_id", sa.Text, primary_key=True),
    sa.Column("stage", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("facts", sa.Text),
    sa.Column("analysis", sa.Text),
    sa.Column("advice", sa.Text),
    sa.Column("text", JSONB),
    sa.Column("suggested", JSONB, nullable=False),
    sa.Column("invited", JSONB, nullable=False),
    sa.Column("entered_by", sa.Text, nullable=False),
    sa.Column("sealed", sa.Boolean, nullable=False),
    # The papers that co-signers signed.
    sa.Column("signed", JSONB),
    # Where it belongs by the day of its submission; null before. A session has its code.
    sa.Column("submitted_on", sa.Date),
    sa.Column("year", sa.Integer),
    sa.Column("session", sa.Text),
    sa.Column("session_word", sa.Text),
    sa.Column("document_number", sa.Text),
    # The step of the examination that it passed last.
    sa.Column("checked", sa.Text),
    sa.Column("checklist", sa.Text),
    sa.Column("answers", JSONB),
    # Why it was changed, returned, not filed, merged, converted or withdrawn, the last time.
    sa.Column("reason", sa.Text),
    # Until when a supplement is to come, or its signers are to be told.
    sa.Column("due", sa.Date),
    # What was not done by its day: supplement or telling, and until when it was due.
    sa.Column("missed", sa.Text),
    sa.Column("missed_due", sa.Date),
    # The days on which it became what it is; those that are not so are null.
    sa.Column("returned_on", sa.Date),
    sa.Column("filed_on", sa.Date),
    sa.Column("not_filed_on", sa.Date),
    sa.Column("ground", sa.Text),
    sa.Column("ground_word", sa.Text),
    sa.Column("passed_to", JSONB),
    sa.Column("merged_on", sa.Date),
    sa.Column("merged_into", sa.Text, index=True),
    sa.Column("converted_on", sa.Date),
    sa.Column("converted_into", sa.Text),
    # The report that it became, once that came in.
    sa.Column("report", sa.Text),
    sa.Column("withdrawn_on", sa.Date),
    # Those who are still to be told what became of it.
    sa.Column("waiting", JSONB, nullable=False),
    *evidence(),
)

proposal_signers = sa.Table(
    "proposal_signers",
    metadata,
    sa.Column("proposal_id", sa.Text, primary_key=True),
    # A member or a body, and its part: first, co, body, signed-for, main.
    sa.Column("signer", sa.Text, primary_key=True),
    sa.Column("part", sa.Text, primary_key=True),
    *evidence(index=False),
)
sa.Index("proposal_signers_signer", proposal_signers.c.signer)

proposal_told = sa.Table(
    "proposal_told",
    metadata,
    sa.Column("proposal_id", sa.Text, primary_key=True),
    sa.Column("signer", sa.Text, primary_key=True),
    sa.Column("told_on", sa.Date, nullable=False),
    sa.Column("how", sa.Text, nullable=False),
    *evidence(index=False),
)

proposal_grades = sa.Table(
    "proposal_grades",
    metadata,
    sa.Column("proposal_id", sa.Text, primary_key=True),
    sa.Column("grade", sa.Text, primary_key=True),
    sa.Column("grade_word", sa.Text, nullable=False),
    sa.Column("led_by", sa.Text),
    sa.Column("bodies", JSONB, nullable=False),
    sa.Column("graded_on", sa.Date, nullable=False),
    *evidence(index=False),
)


ENDINGS = (
    *("due", "not_filed_on", "ground", "ground_word", "passed_to"),
    *("merged_on", "merged_into", "converted_on", "converted_into"),
)
"""The columns that say how a proposal ended."""


def project(record: Recorded[e.ProposalEvent]) -> list[Change]:
    match record.data:
        case e.ProposalDrafted() as event:
            facts = {**filled(proposals, event), "stage": Stage.DRAFTED, "waiting": ()}
            return [put(proposals, record, **facts), *_signed(record, event.signers)]
        case e.ProposalRevised() as event:
            return [patch(proposals, record, **filled(proposals, event), checked=None)]
        case e.CoSignersEntered(co_signers=members, signed=signed):
            entered = Signers(co_signers=members)
            return [patch(proposals, record, signed=signed), *_signed(record, entered)]
        case e.CoSignerJoined(member=member):
            joined = Signers(co_signers=(member,))
            return [patch(proposals, record), *_signed(record, joined)]
        case e.CoSignerLeft(member=member):
            return [patch(proposals, record), drop(proposal_signers, record, member, "co")]
        case e.ProposalSubmitted() as event:
            return [_moved(record, Stage.SUBMITTED, **filled(proposals, event))]
        case e.ProposalSupplemented():
            back = _moved(record, Stage.SUBMITTED, due=None, checked=None, returned_on=None)
            return [back, met(record, Awaited.SUPPLEMENT)]
        case e.ProposalWithdrawn(reason=reason, supplemented=supplemented):
            on = china_day(record.time)
            gone = _moved(record, Stage.WITHDRAWN, withdrawn_on=on, reason=reason, due=None)
            return [gone] if supplemented else [gone, met(record, Awaited.SUPPLEMENT)]
        case e.ProposalChecked(step=step):
            return [patch(proposals, record, checked=step)]
        case e.ProposalReturned(examined_on=day) as event:
            facts = {**filled(proposals, event), "returned_on": day}
            returned = _moved(record, Stage.RETURNED, **facts)
            return [returned, _due(record, Awaited.SUPPLEMENT, event)]
        case e.ProposalFiled(examined_on=day) as event:
            return [_moved(record, Stage.FILED, filed_on=day, **filled(proposals, event))]
        case e.ProposalNotFiled(examined_on=day) as event:
            return _ended(record, Stage.NOT_FILED, event, not_filed_on=day)
        case e.ProposalMerged(into=into) as event:
            return _ended(record, Stage.MERGED, event, merged_into=into)
        case e.ProposalTookIn():
            return [patch(proposals, record)]
        case e.ProposalConverted(becomes=kind) as event:
            return _ended(record, Stage.CONVERTED, event, converted_into=kind)
        case e.ProposalReported(report=report):
            return [patch(proposals, record, report=report)]
        case e.ProposersTold(told=told, waiting=waiting) as event:
            facts = filled(proposal_told, event)
            return [
                patch(proposals, record, waiting=waiting),
                *(put(proposal_told, record, each, **facts) for each in told),
                met(record, Awaited.TELLING, not waiting),
            ]
        case e.ProposalGraded(grade=grade) as event:
            facts = filled(proposal_grades, event)
            return [patch(proposals, record), put(proposal_grades, record, grade, **facts)]
        case e.GradeTakenBack(grade=grade):
            return [patch(proposals, record), drop(proposal_grades, record, grade)]
        case e.ProposalCorrected(before=before, waiting=waiting) as event:
            return [
                patch(proposals, record, **{**filled(proposals, event), "waiting": waiting or ()}),
                *(drop(proposal_signers, record, *each) for each in parts(before)),
                *_signed(record, event.signers),
                *([] if waiting is None else [met(record, Awaited.TELLING, not waiting)]),
            ]
        case e.ExaminationTakenBack(reason=reason):
            undone = dict.fromkeys(ENDINGS)
            back = _moved(record, Stage.SUBMITTED, **undone, reason=reason, waiting=())
            return [back, met(record, Awaited.TELLING)]
        case e.ProposalLetGo() | e.ProposalCarriedOn():
            return [patch(proposals, record)]
        case e.JoinedCorrected(waiting=waiting):
            if waiting is None:
                return [patch(proposals, record)]
            in_time = met(record, Awaited.TELLING, not waiting)
            return [patch(proposals, record, waiting=waiting), in_time]
        case e.ProposalDeadlineMissed(what=what, due=day):
            return [
                patch(proposals, record, missed=what, missed_due=day),
                missed(record, what, day),
            ]


def parts(signers: Signers) -> Iterator[tuple[str, str]]:
    """Each signer, and their part."""
    named = {
        "first": (signers.first,),
        "co": signers.co_signers,
        "body": (signers.body,),
        "signed-for": (signers.signed_for,),
        "main": signers.main_persons,
    }
    for part, people in named.items():
        yield from ((each, part) for each in people if each)


def _signed(record: Recorded[e.ProposalEvent], signers: Signers) -> Iterator[Change]:
    for signer, part in parts(signers):
        yield put(proposal_signers, record, signer, part)


def _moved(record: Recorded[e.ProposalEvent], stage: Stage, **values: Any) -> Change:
    return patch(proposals, record, stage=stage, **values)


def _due(record: Recorded[e.ProposalEvent], what: Awaited, until: Until) -> Change:
    return expected(record, Deadline(what, until.due, until.due_with_grace))


def _ended(
    record: Recorded[e.ProposalEvent],
    stage: Stage,
    event: e.ProposalNotFiled | e.ProposalMerged | e.ProposalConverted,
    **values: Any,
) -> list[Change]:
    facts = {**filled(proposals, event), **values}
    return [_moved(record, stage, **facts), _due(record, Awaited.TELLING, event)]


READ_MODEL = ReadModel(project, metadata)
