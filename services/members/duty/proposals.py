"""Proposals enter the duty files of those whose they are, when they are submitted, filed and
graded, as the rules on them say (003-08, domain 7.2)."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from contracts.event import Recorded
from contracts.topics import proposal as e
from contracts.topics.proposal_parts import Signers
from contracts.topics.proposal_rules import Credits
from runtime.policy import Wanted
from services.members.duty.policies import credit, withdraw

_SUBMITTED, _FILED = "submitted", "filed"
_LEFT, _AGAIN = "已退出联名", "提案的等次更正后重新计入"


def when_proposal_submitted_credit_its_signers(
    record: Recorded[e.ProposalSubmitted],
) -> list[Wanted]:
    event = record.data
    return _credited(record, event.signers, event.credited_as, event.submitted_on, _SUBMITTED)


def when_co_signers_entered_credit_them(record: Recorded[e.CoSignersEntered]) -> list[Wanted]:
    """Who joins before the proposal is submitted is credited with the others then."""
    return _joined(record, record.data.co_signers)


def when_co_signer_joined_credit_them(record: Recorded[e.CoSignerJoined]) -> list[Wanted]:
    return _joined(record, (record.data.member,))


def when_co_signer_left_take_it_back(record: Recorded[e.CoSignerLeft]) -> list[Wanted]:
    event = record.data
    if event.submitted_on is None:
        return []
    occasion = f"{record.subject}/{_SUBMITTED}"
    return withdraw(record, (event.member,), event.submitted_on, occasion, _LEFT)


def when_proposal_withdrawn_take_it_back(record: Recorded[e.ProposalWithdrawn]) -> list[Wanted]:
    event = record.data
    if event.submitted_on is None:
        return []
    return _taken_back(record, event.signers, event.submitted_on, _SUBMITTED, event.reason)


def when_proposal_filed_credit_its_signers(record: Recorded[e.ProposalFiled]) -> list[Wanted]:
    event = record.data
    return _credited(record, event.signers, event.credited_as, event.examined_on, _FILED)


def when_proposal_graded_credit_its_signers(record: Recorded[e.ProposalGraded]) -> list[Wanted]:
    """A grade that is told again takes the place of the one before."""
    event = record.data
    occasion = f"graded-{event.grade}"
    before = (
        _taken_back(record, event.signers, event.before_on, occasion, _AGAIN)
        if event.before_on
        else []
    )
    graded = _credited(record, event.signers, event.credited_as, event.graded_on, occasion)
    return [*before, *graded]


def when_grade_taken_back_take_it_back(record: Recorded[e.GradeTakenBack]) -> list[Wanted]:
    event = record.data
    occasion = f"graded-{event.grade}"
    return _taken_back(record, event.signers, event.graded_on, occasion, event.reason)


def when_proposal_corrected_credit_again(record: Recorded[e.ProposalCorrected]) -> list[Wanted]:
    """Of its submission, and of its filing where it is filed. A grade stays with those whose the
    proposal was when it was given."""
    event = record.data
    wanted = _taken_back(record, event.before, event.before_on, _SUBMITTED, event.reason)
    wanted += _credited(record, event.signers, event.credited_as, event.submitted_on, _SUBMITTED)
    if event.filed_as is not None and event.filed_on is not None:
        wanted += _taken_back(record, event.before, event.filed_on, _FILED, event.reason)
        wanted += _credited(record, event.signers, event.filed_as, event.filed_on, _FILED)
    return wanted


def _joined(
    record: Recorded[e.CoSignersEntered] | Recorded[e.CoSignerJoined], members: tuple[str, ...]
) -> list[Wanted]:
    event = record.data
    if event.submitted_on is None or event.credited_as is None:
        return []
    return credit(record, members, event.credited_as, event.submitted_on, event.title, _SUBMITTED)


def _each(signers: Signers, credits: Credits) -> Iterator[tuple[str, str]]:
    """Whoever is credited, each once, and with what."""
    first = (signers.first,) if signers.first else ()
    seen = set[str]()
    for members, kind in (
        (first, credits.first),
        (signers.co_signers, credits.co),
        (signers.main_persons, credits.main),
    ):
        for member in members:
            if kind is not None and member not in seen:
                seen.add(member)
                yield member, kind


def _credited(
    record: Recorded[Any], signers: Signers, credits: Credits, on: date, occasion: str
) -> list[Wanted]:
    title = record.data.title
    return [
        one
        for member, kind in _each(signers, credits)
        for one in credit(record, (member,), kind, on, title, occasion)
    ]


def _taken_back(
    record: Recorded[Any], signers: Signers, on: date, occasion: str, why: str
) -> list[Wanted]:
    """From all whose it was. Whoever was credited with nothing loses nothing."""
    members = (*filter(None, (signers.first,)), *signers.co_signers, *signers.main_persons)
    return withdraw(record, dict.fromkeys(members), on, f"{record.subject}/{occasion}", why)
