"""How a topic is screened: admitted, returned, rejected or transferred."""

from typing import Any

from common.checklists import gone_through
from common.vocabulary import chosen
from contracts import procedure as p
from contracts.checklists import Checklist, Leads
from contracts.ids import BodyId
from contracts.roles import Role
from contracts.topics import topic as e
from contracts.topics.rules import TopicKind
from runtime.decider import Circumstances, Rejected
from services.topics.rules.decider import CATEGORY, FIELD, WEIGHT, TopicRules
from services.topics.screening import TESTS, OnRecord
from services.topics.topic import commands as c
from services.topics.topic.decider.answering import transferred, until
from services.topics.topic.decider.leading import at_level
from services.topics.topic.decider.raising import has_its_document, kind_of
from services.topics.topic.decider.sources import named
from services.topics.topic.decider.state import Topic
from services.topics.topic.decider.voices import stands_behind


def screen(
    topic: Topic, screening: c.ScreenTopic, given: Circumstances[TopicRules]
) -> list[e.TopicEvent]:
    screened_by_another(topic, given)
    kind = kind_of(screening.kind or topic.kind, given)
    checklist = given.rules.checklist_of(kind)
    source = named(topic.source, topic.rests_on)
    on_record = OnRecord(topic.enters, source, stands_behind(topic, given))
    computed = {code: test.answer(on_record) for code, test in TESTS.items()}
    found = gone_through(checklist, screening.answers, computed)
    answers = {"checklist": checklist.code, "answers": found.answers}
    reason = screening.reason or found.reasons
    match found.leads:
        case Leads.RETURN:
            return [e.TopicReturned(**answers, reason=reason, **to_supplement(checklist, given))]
        case Leads.REJECT:
            return [e.TopicRejected(**answers, reason=reason)]
        case Leads.TRANSFER:
            to = receiver_of(screening, reason)
            days = transferred(topic, screening, given)
            return [e.TopicTransferredOut(**answers, receiver=to, reason=reason, **days)]
    if not topic.enters:
        raise personal_claim()
    has_its_document(kind, topic.document, topic.comments_due)
    facts = {**classified(kind, screening, given), "description": described(topic, screening)}
    return [e.TopicAdmitted(kind=kind.code, **answers, **facts)]


def to_supplement(checklist: Checklist, given: Circumstances[TopicRules]) -> dict[str, Any]:
    """Until when what was returned is to be supplemented, as the checklist says."""
    if (time := checklist.supplement) is None:
        return {}
    return {**until(time.within, time.grace, given.today, given), "lapses": time.lapses}


def screened_by_another(topic: Topic, given: Circumstances[TopicRules]) -> None:
    """Refuse the person who raised or entered it, or a topic that became part of it, whichever
    office they ask in now (001-13)."""
    hands = topic.hands.union(*(given.read(f"topic/{each}").hands for each in topic.joined))
    if hands & given.known_as:
        raise Rejected(
            "own-topic",
            "不能审核自己提出或登记的议题，也不能将其并入已审核通过的议题。"
            "请由其他联络员或召集人办理。",
            "Nobody screens a topic they raised or entered themselves, or merges it into an"
            " admitted one. Ask another clerk or the convenor.",
        )


def personal_claim() -> Rejected:
    return Rejected(
        "personal-claim",
        "这是个人诉求，不进入协商。请转交主管的部门或单位办理（transfer）。",
        "This is one person's claim and does not enter consultation. "
        "Transfer it to whoever is competent.",
    )


def receiver_of(screening: c.ScreenTopic, why: str) -> BodyId:
    if screening.receiver is None:
        raise Rejected(
            "receiver-needed",
            f"按清单，此议题须转办（{why}）。请填写接收单位（receiver）。",
            f"By the checklist this topic is transferred ({why}). Name the receiver.",
        )
    return screening.receiver


def classified(
    kind: TopicKind, screening: c.ScreenTopic, given: Circumstances[TopicRules]
) -> dict[str, Any]:
    """What an admitted topic is besides, and the procedure that it takes (000-31, 000-38)."""
    words = given.rules.words
    if screening.category is None or screening.weight is None:
        raise unclassified()
    category = chosen(words.categories, screening.category, CATEGORY)
    weight = chosen(words.weights, screening.weight, WEIGHT)
    if weight.reason_needed and screening.weight_reason is None:
        raise unclassified()
    led_and_looked_at(kind, screening)
    at_level(screening.led_by, screening.leader_level, given)
    return {
        "category": category.code,
        "field": screening.field and chosen(words.fields, screening.field, FIELD).code,
        "weight": weight.code,
        "weight_reason": screening.weight_reason,
        "led_by": screening.led_by,
        "leader_level": screening.leader_level,
        "sites": screening.sites,
        "procedure": procedure_for(kind.code, weight.code, given),
    }


def described(topic: Topic, screening: c.ScreenTopic) -> str | None:
    """What the matter is about from here on, in the words of whoever screens it: where the text of
    the topic stands apart, and nowhere else."""
    if not topic.described and screening.description is None:
        raise Rejected(
            "description-needed",
            "此议题的原文另存。审核通过须写明事项内容（description，不写个人信息）。请补填。",
            "The text of this topic stands apart. To admit it, say what the matter is about"
            " (description), without anything personal.",
        )
    if not topic.text_apart and screening.description is not None:
        raise Rejected(
            "description-stands",
            "此议题提出时已写明内容，审核时不另写 description。请去掉后再提交；"
            "内容须改写的，请退回提出人。",
            "What this topic is about was written when it was raised. Leave the description out; if"
            " it has to be put in other words, return the topic.",
        )
    return screening.description


def led_and_looked_at(kind: TopicKind, screening: c.ScreenTopic) -> None:
    """Refuse a topic of a kind that needs a leader, or sites, without them (004-15)."""
    if kind.needs_leader and screening.led_by is None:
        raise Rejected(
            "leader-needed",
            f"{kind.chinese}须明确由谁牵头（led_by，写机构或职务，不写姓名）。请补填。",
            f"A {kind.english} names who leads it (led_by: an office, not a person). Add it.",
        )
    if kind.needs_sites and not screening.sites:
        raise Rejected(
            "sites-needed",
            f"{kind.chinese}须列出要察看的地点（sites）。请补填。",
            f"A {kind.english} lists the places that are looked at (sites). Add them.",
        )


def unclassified() -> Rejected:
    return Rejected(
        "classification",
        "审核通过须确定议题类别和轻重，按规则须说明理由的还要说明理由。请补全后再提交。",
        "To admit a topic, give its category and its weight, and the reason for the weight where "
        "the rules ask for it. Complete these and send again.",
    )


def procedure_for(kind: str, weight: str, given: Circumstances[TopicRules]) -> p.Procedure:
    if found := given.rules.procedure_for(given.unit_kind, kind, weight):
        return found
    raise Rejected(
        "no-procedure",
        "现行规则没有为此类单位、此类事项规定程序。请联系制定规则的机关补充。",
        f"The rules in force name no procedure for a {weight} matter in a unit of the "
        f"kind {given.unit_kind}. Ask whoever makes the rules to complete them.",
    )


def by_the_receiver(topic: Topic, given: Circumstances[TopicRules]) -> None:
    """Refuse a department to which the claim was not transferred. Whoever transferred it writes
    down what came back on paper."""
    if given.role == Role.DEPARTMENT and given.body != topic.receiver:
        raise Rejected(
            "not-the-receiver",
            f"此诉求已转交“{topic.receiver}”办理，请由该单位答复或退回。",
            f"This claim was transferred to {topic.receiver}. That body answers it or gives it"
            " back.",
        )
