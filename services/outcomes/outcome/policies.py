"""When something happens, what we ask of an outcome."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from contracts.event import Event, Recorded
from contracts.ids import ConsultationId, ProposalId, begun_by, handled_as
from contracts.meetings.activity import ActivityCorrected, ActivityRecorded
from contracts.meetings.consultation import ConsultationConcluded
from contracts.meetings.session import MinutesConfirmed
from contracts.outcomes.outcome import Proposers, RestsOn, TaskDraft
from contracts.outcomes.rules import Basis
from contracts.topics.proposal import (
    JoinedCorrected,
    ProposalCorrected,
    ProposalFiled,
    ProposalLetGo,
    ProposalTookIn,
)
from contracts.topics.proposal_parts import Signers
from contracts.topics.report import ReportIssued, ReportUsed
from runtime.policy import Policy, Wanted
from services.outcomes.outcome.commands import DraftOutcome, NoteProposers


def when_consultation_concluded_draft_the_outcome(
    record: Recorded[ConsultationConcluded],
) -> list[Wanted]:
    ended = record.data
    tasks = tuple(
        TaskDraft(
            task=number,
            lead=agreed.lead,
            co=agreed.co,
            what=agreed.what,
            due=agreed.due,
            session=agreed.session,
            promise=agreed.promise,
        )
        for number, agreed in enumerate(ended.tasks, start=1)
    )
    command = DraftOutcome(
        unit=record.unit,
        topics=ended.topics,
        consultation=ConsultationId(record.key),
        title=ended.title,
        summary=ended.summary,
        consensus=ended.consensus,
        dissent=ended.dissent,
        tasks=tasks,
        raised_by=ended.raised_by,
        raised_in=ended.raised_in,
        places=ended.places,
        concluded_on=ended.last_on,
        procedure=ended.procedure,
        rests_on=tuple(RestsOn(thing=Basis.SESSION, id=each) for each in ended.sessions),
    )
    return [Wanted(begun_by(record.id, "outcome"), command)]


def when_proposal_filed_draft_its_outcome(record: Recorded[ProposalFiled]) -> list[Wanted]:
    """From filing on a proposal is handled like any outcome (004-13). Each of its signers is
    answered, and those of what became part of it."""
    filed, number = record.data, record.data.document_number
    said = [each for each in (filed.facts, filed.analysis, filed.advice) if each]
    own = Proposers(proposal=ProposalId(record.key), proposers=filed.signers.proposers)
    joined = (
        Proposers(proposal=each.proposal, proposers=each.signers.proposers) for each in filed.joined
    )
    command = DraftOutcome(
        unit=record.unit,
        topics=(),
        consultation=None,
        title=filed.title,
        summary=filed.advice or (said[0] if said else f"内容见提案{number}原文。"),
        consensus=(),
        dissent=(),
        tasks=(),
        raised_by=own.proposers[0] if own.proposers else record.key,
        raised_in=record.unit,
        concluded_on=filed.examined_on,
        basis=Basis.PROPOSAL,
        procedure=None,
        rests_on=(RestsOn(thing=Basis.PROPOSAL, id=record.key, number=number),),
        proposers=(own, *joined),
    )
    return [Wanted(handled_as(record.subject), command)]


def when_proposal_took_in_note_proposers(record: Recorded[ProposalTookIn]) -> list[Wanted]:
    if record.data.document_number is None:  # not filed yet: its filing tells of all of them
        return []
    return _noted(record, *((each.proposal, each.signers) for each in record.data.joined))


def when_joined_corrected_note_proposers(record: Recorded[JoinedCorrected]) -> list[Wanted]:
    return _noted(record, (record.data.joined.proposal, record.data.joined.signers))


def when_proposal_corrected_note_proposers(record: Recorded[ProposalCorrected]) -> list[Wanted]:
    return _noted(record, (ProposalId(record.key), record.data.signers))


def when_proposal_let_go_note_proposers(record: Recorded[ProposalLetGo]) -> list[Wanted]:
    return _noted(record, *((each, Signers()) for each in record.data.let_go))


def _noted(record: Recorded[Event], *found: tuple[ProposalId, Signers]) -> list[Wanted]:
    return [
        Wanted(
            handled_as(record.subject),
            NoteProposers(unit=record.unit, proposal=proposal, proposers=signers.proposers),
        )
        for proposal, signers in found
    ]


def when_report_issued_draft_its_outcome(record: Recorded[ReportIssued]) -> list[Wanted]:
    """What a report says is read where it is kept: nothing of it is repeated (matrix 9.2)."""
    issued = record.data
    title = f"{issued.bulletin_number}所载社情民意信息"
    return _of_report(record, title, issued.issued_on, issued.bulletin_number)


def when_report_used_draft_its_outcome(record: Recorded[ReportUsed]) -> list[Wanted]:
    """Where it was used above without having been issued here."""
    return _of_report(record, "上级采用的社情民意信息", record.data.used_on, None)


def _of_report(
    record: Recorded[ReportIssued] | Recorded[ReportUsed], title: str, on: date, number: str | None
) -> list[Wanted]:
    command = DraftOutcome(
        unit=record.unit,
        topics=(),
        consultation=None,
        title=title,
        summary="内容见社情民意信息原文，由有权查阅者在信息处查阅。",
        consensus=(),
        dissent=(),
        tasks=(),
        raised_by=record.key,
        raised_in=record.unit,
        concluded_on=on,
        basis=Basis.REPORT,
        procedure=None,
        rests_on=(RestsOn(thing=Basis.REPORT, id=record.key, number=number),),
        confidential=True,
    )
    return [Wanted(handled_as(record.subject), command)]


def when_research_recorded_draft_its_outcome(record: Recorded[ActivityRecorded]) -> list[Wanted]:
    """Research with findings that serves no consultation is handled by itself (004-13)."""
    return _of_research(record)


def when_research_corrected_draft_its_outcome(
    record: Recorded[ActivityCorrected],
) -> list[Wanted]:
    """Where its findings were told later."""
    return _of_research(record)


def _of_research(record: Recorded[ActivityRecorded] | Recorded[ActivityCorrected]) -> list[Wanted]:
    done = record.data
    if done.findings is None or done.consultations:
        return []
    found = done.findings
    summary = f"关键问题：{found.key_problem}\n建议：{found.proposal}"
    rests_on = (RestsOn(thing=Basis.RESEARCH, id=record.key),)
    facts = {"title": done.title, "summary": summary, "concluded_on": done.last_on}
    return _by_itself(record, Basis.RESEARCH, done.kind, rests_on=rests_on, **facts)


def when_minutes_confirmed_draft_its_outcome(record: Recorded[MinutesConfirmed]) -> list[Wanted]:
    """A session that serves no consultation is handled by itself (004-13)."""
    minutes = record.data
    if minutes.consultations or minutes.form is None:
        return []
    return _by_itself(
        record,
        Basis.SESSION,
        minutes.form,
        title=minutes.title,
        summary=minutes.summary,
        consensus=minutes.consensus,
        dissent=minutes.dissent,
        concluded_on=minutes.on,
        rests_on=(RestsOn(thing=Basis.SESSION, id=record.key),),
    )


def _by_itself(record: Recorded[Event], basis: Basis, of_kind: str, **facts: Any) -> list[Wanted]:
    said = {
        "topics": (),
        "consultation": None,
        "consensus": (),
        "dissent": (),
        "tasks": (),
        "raised_by": record.key,
        "raised_in": record.unit,
        "procedure": None,
        **facts,
    }
    command = DraftOutcome(unit=record.unit, basis=basis, of_kind=of_kind, **said)
    return [Wanted(handled_as(record.subject), command)]


POLICIES: Mapping[type[Event], Sequence[Policy]] = {
    ConsultationConcluded: (when_consultation_concluded_draft_the_outcome,),
    ProposalFiled: (when_proposal_filed_draft_its_outcome,),
    ProposalTookIn: (when_proposal_took_in_note_proposers,),
    JoinedCorrected: (when_joined_corrected_note_proposers,),
    ProposalCorrected: (when_proposal_corrected_note_proposers,),
    ProposalLetGo: (when_proposal_let_go_note_proposers,),
    ReportIssued: (when_report_issued_draft_its_outcome,),
    ReportUsed: (when_report_used_draft_its_outcome,),
    ActivityRecorded: (when_research_recorded_draft_its_outcome,),
    ActivityCorrected: (when_research_corrected_draft_its_outcome,),
    MinutesConfirmed: (when_minutes_confirmed_draft_its_outcome,),
}
