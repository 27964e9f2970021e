"""Who stands behind a topic: one voice for each person, and each list once (002-11)."""

from common.visibility import What, by_scope
from contracts.paper import Paper, PaperClass, PaperUse
from contracts.topics import topic as e
from runtime.decider import Circumstances, Rejected
from runtime.refusals import Misfit
from services.topics.rules.decider import TopicRules
from services.topics.topic import commands as c
from services.topics.topic.decider.screening import personal_claim
from services.topics.topic.decider.state import Topic, Voice
from services.topics.topic.decider.voices import counted, voices


def record_support(
    topic: Topic, command: c.RecordSupport, given: Circumstances[TopicRules]
) -> list[e.TopicEvent]:
    if topic.is_claim:
        raise personal_claim()
    paper = command.paper
    if (command.person is None) == (paper is None) or (paper is None) != (
        command.signatures is None
    ):
        raise Misfit(
            "person-or-list",
            "请填写一名群众（person），或一份联名名单（paper）及其签名人数（signatures），只填一项。",
            "Give a person, or a list (`paper`) with its number of signatures: one of the two.",
        )
    given.has_come(command.on)
    known = voices(topic, given)
    if paper is None:
        key, voice = command.person or "", Voice(1)
    else:
        voice = Voice(command.signatures or 0, (paper.media_type, paper.size))
        key = paper.digest
    if key in known or (voice.alike and voice in known.values()):
        raise there_already(paper, voice)
    return [
        e.SupportRecorded(
            person=command.person,
            paper=paper and signed(paper),
            voices=voice.signatures,
            on=command.on,
            support=counted({**known, key: voice}),
        )
    ]


def there_already(paper: Paper | None, voice: Voice) -> Rejected:
    if paper is None:
        return Rejected(
            "voice-twice",
            "此人已登记支持该议题（或并入它的议题），每人只计一次。无须再次登记。",
            "This person stands behind the topic, or one that became part of it, already: one voice"
            " each. There is nothing to record.",
        )
    return Rejected(
        "list-twice",
        f"这份名单（{voice.signatures}人，{paper.size}字节）已经登记过，不重复计算。"
        "如确为另一份名单，请加盖页码重新扫描后再上传。",
        f"This list of {voice.signatures} signatures and {paper.size} bytes is on record already."
        " If it is another one, number its pages, scan it again and upload that.",
    )


def signed(paper: Paper) -> PaperUse:
    """The list, as those who screen read it, and whoever brought it."""
    return PaperUse(
        **dict(paper),
        title="联名名单",
        kept=PaperClass.INTERNAL,
        readers=by_scope(What.TEXT),
        by_author=True,
    )


def correct_support(
    topic: Topic, command: c.CorrectSupport, given: Circumstances[TopicRules]
) -> list[e.TopicEvent]:
    known = voices(topic, given)
    voice = known.get(command.digest)
    if voice is None:
        raise no_voice()
    if voice.signatures == command.signatures:
        return []
    corrected = voice._replace(signatures=command.signatures)
    return [
        e.SupportCorrected(
            digest=command.digest,
            voices=command.signatures,
            reason=command.reason,
            instead_of=voice.signatures,
            support=counted({**known, command.digest: corrected}),
        )
    ]


def withdraw_support(
    topic: Topic, command: c.WithdrawSupport, given: Circumstances[TopicRules]
) -> list[e.TopicEvent]:
    if (command.person is None) == (command.digest is None):
        raise Misfit(
            "person-or-list",
            "请填写一名群众（person）或一份名单的摘要值（digest），只填一项。",
            "Give a person, or the digest of a list: one of the two.",
        )
    key, known = command.person or command.digest or "", voices(topic, given)
    if key in topic.struck:
        return []
    if key not in known:
        raise no_voice()
    left = counted({each: voice for each, voice in known.items() if each != key})
    return [e.SupportWithdrawn(**dict(command), support=left)]


def no_voice() -> Rejected:
    return Rejected(
        "no-voice",
        "该议题没有登记过此人或这份名单的支持。请在支持清单中核对编号。",
        "No such person or list is on record as standing behind this topic. Look it up in the list"
        " of its support.",
    )
