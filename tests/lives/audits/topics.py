"""Topics, calls, plans, proposals and their numbers, reports and bulletins (13.3-2 to 13.3-5)."""

from collections.abc import Sequence
from typing import Any

from contracts.topics import bulletin as b
from contracts.topics import call as c
from contracts.topics import plan as p
from contracts.topics import proposal as f
from contracts.topics import proposal_series as n
from contracts.topics import report as r
from contracts.topics import signature as g
from contracts.topics import topic as t
from tests.lives.audits import begins_with, counted, each_once, ends_with, only

AFTERWARDS = (t.ProposerAnswered, t.TopicCallNamed, t.SupplementMissed, t.TopicSourceCorrected)


def topic(life: Sequence[t.TopicEvent]) -> None:
    begins_with(life, t.TopicProposed, once=False)
    ends_with(life, t.TopicMerged, t.TopicSplit, but=AFTERWARDS)
    ends_with(life, t.TopicRejected, t.TransferAnswered, but=AFTERWARDS)
    each_once(each.merged for each in only(life, t.TopicTookIn))
    admitted: Any = None
    procedure: Any = None
    enters, number, selected, closed, transferred, decided = True, 0, False, False, False, False
    for each in life:
        match each:
            case t.TopicProposed():
                enters, admitted, procedure, number = each.enters, None, None, 0
                selected = decided = False
            case t.TopicAdmitted():
                assert enters, "13.3-2: a claim is transferred"
                assert all(one.met for one in each.answers.values()), "13.3-3"
                assert each.category
                admitted, procedure, number, decided = each, each.procedure, 0, True
            case t.ProcedureFixed():
                procedure, number = each.procedure, 0
            case t.TopicPassedUp():
                procedure, number = None, 0
            case t.StepCompleted() | t.StepWaived():
                step = procedure.steps[each.step_number - 1]
                assert (each.step, each.step_number) == (step.code, number + 1), "13.3-5"
                number += 1
            case t.TopicSelected():
                assert admitted, "13.3-3"
                assert not transferred, "13.3-2"
                assert not selected
                assert each.procedure == procedure, "13.3-4"
                selected = True
            case t.TopicUnplanned():
                number -= len(each.undone)
            case t.ConsultationNoted():
                assert selected or each.begun, "5.5"
                selected = True
            case t.SelectionWithdrawn():
                assert selected
                assert not closed
                selected = False
            case t.TopicClosed():
                assert selected
                assert not closed
                closed = True
            case t.TopicReopened():
                assert closed
                closed = False
            case t.TopicTransferredOut():
                assert not selected
                transferred = decided = True
            case t.TransferReturned():
                assert transferred
            case t.TopicReturned() | t.TopicRejected() | t.TopicConsentRefused():
                decided = True
            case t.TopicMerged() | t.TopicSplit():
                decided = True
            case t.ProposerAnswered():
                assert decided, "told of what was not decided"
    voices(life)


def voices(life: Sequence[Any]) -> None:
    """No person and no list twice (002-11)."""
    there = set[str]()
    for each in life:
        match each:
            case t.SupportRecorded():
                key = each.person or (each.paper.digest if each.paper else "")
                assert (each.person is None) != (each.paper is None)
                assert key not in there
                there.add(key)
            case t.SupportWithdrawn():
                there.discard(each.person or each.digest or "")
    for each in only(life, t.SupportRecorded, t.SupportCorrected, t.SupportWithdrawn):
        assert each.support >= 0


def call(life: Sequence[c.TopicCallEvent]) -> None:
    """000-33: what comes in comes in while it is open, and once."""
    begins_with(life, c.TopicCallOpened)
    ends_with(life, c.TopicCallWithdrawn)
    opened = life[0]
    assert isinstance(opened, c.TopicCallOpened)
    closes, channels, there = opened.closes, opened.channels, set[str]()
    assert opened.opens <= closes
    for each in life:
        match each:
            case c.TopicCallCorrected():
                channels = each.channels
            case c.TopicCallExtended() | c.TopicCallClosed():
                assert each.instead_of == closes
                assert (each.closes > closes) == isinstance(each, c.TopicCallExtended)
                assert each.closes >= opened.opens
                closes = each.closes
            case c.SubmissionReceived():
                assert opened.opens <= each.received_on <= closes
                assert not channels or each.channel in channels
                there.add(each.topic)
            case c.SubmissionTakenBack():
                there.remove(each.topic)
            case c.TopicCallWithdrawn():
                assert not there


def plan(life: Sequence[p.PlanEvent]) -> None:
    """000-32, 5.5: decided once as it was drafted, changed only by amendment."""
    begins_with(life, p.PlanDrafted, once=False)
    assert len(only(life, p.PlanDecided)) <= 1
    rows: dict[str, Any] = {}
    decided, carried, shown = False, set[str](), list[Any]()
    for each in life:
        match each:
            case p.PlanDrafted():
                assert not decided
                each_once(one.topic for one in each.entries)
                rows = {one.topic: one for one in each.entries}
            case p.PlanDecided():
                assert {one.topic: one for one in each.entries} == rows
                decided = True
            case p.PlanConsented() | p.PlanRefused():
                assert not decided
            case p.PlanAmended():
                assert decided
                assert each.added or each.withdrawn, "an amendment of nothing"
                assert set(each.withdrawn) <= set(rows)
                for gone in each.withdrawn:
                    del rows[gone]
                rows |= {one.topic: one for one in each.added}
            case p.PlanPublished():
                assert decided
                shown.append((each.where, each.on))
            case p.PlanCarriedOver():
                assert decided
                assert not (set(each.topics) & carried), "carried over twice"
                carried |= set(each.topics)
    each_once(shown)


ENDS = (f.ProposalNotFiled, f.ProposalMerged, f.ProposalConverted, f.ProposalFiled)


def proposal(life: Sequence[f.ProposalEvent]) -> None:
    """8.1: one fate, unless the examination was taken back; a number once."""
    begins_with(life, f.ProposalDrafted)
    ends_with(life, f.ProposalWithdrawn)
    fates = 0
    submitted = False
    invited_or_signed: list[str] = []
    for each in life:
        match each:
            case f.ProposalSubmitted():
                assert not submitted
                submitted = True
            case f.ExaminationTakenBack():
                fates -= 1
                assert fates == 0
            case f.ProposalChecked() | f.ProposalReturned():
                assert submitted
                assert fates == 0
            case f.CoSignerJoined():
                assert each.member not in invited_or_signed
                invited_or_signed.append(each.member)
            case f.CoSignersEntered():
                each_once(each.co_signers)
                assert not (set(each.co_signers) & set(invited_or_signed))
                invited_or_signed += each.co_signers
            case f.CoSignerLeft():
                if each.member in invited_or_signed:
                    invited_or_signed.remove(each.member)
            case f.ProposalCorrected():
                invited_or_signed = list(each.signers.co_signers)
            case f.ProposersTold():
                assert fates == 1
                assert not (set(each.told) & set(each.waiting))
        if isinstance(each, ENDS):
            assert submitted
            fates += 1
            assert fates == 1, "one fate"
        if isinstance(each, f.ProposalGraded | f.GradeTakenBack):
            assert only(life, f.ProposalFiled)
    assert len(only(life, f.ProposalFiled)) <= 1, "a number is given once"


def series(life: Sequence[n.SeriesEvent]) -> None:
    """Numbers without gaps and without doubles (8.1-4a)."""
    begins_with(life, n.SeriesOpened)
    counted(each.proposal_number for each in only(life, n.ProposalNumbered))
    each_once(each.proposal for each in only(life, n.ProposalNumbered))


def signature(life: Sequence[g.SignatureEvent]) -> None:
    assert len(life) == 1


def report(life: Sequence[r.ReportEvent]) -> None:
    """8.4: edited, checked and signed by several hands, issued as signed, used as sent."""
    begins_with(life, r.ReportSubmitted, once=False)
    hands: list[str] = []
    signed = issued = False
    sent: dict[str, Any] = {}
    used = set[str]()
    for each in life:
        match each:
            case r.ReportEdited():
                assert not issued
                hands, signed = [each.edited_by], False
            case r.ReportChecked(checked_by=who) | r.ReportSigned(signed_by=who):
                assert hands
                assert who not in hands, "another person"
                hands.append(who)
                signed = isinstance(each, r.ReportSigned)
            case r.ReportSentBack():
                assert hands
                hands, signed = [], False
            case r.ReportIssued():
                assert signed
                assert bool(each.before) == issued
                issued = True
            case r.IssueWithdrawn():
                assert issued
                issued = False
            case r.ReportSentUp():
                sent[each.level] = each.sent_on
            case r.SendingUpWithdrawn():
                del sent[each.level]
                assert sent or not used
            case r.ReportUsed():
                assert min(sent.values()) <= each.used_on
                assert bool(each.before) == (each.level in used)
                used.add(each.level)
            case r.UseWithdrawn():
                used.remove(each.level)
    each_once(each.into for each in only(life, r.ReportMerged))


def bulletin(life: Sequence[b.BulletinEvent]) -> None:
    begins_with(life, b.BulletinIssued)
    ends_with(life, b.BulletinWithdrawn, but=(b.SendingWithdrawn, b.BulletinFollowed))
    sent = set[str]()
    for each in life:
        match each:
            case b.BulletinIssued() | b.BulletinCorrected():
                each_once(one.report for one in each.items)
                assert each.items
            case b.BulletinSent():
                assert not (set(each.recipients) & sent)
                sent |= set(each.recipients)
            case b.SendingWithdrawn():
                assert set(each.recipients) <= sent
                sent -= set(each.recipients)
