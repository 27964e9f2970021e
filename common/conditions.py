"""The kinds of conditions that a step of a procedure may have: who tests each, and what it says."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from contracts import procedure as p
from contracts.calendar import Measure
from runtime.decider import Rejected


class Run(StrEnum):
    """The three parts of a procedure, each named after the service that walks it, in order."""

    TOPICS = "topics"
    MEETINGS = "meetings"
    OUTCOMES = "outcomes"


Holds = Callable[[p.Condition], bool]
"""Whether a condition holds on the facts that a service has recorded."""


@dataclass(frozen=True)
class Kind:
    """What the product knows of one kind of condition, besides its test.

    `asks` says in Chinese what the condition asks; `waits` says in both languages what to do where
    it does not hold, and `rule` is the code of that refusal.
    """

    run: Run
    rule: str
    asks: Callable[[Any], str]
    waits: Callable[[Any], tuple[str, str]]


def _listed(words: Sequence[str], before: str = "", after: str = "") -> str:
    return f"{before}{'、'.join(words)}{after}" if words else ""


def _among(words: Sequence[str], before: str = "") -> str:
    return f"{before}{', '.join(words)}" if words else ""


def _days(it: p.Posted | p.ViewsSought) -> str:
    return f"{it.days}{'个工作日' if it.measure is Measure.WORKING_DAYS else '天'}"


def _days_in_english(it: p.Posted | p.ViewsSought) -> str:
    return f"{it.days} {'working ' if it.measure is Measure.WORKING_DAYS else ''}day(s)"


KINDS: Mapping[type[p.Plain], Kind] = {
    p.CalledFor: Kind(
        Run.TOPICS,
        "not-called-for",
        lambda it: "议题由公开征集而来",
        lambda it: (
            "议题没有归入任何一次征集。请先登记它是哪一次征集收到的；不是征集所得的，请按规则免去此步。",
            "The topic came in under no call. Record under which one it was received; if it was not"
            " called for, have the step waived as the rules say.",
        ),
    ),
    p.Raised: Kind(
        Run.TOPICS,
        "not-raised",
        lambda it: "议题已提出并写明来源",
        lambda it: (
            "议题尚未提出。请先登记议题及其来源。",
            "The topic is not raised. Raise it, with its origin, first.",
        ),
    ),
    p.Screened: Kind(
        Run.TOPICS,
        "not-screened",
        lambda it: "议题通过审核",
        lambda it: (
            "议题尚未通过审核。请先逐项作答并审核。",
            "The topic is not screened. Answer its checklist and admit it first.",
        ),
    ),
    p.ConsentGiven: Kind(
        Run.TOPICS,
        "no-topic-consent",
        lambda it: "议题已获同意",
        lambda it: (
            "议题尚未获得同意。请按规则先报请同意。",
            "There is no consent yet to the topic. Ask those for it whom the rules name.",
        ),
    ),
    p.InPlan: Kind(
        Run.TOPICS,
        "not-planned",
        lambda it: "列入计划" + (f"（{it.plan_kind}）" if it.plan_kind else ""),
        lambda it: (
            "议题尚未列入已审定的计划。请先列入计划并报请同意。",
            "The topic is in no plan that was decided. Add it to the plan and obtain consent.",
        ),
    ),
    p.Researched: Kind(
        Run.MEETINGS,
        "no-research",
        lambda it: (
            ("联合调研" if it.joint else "议前调研")
            + (f"{it.least}次" if it.least > 1 else "")
            + _listed((*it.bodies, *it.participants), "，", "参加")
        ),
        lambda it: (
            f"协商之前须有{'联合' if it.joint else ''}调研{it.least}次"
            f"{_listed((*it.bodies, *it.participants), '，并有', '参加')}。"
            "请先记录议前调研，调研日期不得晚于会议日期。",
            f"Before consultation comes {'joint ' if it.joint else ''}research, at least {it.least}"
            f" time(s){_among((*it.bodies, *it.participants), ', with ')}."
            " Record it, with a day no later than the session.",
        ),
    ),
    p.SessionIsPlanned: Kind(
        Run.MEETINGS,
        "no-session-plan",
        lambda it: "制定协商方案",
        lambda it: (
            "尚未制定协商方案。请先确定形式、地点、日期和问题。",
            "The session is not planned. Settle form, place, day and questions first.",
        ),
    ),
    p.Participants: Kind(
        Run.MEETINGS,
        "no-participants",
        lambda it: (
            "确定协商主体"
            + _listed(it.required, "，须有：")
            + _listed(it.if_concerned, "，涉及时须有：")
        ),
        lambda it: (
            f"协商主体尚未确定或不齐全{_listed(it.required, '（须有：', '）')}"
            f"{_listed(it.if_concerned, '（涉及时须有：', '；不涉及的请注明）')}。"
            "请邀请后重新确定协商主体。",
            f"Who takes part is not fixed, or somebody is missing"
            f"{_among(it.required, '; needed: ')}"
            f"{_among(it.if_concerned, '; needed or recorded as not concerned: ')}. "
            "Invite them and fix the participants anew.",
        ),
    ),
    p.SessionIsHeld: Kind(
        Run.MEETINGS,
        "no-session",
        lambda it: (
            "召开协商会"
            + (f"{it.rounds}次" if it.rounds > 1 else "")
            + _listed(it.forms, "（", "）")
        ),
        lambda it: (
            f"尚未按现行程序召开协商会（须召开{it.rounds}次{_listed(it.forms, '，形式：')}）。"
            "请先召集并召开会议。",
            f"Fewer than {it.rounds} session(s) were held under the present procedure"
            f"{_among(it.forms, ' in the form ')}. Call and hold one first.",
        ),
    ),
    p.Present: Kind(
        Run.MEETINGS,
        "not-present",
        lambda it: (
            "应到方面到会"
            + _listed(it.kinds, "：")
            + (f"，不少于{it.quorum}人" if it.quorum else "")
        ),
        lambda it: (
            f"没有一次会议到会齐全（须有：{_listed(it.kinds) or '与会者'}，不少于{it.quorum}人）。"
            "请登记到会情况，或再召集一次会议。",
            f"In no session were all present that must be ({_among(it.kinds) or 'somebody'}, "
            f"{it.quorum} people at least). Record who was there, or call another round.",
        ),
    ),
    p.EveryParticipantSpoke: Kind(
        Run.MEETINGS,
        "not-all-spoke",
        lambda it: "到会各方都发言",
        lambda it: (
            "还没有一次会议到会各方都发言。请在确认纪要之前登记各方的发言；纪要已经确认的，"
            "请再召集一次会议，并登记各方的发言。",
            "In no session did every kind of participant that was present speak. Record what each "
            "said before the minutes are confirmed; where they are, call another round and record "
            "it there.",
        ),
    ),
    p.MinutesStand: Kind(
        Run.MEETINGS,
        "no-minutes",
        lambda it: "确认协商纪要" + _listed(it.confirmed_by, "，由", "确认"),
        lambda it: (
            f"协商纪要尚未确认{_listed(it.confirmed_by, '（须由', '确认）')}。请先确认纪要。",
            f"The minutes are not confirmed{_among(it.confirmed_by, ' by ')}. Confirm them first.",
        ),
    ),
    p.Posted: Kind(
        Run.MEETINGS,
        "not-posted",
        lambda it: f"会前公示（{it.what}）" + (_days(it) if it.days else ""),
        lambda it: (
            f"“{it.what}”尚未在会前公示{_days(it)}以上。请先公示，或推迟会议。",
            f"{it.what} was not posted {_days_in_english(it)} before the session. "
            "Post it first, or hold the session later.",
        ),
    ),
    p.ViewsSought: Kind(
        Run.MEETINGS,
        "views-not-sought",
        lambda it: "会前征求意见" + (_days(it) if it.days else ""),
        lambda it: (
            f"会前征求意见还不足{_days(it)}。请先征求意见并登记起止日期。",
            f"Views were not sought for {_days_in_english(it)} before the session. "
            "Seek them and record from when to when.",
        ),
    ),
    p.IsDrawn: Kind(
        Run.MEETINGS,
        "not-drawn",
        lambda it: f"随机抽选协商人才（{it.pool}）{it.least}人以上",
        lambda it: (
            f"从“{it.pool}”中抽出并接受的协商人才还不足{it.least}人。请先抽选并登记答复。",
            f"Fewer than {it.least} talent(s) drawn from {it.pool} have accepted. "
            "Draw them, and record their answers first.",
        ),
    ),
    p.Drafted: Kind(
        Run.OUTCOMES,
        "not-drafted",
        lambda it: "形成成果",
        lambda it: (
            "成果尚未形成。请先完成协商。",
            "There is no outcome yet. Conclude the consultation first.",
        ),
    ),
    p.OutcomeConsentGiven: Kind(
        Run.OUTCOMES,
        "no-outcome-consent",
        lambda it: "成果运用已获同意",
        lambda it: (
            "成果的运用尚未获得同意。请按规则先报请同意。",
            "There is no consent yet to the use of this outcome. "
            "Ask those for it whom the rules name.",
        ),
    ),
    p.ResultIsPosted: Kind(
        Run.OUTCOMES,
        "result-not-posted",
        lambda it: "张榜公布结果",
        lambda it: (
            "协商结果尚未公布。请先公布并登记地点和日期。",
            "The result is not posted. Post it, and record where and when.",
        ),
    ),
    p.OutcomeIsSent: Kind(
        Run.OUTCOMES,
        "not-sent",
        lambda it: "报送成果" + _listed(it.to, "给") + _listed(it.copies, "，抄送"),
        lambda it: (
            f"成果尚未报送{_listed(it.to, '（须报送：', '）')}"
            f"{_listed(it.copies, '（须抄送：', '）')}。请先报送。",
            f"The outcome is not sent{_among(it.to, ' to ')}"
            f"{_among(it.copies, ' with copies to ')}. Send it first.",
        ),
    ),
    p.TasksAreAssigned: Kind(
        Run.OUTCOMES,
        "no-task",
        lambda it: "任务交办到承办单位",
        lambda it: (
            "还没有任务交办到承办单位，或有任务已退回。请先交办。",
            "No task lies with a department, or one was returned. Assign it first.",
        ),
    ),
    p.TasksAreDone: Kind(
        Run.OUTCOMES,
        "task-open",
        lambda it: "任务办结" + (f"{it.share}%以上" if it.share < 100 else ""),
        lambda it: (
            f"任务办结还不足{it.share}%。请先办结；退回的任务请先重新交办。",
            f"Fewer than {it.share} per cent of the tasks are completed. Complete them first; "
            "those returned must be assigned anew.",
        ),
    ),
    p.Checked: Kind(
        Run.OUTCOMES,
        "no-check",
        lambda it: "现场核查落实情况" + ("，确认落实" if it.kept else ""),
        lambda it: (
            f"还没有开展核查（{it.check}）{'，或核查发现没有落实' if it.kept else ''}。"
            "请到现场核查落实情况。",
            f"No check ({it.check}) was held{', or one found a task undone' if it.kept else ''}. "
            "Check on the spot what was done.",
        ),
    ),
    p.IsFedBack: Kind(
        Run.OUTCOMES,
        "no-feedback",
        lambda it: f"向{_listed(it.whom) or '提出人'}反馈",
        lambda it: (
            f"还没有向{_listed(it.whom) or '提出议题的人'}反馈。请先反馈办理结果"
            f"{'，并写明向谁反馈' if it.whom else ''}。",
            f"Not told yet: {_among(it.whom) or 'those who raised the topic'}. "
            f"Give them feedback first{', and say whom you told' if it.whom else ''}.",
        ),
    ),
    p.IsAdopted: Kind(
        Run.OUTCOMES,
        "not-adopted",
        lambda it: "成果得到采用" + _listed(it.places, "，写入：") + _listed(it.levels, "，层级："),
        lambda it: (
            f"成果尚未写入{_listed(it.places, '（', '）') or '任何文件'}"
            f"{_listed(it.levels, '，层级须为：')}。请登记成果采纳，注明写入何处、属于哪一级。",
            f"The result is not written down for good{_among(it.places, ' in ')}"
            f"{_among(it.levels, ' at the level of ')}. "
            "Record where, and at which level, the outcome was adopted.",
        ),
    ),
    p.IsInstructed: Kind(
        Run.OUTCOMES,
        "not-instructed",
        lambda it: "领导作出批示" + _listed(it.levels, "，层级："),
        lambda it: (
            f"还没有领导批示{_listed(it.levels, '（层级须为：', '）')}。请先呈报，再登记批示。",
            f"No leader wrote an instruction on it{_among(it.levels, ' at the level of ')}. "
            "Lay it before them, and record what they wrote.",
        ),
    ),
    p.IsRated: Kind(
        Run.OUTCOMES,
        "not-rated",
        lambda it: (
            "投票测评"
            + _listed(it.by, "（", "）")
            + (f"，满意率{it.at_least}%以上" if it.at_least else "")
        ),
        lambda it: (
            f"还没有投票测评{_listed(it.by, '（', '）')}"
            f"{f'，或满意率不足{it.at_least}%' if it.at_least else ''}。"
            "请组织测评；满意率不够的，重新办理后再次测评。",
            f"It was not rated by ballot{_among(it.by, ': ')}"
            f"{f', or fewer than {it.at_least} per cent were satisfied' if it.at_least else ''}."
            " Have it rated; where too few were satisfied, handle it again and rate it once more.",
        ),
    ),
}
"""Every kind. The services' tests hold that each is tested by the service its run names."""


def run_of(condition: p.Condition) -> Run:
    """The run in which the condition is tested."""
    return KINDS[type(plain_of(condition)[0])].run


def plain_of(condition: p.Condition) -> tuple[p.Plain, ...]:
    """The condition, or those of which any is enough."""
    return condition.conditions if isinstance(condition, p.AnyOf) else (condition,)


def wall(condition: p.Condition, words: Mapping[str, str] = MappingProxyType({})) -> str:
    """What the condition asks, as a sentence for the wall. `words` are the county's, by code."""
    return "或".join(KINDS[type(it)].asks(_in_words(it, words)) for it in plain_of(condition))


def remedy(
    condition: p.Condition, words: Mapping[str, str] = MappingProxyType({})
) -> tuple[str, str]:
    """What to do where the condition does not hold, in Chinese and English."""
    said = [(KINDS[type(it)], it) for it in plain_of(condition)]
    chinese = "".join(kind.waits(_in_words(it, words))[0] for kind, it in said)
    english = " ".join(kind.waits(it)[1] for kind, it in said)
    if len(said) == 1:
        return chinese, english
    return f"以下各项须有一项做到：{chinese}", f"One of these must hold. {english}"


def lacking(condition: p.Condition, words: Mapping[str, str] = MappingProxyType({})) -> Rejected:
    """The refusal of what waits for this condition. `words` are the county's, by code."""
    one, *more = plain_of(condition)
    if more:
        return Rejected("none-of-these", *remedy(condition, words))
    return Rejected(KINDS[type(one)].rule, *remedy(condition, words))


def _in_words(it: p.Plain, words: Mapping[str, str]) -> p.Plain:
    """The condition with the county's words in the place of its codes."""
    said: dict[str, Any] = {}
    for name, value in it:
        if isinstance(value, tuple):
            said[name] = tuple(words.get(each, each) for each in value)
        elif isinstance(value, str) and name not in ("kind", "measure"):
            said[name] = words.get(value, value)
    return it.model_copy(update=said)


def with_any_of(test: Callable[[p.Plain], bool]) -> Holds:
    """The test of any condition, from that of the kinds of one service."""
    return lambda condition: any(map(test, plain_of(condition)))
