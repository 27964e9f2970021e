"""How a topic is raised, and raised again."""

from datetime import date
from typing import Any

from common.checks import listed_once
from common.visibility import What, by_scope
from common.vocabulary import chosen
from contracts.ids import TopicCallId, TopicId
from contracts.paper import Paper, PaperClass, PaperUse
from contracts.roles import OFFICES, Role
from contracts.topics import topic as e
from contracts.topics.rules import Origin, TopicKind
from runtime.decider import Circumstances, Rejected
from runtime.refusals import Misfit
from services.topics.rules.decider import CHANNEL, KIND, ORIGIN, SCALE, TopicRules
from services.topics.topic import commands as c
from services.topics.topic.decider.answering import in_time
from services.topics.topic.decider.proposers import proposer_of
from services.topics.topic.decider.sources import named, source_needed
from services.topics.topic.decider.state import Topic


def propose(
    proposal: c.ProposeTopic, given: Circumstances[TopicRules], *, known: bool = False
) -> list[e.TopicEvent]:
    """`known`: that whoever raises it exists was tested before."""
    in_own_name(proposal.raised_by or given.actor, given)
    kind = kind_of(proposal.kind, given)
    origin = of_origin(proposal, kind, given)
    said = what_it_says(proposal, origin)
    raised_by = proposer_of(proposal, origin, given, known=known)
    if proposal.places:
        listed_once(proposal.places, "place-twice")
        within_the_office(proposal, given)
    if proposal.channel is not None or proposal.received_on is not None:
        came_in(proposal, given)
    has_its_document(kind, proposal.document, proposal.due)
    still_open(proposal, given)
    return [
        e.TopicProposed(
            **{
                **proposal.__dict__,
                **said,
                "kind": kind.code,
                "enters": enters(proposal.scale, given),
                "raised_by": raised_by,
                "entered_by": given.actor,
                "raised_in": proposal.unit,
            }
        )
    ]


def raise_again(
    topic: Topic, proposal: c.RaiseAgain, given: Circumstances[TopicRules]
) -> list[e.TopicEvent]:
    in_own_name(topic.raised_by, given)
    in_time(topic, proposal, given)
    still_open(proposal, given)
    origins = {each.code: each for each in given.rules.words.origins}
    said = what_it_says(proposal, origins.get(topic.origin))
    return [
        e.TopicProposed(
            **proposal.model_dump(exclude={"source", "rests_on", "document", "due", *said}),
            **said,
            kind=topic.kind,
            origin=topic.origin,
            source=proposal.source or topic.source,
            rests_on=proposal.rests_on or topic.rests_on,
            enters=enters(proposal.scale, given),
            raised_by=topic.raised_by,
            entered_by=given.actor,
            raised_in=topic.raised_in,
            places=topic.places,
            call=topic.call or None,
            channel=topic.channel,
            document=proposal.document or topic.document,
            due=proposal.due or topic.comments_due,
            part_of=TopicId(topic.part_of) if topic.part_of else None,
        )
    ]


def has_its_document(kind: TopicKind, document: str | None, due: date | None) -> None:
    """Refuse a topic of a kind that comments on a document without its name, or without the day
    until which, where the kind needs them (004-12)."""
    if not kind.needs_document and not kind.needs_due:
        return
    unsaid = [
        (chinese, english)
        for needed, there, chinese, english in (
            (kind.needs_document, document, "所提意见的文件（document）", "document"),
            (kind.needs_due, due, "提出意见的期限（due）", "due"),
        )
        if needed and not there
    ]
    if unsaid:
        raise Rejected(
            "document-needed",
            f"{kind.chinese}须写明{'、'.join(chinese for chinese, _ in unsaid)}。"
            "请补填；正在审核的，请退回提出人补充。",
            f"A {kind.english} says: {', '.join(english for _, english in unsaid)}. Add it; where"
            " it is screened already, return it to be supplemented.",
        )


def still_open(proposal: c.ProposeTopic | c.RaiseAgain, given: Circumstances[TopicRules]) -> None:
    """Refuse a day until which comments are made that was over when the topic came in (004-12)."""
    received = proposal.received_on or given.today
    if proposal.due is not None and proposal.due < received:
        raise Rejected(
            "due-over",
            f"提出意见的期限 {proposal.due} 在收到之日（{received}）已过。请核对期限；"
            "以前收到、现在补录的，请填写收到日期（received_on）。",
            f"Comments were due on {proposal.due}, before the topic came in ({received}). Check"
            " the day; where it came in before it is entered, say so (received_on).",
        )


def came_in(proposal: c.ProposeTopic | c.NameCall, given: Circumstances[TopicRules]) -> None:
    """Refuse a day of receipt that is still to come, a channel that the rules have not or not for
    such an office, and one that asks for a source where none is named (001-17)."""
    if proposal.received_on is not None:
        given.has_come(proposal.received_on)
    if proposal.channel is None:
        return
    channel = chosen(given.rules.words.channels, proposal.channel, CHANNEL)
    if channel.roles and given.role not in channel.roles:
        offices = "、".join(OFFICES[each] for each in channel.roles)
        raise Rejected(
            "channel-office",
            f"“{channel.chinese}”渠道的议题由{offices}登记。请转请其登记，或改正渠道。",
            f"Topics of the channel {channel.code} are entered by: {', '.join(channel.roles)}. Ask"
            " them, or correct the channel.",
        )
    if not channel.source_needed or isinstance(proposal, c.NameCall):
        return
    if not named(proposal.source, proposal.rests_on):
        raise source_needed(channel)


def name_call(
    topic: Topic, command: c.NameCall, given: Circumstances[TopicRules]
) -> list[e.TopicEvent]:
    came_in(command, given)
    known = (topic.call, topic.channel, topic.received_on)
    if known == (command.call or "", command.channel, command.received_on):
        return []
    former = TopicCallId(topic.call) if topic.call else None
    return [e.TopicCallNamed(**dict(command), instead_of=former)]


def where_it_was_raised(topic: Topic) -> str:
    """The unit whose people raise it again, also where it was passed up and refused above: it goes
    back to its drafter (0020)."""
    return topic.raised_in


def kind_of(code: str | None, given: Circumstances[TopicRules]) -> TopicKind:
    """The kind of topic. Where the rules have one only, nobody needs to name it."""
    kinds = given.rules.words.kinds
    if code is None and len(kinds) == 1:
        return kinds[0]
    if code is None:
        raise Misfit(
            "kind-needed",
            f"请填写议题类型。可用的代码：{'、'.join(each.code for each in kinds) or '无'}。",
            f"Say of which kind the topic is: {', '.join(each.code for each in kinds) or 'none'}.",
        )
    return chosen(kinds, code, KIND)


def what_it_says(
    proposal: c.ProposeTopic | c.RaiseAgain | c.Part, origin: Origin | None
) -> dict[str, Any]:
    """The description or the paper, whichever is given. Refuses neither, both, and a description
    where texts of this origin stand apart. An origin that the rules no longer have asks nothing."""
    paper = proposal.text
    if (paper is None) == (proposal.description is None):
        raise Misfit(
            "text-or-description",
            "议题内容请写入 description，或先上传原文、把回执填入 text，两者只填一项。",
            "Say what the topic is about in `description`, or upload the text and give the answer"
            " to the upload as `text`: one of the two.",
        )
    if paper is None and origin is not None and origin.text_apart:
        raise Rejected(
            "text-apart-needed",
            f"“{origin.chinese}”的议题原文另存，不写入 description。请先用 POST /papers 上传原文，"
            "再把回执填入 text。",
            f"The text of a topic of the origin {origin.code} stands apart. Upload it with POST"
            " /papers, and give the answer to the upload as `text` in place of `description`.",
        )
    return {"description": proposal.description, "text": paper and apart(paper)}


def apart(paper: Paper) -> PaperUse:
    """The text as those who screen may read it, and whoever brought it."""
    return PaperUse(
        **dict(paper),
        title="议题原文",
        kept=PaperClass.INTERNAL,
        readers=by_scope(What.TEXT),
        by_author=True,
    )


def of_origin(
    proposal: c.ProposeTopic, kind: TopicKind, given: Circumstances[TopicRules]
) -> Origin:
    """The origin of the topic. Refuses one that the rules have not, or not for such topics or such
    an office; and one that asks for a source where none is named."""
    words = given.rules.words.origins
    origin = chosen(words, proposal.origin, ORIGIN)
    if kind.origins and origin.code not in kind.origins:
        those = [each for each in words if each.code in kind.origins]
        raise Rejected(
            "origin-of-kind",
            f"{kind.chinese}的来源只能是：{'、'.join(f'{w.chinese}（{w.code}）' for w in those)}。"
            "请改正来源，或按其他类型提出。",
            f"A {kind.english} is of one of these origins: {', '.join(w.code for w in those)}. "
            "Correct the origin, or raise it as another kind.",
        )
    if origin.roles and given.role not in (*origin.roles, Role.POLICY):
        raise Rejected(
            "origin-office",
            f"“{origin.chinese}”的议题由{'、'.join(OFFICES[each] for each in origin.roles)}登记。"
            "请转请其登记，或改正来源。",
            f"Topics of the origin {origin.code} are entered by: {', '.join(origin.roles)}. "
            "Ask them, or correct the origin.",
        )
    if origin.source_needed and not named(proposal.source, proposal.rests_on):
        raise source_needed(origin)
    return origin


def enters(scale: str, given: Circumstances[TopicRules]) -> bool:
    """Whether matters of this scale enter consultation (001-15)."""
    return chosen(given.rules.words.scales, scale, SCALE).enters


def within_the_office(proposal: c.ProposeTopic, given: Circumstances[TopicRules]) -> None:
    """Refuse a place outside the scope of the office: whoever looks after several units says that
    a matter is about them."""
    outside = [each for each in proposal.places if not given.lies_in(given.scope, each)]
    if outside:
        raise Rejected(
            "place-outside",
            f"您的管辖范围不含 {'、'.join(outside)}。请由各单位共同上级的人员登记。",
            f"Your office does not cover {', '.join(outside)}. Have a matter of several units"
            " entered by somebody of the unit above them all.",
        )


def in_own_name(raised_by: str, given: Circumstances[TopicRules]) -> None:
    """Refuse a member who raises a topic in another name (000-39)."""
    if given.role == Role.MEMBER and raised_by not in (given.actor, given.body):
        raise Rejected(
            "own-name",
            "委员只能以本人名义提出议题。如代他人提出，请交由联络员登记。",
            "A member raises topics in their own name only. "
            "For somebody else, ask a clerk to record it.",
        )
