"""What comes before a session: participants, notices, views, the plan of the session."""

from typing import Any

from common.checks import listed_once
from common.vocabulary import chosen
from contracts.meetings import consultation as e
from runtime.decider import Circumstances, Rejected
from services.meetings.consultation import commands as c
from services.meetings.consultation.decider import kept
from services.meetings.consultation.decider.checks import in_turn
from services.meetings.consultation.decider.state import Consultation, taken_back
from services.meetings.consultation.decider.talents import with_talents
from services.meetings.participants import numbered
from services.meetings.words import FORM, KIND, NOTICE, Book


def fix_participants(
    case: Consultation, command: c.FixParticipants, given: Circumstances[Book]
) -> list[e.ConsultationEvent]:
    kinds = kept.kinds(given.rules, [case])
    settled = numbered(command.participants, kinds, given)
    fixed = e.ParticipantsFixed(
        participants=with_talents(settled, case.talents, given),
        not_concerned=command.not_concerned,
    )
    if fixed == case.fixed:
        return []
    for kind in command.not_concerned:
        chosen(kinds, kind, KIND)
    in_turn(case, command, given)
    listed_once(command.not_concerned)
    return [fixed]


def post_notice(
    case: Consultation, command: c.PostNotice, given: Circumstances[Book]
) -> list[e.ConsultationEvent]:
    notice = e.NoticePosted(**dict(command))
    if notice in case.notices:
        return []
    chosen(kept.notices(given.rules, case), command.what, NOTICE)
    in_turn(case, command, given)
    given.has_come(command.on)
    return [notice]


def seek_views(
    case: Consultation, command: c.SeekViews, given: Circumstances[Any]
) -> list[e.ConsultationEvent]:
    views = e.ViewsSought(**dict(command))
    if views in case.views:
        return []
    in_turn(case, command, given)
    given.has_come(command.until)
    if command.until < command.since:
        raise Rejected(
            "views-backwards",
            f"征求意见的截止日期 {command.until} 早于开始日期 {command.since}。请核对日期。",
            f"Views were sought until {command.until}, before they began on {command.since}. "
            "Check the days.",
        )
    return [views]


def take_back_notice(case: Consultation, command: c.TakeBackNotice) -> list[e.ConsultationEvent]:
    taken = e.NoticeTakenBack(**dict(command))
    if not any(taken_back(each, taken) for each in case.notices):
        raise Rejected(
            "no-such-notice",
            f"没有登记过 {command.on} 在“{command.place}”的这项公示。"
            "请查看已登记的公示（…/notices）后改正。",
            f"No such notice of {command.on} at {command.place} is on record. See what is"
            " (…/notices) and correct it.",
        )
    return [taken]


def take_back_views(case: Consultation, command: c.TakeBackViews) -> list[e.ConsultationEvent]:
    taken = e.ViewsTakenBack(**dict(command))
    if not any(taken_back(each, taken) for each in case.views):
        raise Rejected(
            "no-such-views",
            f"没有登记过 {command.since} 至 {command.until} 的这次征求意见。"
            "请查看已登记的内容（…/notices）后改正。",
            f"No such views of {command.since} to {command.until} are on record. See what is"
            " (…/notices) and correct it.",
        )
    return [taken]


def plan_session(
    case: Consultation, command: c.PlanSession, given: Circumstances[Book]
) -> list[e.ConsultationEvent]:
    chosen(kept.forms(given.rules, case), command.form, FORM)
    planned = e.SessionPlanned(**command.model_dump())
    if planned == case.session_plan:
        return []
    in_turn(case, command, given)
    return [planned]
