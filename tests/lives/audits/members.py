"""Units, bodies, rooms, members, their duty and leave; talents and draws (domain 13.3-7 to -10)."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from contracts.members import absence as n
from contracts.members import body as b
from contracts.members import draw as d
from contracts.members import duty as f
from contracts.members import leave as a
from contracts.members import member as m
from contracts.members import programme as p
from contracts.members import room as r
from contracts.members import talent as t
from contracts.members import unit as u
from tests.lives.audits import begins_with, counted, each_once, ends_with, only


def unit(life: Sequence[u.UnitEvent]) -> None:
    begins_with(life, u.UnitRegistered)
    ends_with(life, u.UnitClosed, but=(u.MatterDealtOut,))
    name, since, heirs = "", date.min, tuple[str, ...]()
    dealt: dict[str, str] = {}
    for each in life:
        match each:
            case u.UnitRegistered():
                name, since = each.name, each.valid_from
            case u.UnitRenamed():
                assert each.name != name
                name = each.name
            case u.UnitPlacedUnder():
                assert each.since > since
                since = each.since
            case u.UnitClosed():
                heirs = each.successors
            case u.MatterDealtOut():
                assert len(heirs) > 1
                assert each.successor in heirs
                assert dealt.get(each.matter) != each.successor
                dealt[each.matter] = each.successor


def body(life: Sequence[b.BodyEvent]) -> None:
    begins_with(life, b.BodyRegistered)
    ends_with(life, b.BodyEnded)
    counted(each.held for each in only(life, b.PostTaken))
    each_once(each.held for each in only(life, b.PostLeft))
    holding: dict[int, b.PostTaken] = {}
    allotted: set[tuple[str | None, date]] = set()
    for each in life:
        match each:
            case b.EstablishmentSet():
                assert (each.post, each.since) not in allotted
                allotted.add((each.post, each.since))
            case b.EstablishmentWithdrawn():
                allotted.remove((each.post, each.since))
            case b.PostTaken():
                same = [(one.post, one.member, one.person) for one in holding.values()]
                assert (each.post, each.member, each.person) not in same
                assert (each.member is None) != (each.person is None)
                holding[each.held] = each
            case b.PostLeft():
                assert each.until >= holding.pop(each.held).since


def room(life: Sequence[r.RoomEvent]) -> None:
    begins_with(life, r.RoomOpened)
    ends_with(life, r.RoomClosed)
    said = None
    for each in life:
        if isinstance(each, r.RoomOpened | r.RoomChanged):
            now = {name: getattr(each, name) for name in r.Furnished.model_fields}
            assert now != said, "changed into what it was"
            said = now
    for each in only(life, r.RoomClosed):
        assert said
        assert each.until >= said["since"]


def programme(life: Sequence[p.ProgrammeEvent]) -> None:
    """000-07, 000-18: nobody has a role twice, and what was taken back or ended was there."""
    ends = (p.RoleEnded, p.EntryWithdrawn)
    counted(each.entry for each in life if not isinstance(each, ends))
    each_once(each.entry for each in only(life, p.RoleEnded))
    each_once(each.entry for each in only(life, p.EntryWithdrawn))
    standing: dict[int, Any] = {}
    for each in life:
        match each:
            case p.RoleEnded():
                assert each.until >= standing.pop(each.entry).since
            case p.EntryWithdrawn():
                standing.pop(each.entry, None)
            case p.PhaseEntered():
                phases = [one for one in standing.values() if isinstance(one, p.PhaseEntered)]
                assert not phases or each.phase != phases[-1].phase
                assert not phases or each.since >= phases[-1].since
                standing[each.entry] = each
            case p.RoleAssigned():
                assert (each.member is None) != (each.body is None)
                named = [
                    (one.role, one.member, one.body)
                    for one in standing.values()
                    if isinstance(one, p.RoleAssigned)
                ]
                assert (each.role, each.member, each.body) not in named
                standing[each.entry] = each
            case _:
                standing[each.entry] = each


def member(life: Sequence[m.MemberEvent]) -> None:
    begins_with(life, m.MemberAdmitted)
    ends_with(life, m.MemberLeft)
    counted(each.posting for each in only(life, m.MemberPosted))
    each_once(each.with_member for each in only(life, m.MembershipLinked))
    held: dict[int, m.MemberPosted] = {}
    of_party: set[date] = set()
    assigned: list[date] = []
    for each in life:
        match each:
            case m.MemberAdmitted():
                assigned = [each.admitted_on]
            case m.MemberCorrected():
                assert 1 <= each.assignment <= len(assigned) + 1
                assert each.committee_since
                assigned = [*assigned[: each.assignment - 1], each.committee_since]
                assert assigned == sorted(set(assigned))
            case m.AffiliationStated():
                assert each.since not in of_party
                of_party.add(each.since)
            case m.AffiliationWithdrawn():
                of_party.remove(each.since)
            case m.MemberPosted():
                assert each.to_unit not in {one.to_unit for one in held.values()}
                held[each.posting] = each
            case m.PostingEnded():
                assert each.until >= held.pop(each.posting).since
            case m.MemberLeft():
                assert set(each.postings) == set(held)


def duty(life: Sequence[f.DutyEvent]) -> None:
    """13.3-8, 13.3-9: a fact counts once, and only while something shows it."""
    counted(each.objection for each in only(life, f.ObjectionRaised))
    each_once(each.objection for each in only(life, f.ObjectionAnswered))
    counting: dict[tuple[str, str], str] = {}
    raised = 0
    for each in life:
        match each:
            case f.DutyFactCredited():
                assert (each.kind, each.occasion) not in counting
                assert each.on.year == each.year
                counting[each.kind, each.occasion] = each.source_event
            case f.DutyFactWithdrawn():
                assert counting.pop((each.kind, each.occasion)) == each.source_event
            case f.ObjectionRaised():
                raised += 1
            case f.ObjectionAnswered():
                assert each.objection <= raised


def leave(life: Sequence[a.LeaveEvent]) -> None:
    """13.3-10: decided once, after it was asked for."""
    begins_with(life, a.LeaveAsked)
    ends_with(life, a.LeaveTakenBack)
    asked = only(life, a.LeaveAsked)[0]
    decided = only(life, a.LeaveGranted, a.LeaveRefused)
    assert len(decided) <= 1
    assert all(each.decided_on >= asked.asked_on for each in decided)
    assert asked.late == (asked.asked_on > asked.on)
    for each in only(life, a.LeaveTakenBack):
        assert not only(life, a.LeaveRefused)
        assert each.granted == bool(decided)


def absences(life: Sequence[n.AbsenceEvent]) -> None:
    """004-24: a case rests on absences without leave that stand, and runs to one end."""
    counted(each.case for each in only(life, n.AbsenceCaseOpened))
    standing: dict[str, n.AbsenceEntered] = {}
    running: dict[int, list[Any]] = {}
    for each in life:
        match each:
            case n.AbsenceEntered():
                assert standing.get(each.session) != each
                standing[each.session] = each
            case n.AbsenceCleared():
                del standing[each.session]
            case n.AbsenceCaseOpened():
                assert all(not standing[session].on_leave for session in each.sessions)
                running[each.case] = []
            case n.AbsenceCaseDropped():
                running.pop(each.case, None)
            case n.CaseStepTaken():
                assert each.step not in {one.step for one in running[each.case]}
                running[each.case].append(each)
            case n.InquiryAnswered():
                asked = {one.step: one for one in running[each.case]}
                assert asked[each.step].on <= each.on
            case n.AbsenceCaseClosed():
                assert running.pop(each.case)


def talent(life: Sequence[t.TalentEvent]) -> None:
    """000-30, 001-31: checked by another, approved step by step, appointed for a term."""
    begins_with(life, t.TalentNominated, once=False)
    ends_with(life, t.TalentExited, but=(t.DrawNoted,))
    counted(each.interest for each in only(life, t.InterestRecorded))
    checked = approved = serving = suspended = False
    last = date.min
    interests, ended = set[int](), set[int]()
    for each in life:
        match each:
            case t.TalentNominated() | t.ApprovalRefused():
                checked = approved = False
            case t.TalentChecked():
                checked = True
            case t.TalentApproved():
                assert checked
                assert not approved
                approved = each.last
            case t.TalentAppointed():
                assert approved
                assert not serving
                serving, last = True, each.until
                assert each.since <= each.until
            case t.TermRenewed():
                assert serving
                assert last < each.since <= each.until
                last = each.until
            case t.TalentSuspended():
                assert serving
                suspended = True
            case t.TalentResumed():
                assert suspended
                suspended = False
            case t.InterestRecorded():
                interests.add(each.interest)
            case t.InterestEnded():
                assert each.interest in interests - ended
                ended.add(each.interest)
            case t.TalentExited():
                assert serving


def draw(life: Sequence[d.DrawEvent]) -> None:
    """13.3-7: interests go before, the order is that of the seed, and replacements follow it."""
    counted(each.round for each in only(life, d.PoolPublished))
    rounds: list[list[Any]] = []
    for each in life:
        if isinstance(each, d.PoolPublished):
            assert not (set(each.candidates) & {one.talent for one in each.excluded})
            rounds.append([])
        elif rounds:
            assert getattr(each, "round", len(rounds)) == len(rounds)
            rounds[-1].append(each)
    for pool, of_it in zip(only(life, d.PoolPublished), rounds, strict=True):
        one_round(pool, of_it)


def one_round(pool: d.PoolPublished, life: Sequence[Any]) -> None:
    ends_with(life, d.DrawVoided, d.PoolWithdrawn)
    kinds = [type(each) for each in life]
    for once in (d.DrawCalled, d.CallSealed, d.DrawPerformed, d.DrawClosed):
        assert kinds.count(once) <= 1
    committed = [each.body for each in only(life, d.NumberCommitted)]
    revealed = [each.body for each in only(life, d.NumberRevealed)]
    each_once(committed)
    each_once(revealed)
    assert not (set(committed) & set(pool.barred))
    assert set(revealed) <= set(committed)
    free = [each for each in pool.candidates]
    called = drawn = False
    asked: list[str] = []
    accepted: list[str] = []
    order: tuple[str, ...] = ()
    for each in life:
        match each:
            case d.InterestDeclared():
                assert not called
                assert each.talent in pool.candidates
                if each.talent in free:
                    free.remove(each.talent)
            case d.NumberCommitted():
                assert not called
            case d.DrawCalled():
                called = True
                assert len(committed) >= pool.committers
                assert each.size == len(free)
                assert each.on >= pool.callable_from
            case d.NumberRevealed():
                assert called
                assert not drawn
            case d.DrawPerformed():
                drawn = True
                assert set(revealed) == set(committed)
                order = each.order
                assert sorted(order) == sorted(free), "whoever has an interest is not drawn"
                assert each.chosen <= pool.choose
                asked = list(order[: each.chosen])
            case d.DrawAccepted():
                assert each.talent in asked
                assert each.talent not in accepted
                accepted.append(each.talent)
            case d.DrawDeclined():
                assert each.talent in asked
                assert each.accepted_before == (each.talent in accepted)
                accepted = [one for one in accepted if one != each.talent]
            case d.AnswerLapsed():
                assert each.talent in asked
                assert each.talent not in accepted
            case d.TalentReplaced():
                assert each.by == order[len(asked)], "in the drawn order"
                asked.append(each.by)
            case d.DrawClosed():
                assert set(each.accepted) == set(accepted)
                assert each.short == (len(accepted) < pool.choose)
            case d.TurnoutRecorded():
                assert not (set(each.attended) & set(each.absent))
                assert {*each.attended, *each.absent} == set(accepted)
