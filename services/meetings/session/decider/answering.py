"""What those who were invited say by themselves, or through the office that writes it down."""

from typing import Any

from contracts.meetings import session as e
from contracts.meetings.participant import Participant
from contracts.roles import Role
from runtime.decider import Circumstances, Rejected
from runtime.refusals import Misfit
from services.meetings.session import commands as c
from services.meetings.session.decider.state import Session

OFFICES = (Role.CLERK, Role.CONVENOR, Role.CPPCC_OFFICE)
"""They write down what others say to them; whoever else asks speaks for themselves alone."""


Named = c.AnswerInvitation | c.CommentOnMinutes | c.CheckIn | c.RecordSpeech | c.CorrectSpeech
"""Commands that name a participant by their number."""


def named(session: Session, command: Named) -> Participant:
    if not session.participants:
        raise Rejected(
            "unknown-participant",
            "尚未邀请任何参加者。请先邀请，再登记。",
            "Nobody is invited to this session. Invite them first.",
        )
    if (number := command.participant) > len(session.participants):
        raise Rejected(
            "unknown-participant",
            f"没有邀请过第 {number} 位参加者（共 {len(session.participants)} 位）。"
            "请核对序号，或先邀请。",
            f"There is no participant {number} (invited are {len(session.participants)}). "
            "Check the number, or invite them first.",
        )
    return session.participants[number - 1]


def seat(
    session: Session,
    command: c.AnswerInvitation | c.CommentOnMinutes | c.CheckIn,
    given: Circumstances[Any],
) -> Participant:
    """The participant that is meant. Refuses whoever is somebody else."""
    who, number = named(session, command), command.participant
    own = who.member in given.known_as if who.member else who.body and who.body == given.body
    if given.role not in OFFICES and not own:
        raise Rejected(
            "other-seat",
            f"第 {number} 位参加者是{who.title}，只能由其本人、本机构或会议承办人员登记。"
            "请填写自己的序号。",
            f"Participant {number} is {who.title}: only they, or the office that runs the session, "
            "speak for them. Give your own number.",
        )
    return who


def answer(
    session: Session, command: c.AnswerInvitation, given: Circumstances[Any]
) -> list[e.SessionEvent]:
    """An answer may change; the last one holds."""
    who = seat(session, command, given)
    sends = command.answer is e.Answer.SENDS
    if sends != (command.stand_in is not None):
        raise Misfit(
            "stand-in-or-not",
            "派人参加的，请写明由哪个职务或机构的人代为参加（stand_in）；其他答复不填。",
            "Whoever sends somebody says in which office that is (`stand_in`); other answers leave "
            "it out.",
        )
    if sends and who.member is not None:
        raise Rejected(
            "in-person",
            f"{who.title}须本人参加，不能派人代替。不能参加的，请答复不参加（declines）。",
            f"{who.title} takes part in person and sends nobody. Answer `declines` if they cannot "
            "come.",
        )
    answered = e.InvitationAnswered(**command.model_dump(), body=who.body, member=who.member)
    return [] if session.answers.get(command.participant) == answered else [answered]
