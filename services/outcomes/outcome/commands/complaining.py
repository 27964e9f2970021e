"""What may be asked about complaints and referrals (001-37)."""

from typing import Annotated

from pydantic import Field

from common import consents
from contracts.ids import MemberId
from contracts.text import Count, Day, DocumentNumber, Sentence, Title
from contracts.vocabulary import Code
from runtime.decider import Command
from services.outcomes.outcome.commands.tasks import TaskNumber
from services.outcomes.outcome.commands.using import Ordinal


class RecordComplaint(Command):
    """Record that residents or members complained about a task that is not done: how many, how
    strongly (a kind of the county's list), and what they say, without names."""

    called = ("登记群众反映", "Record a complaint")

    task: TaskNumber
    kind: Code
    on: Day
    residents: Count = 0
    members: Annotated[tuple[MemberId, ...], Field(max_length=100)] = ()
    gist: Sentence


class TakeBackComplaint(Command):
    """Take a complaint back: it was entered by mistake, or withdrawn."""

    called = ("撤销群众反映", "Take back a complaint")

    complaint: Ordinal
    reason: Sentence


class ReferTask(consents.Consenting):
    """Pass a promise that was made in session and not kept to discipline inspection, with the
    consent that the rules ask for. Before that its day was over, the day to which it was urged as
    well, and there was a strong complaint (13.3-14)."""

    called = ("移送纪检监察", "Refer to discipline inspection")

    task: TaskNumber
    referred_to: Title
    letter: DocumentNumber
    on: Day


class RecordReferralAnswer(Command):
    """Record what discipline inspection said came of a referral. Name no person."""

    called = ("登记移送结果", "Record the answer to a referral")

    referral: Ordinal
    on: Day
    result: Sentence
