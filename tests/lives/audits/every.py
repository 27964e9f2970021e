"""The audit of each aggregate. Whoever adds an aggregate adds what must be true of it."""

from tests.lives.audits import Audit, documents, meetings, members, outcomes, rules, topics

AUDITS: dict[tuple[str, str], Audit] = {
    ("topics", "rules"): rules,
    ("topics", "topic"): topics.topic,
    ("topics", "call"): topics.call,
    ("topics", "plan"): topics.plan,
    ("topics", "proposal"): topics.proposal,
    ("topics", "series"): topics.series,
    ("topics", "signature"): topics.signature,
    ("topics", "report"): topics.report,
    ("topics", "bulletin"): topics.bulletin,
    ("meetings", "consultation"): meetings.consultation,
    ("meetings", "session"): meetings.session,
    ("meetings", "activity"): meetings.activity,
    ("meetings", "document"): documents,
    ("meetings", "quota"): meetings.quota,
    ("meetings", "rules"): rules,
    ("members", "unit"): members.unit,
    ("members", "body"): members.body,
    ("members", "room"): members.room,
    ("members", "programme"): members.programme,
    ("members", "member"): members.member,
    ("members", "duty"): members.duty,
    ("members", "talent"): members.talent,
    ("members", "draw"): members.draw,
    ("members", "leave"): members.leave,
    ("members", "rules"): rules,
    ("outcomes", "outcome"): outcomes.outcome,
    ("outcomes", "document"): documents,
    ("outcomes", "rules"): rules,
}
