"""For whom an activity was meant, who held it, what it served and gave: words of the county."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any, TypeVar

from common.checks import listed_once
from common.vocabulary import chosen
from contracts.meetings import activity as e
from contracts.vocabulary import Entry
from runtime.decider import Circumstances, Rejected
from services.meetings.activity import commands as c
from services.meetings.words import ACTIVITY, AMOUNT, AUDIENCE, CHANNEL, ORGAN, SUPERVISION, Book

T = TypeVar("T", bound=Entry)


def of(
    facts: dict[str, Any], told: c.TookPlace, given: Circumstances[Book], before: e.Activity | None
) -> dict[str, Any]:
    """What is told of it, tested. A word that is on record `before` stays, though it left the
    county's words since."""
    words = given.rules.words
    _one_holder(told)
    listed_once(told.meant_for)
    listed_once([facts["kind"], *told.purposes])
    listed_once(told.joined)
    listed_once(each.kind for each in told.amounts)
    audiences = before.meant_for if before else ()
    organs = (before.organ,) if before and before.organ else ()
    _known(words.audiences, told.meant_for, AUDIENCE, audiences)
    _known(words.organs, (told.organ,) if told.organ else (), ORGAN, organs)
    ways = (before.channel,) if before and before.channel else ()
    _known(words.duty_channels, (told.channel,) if told.channel else (), CHANNEL, ways)
    _joinable(told.joined, facts["may_join"], given)
    return {
        "organ": told.organ or "",
        "meant_for": told.meant_for,
        "met": met(told),
        "joined": told.joined,
        "channel": told.channel,
        "purposes": _purposes(told.purposes, given, before.purposes if before else ()),
        "amounts": _amounts(told.amounts, given, before.amounts if before else ()),
    }


def met(told: c.TookPlace) -> e.Met | None:
    """Whom those present met. Everybody who is listed is counted, and nobody met themselves."""
    if (those := told.met) is None:
        return None
    listed_once((*those.members, *those.contacts))
    if both := [each for p in told.present for each in p.members if each in those.members]:
        raise Rejected(
            "met-oneself",
            f"{'、'.join(both)} 既列为参加的委员，又列为走访或谈话的对象。请只列一处。",
            f"{', '.join(both)}: listed both among those who came and among those whom they met. "
            "List each once.",
        )
    listed = len(those.members) + len(those.contacts)
    if those.people and those.people < listed:
        raise Rejected(
            "fewer-than-listed",
            f"人数 {those.people} 少于所列的 {listed} 人。请核对人数，或不填人数。",
            f"{listed} are listed, more than the {those.people} people who were met. Correct the "
            "number, or leave it out.",
        )
    return e.Met(members=those.members, contacts=those.contacts, people=those.people or listed)


def _known(
    entries: Sequence[T], codes: Iterable[str], what: tuple[str, str], before: Collection[str]
) -> None:
    for code in codes:
        if code not in before:
            chosen(entries, code, what)


def _one_holder(told: c.TookPlace) -> None:
    if told.organ and told.held_by:
        raise Rejected(
            "one-holder",
            "主办的组织只写一个：本地词表中的组织（organ），或名录中的机构（held_by）。请去掉一个。",
            "One organ or body holds an activity: a word (organ), or a body of the directory "
            "(held_by). Leave one out.",
        )


def _joinable(joined: Iterable[str], may_join: Sequence[str], given: Circumstances[Book]) -> None:
    """Refuse other supervision with which this kind of activity is not joined."""
    for code in joined:
        if code not in may_join:
            chosen(given.rules.words.supervisions, code, SUPERVISION)
            raise Rejected(
                "not-joined",
                f"此类活动不与“{code}”贯通（可以：{'、'.join(may_join) or '无'}）。请去掉，"
                "或换用其他活动类别。",
                f"An activity of this kind is not joined with {code} (it may be with: "
                f"{', '.join(may_join) or 'none'}). Leave it out, or choose another kind.",
            )


def _purposes(
    codes: Iterable[str], given: Circumstances[Book], before: Iterable[e.Purpose]
) -> tuple[e.Purpose, ...]:
    kept = {each.kind: each for each in before}
    return tuple(kept.get(code) or _purpose(code, given) for code in codes)


def _purpose(code: str, given: Circumstances[Book]) -> e.Purpose:
    kind = chosen(given.rules.words.activities, code, ACTIVITY)
    return e.Purpose(kind=kind.code, quota=kind.quota)


def _amounts(
    told: Iterable[c.Counted], given: Circumstances[Book], before: Iterable[e.Amount]
) -> tuple[e.Amount, ...]:
    measures = {each.kind: each.measure for each in before}
    return tuple(
        e.Amount(
            kind=each.kind,
            measure=measures.get(each.kind)
            or chosen(given.rules.words.amounts, each.kind, AMOUNT).measure,
            value=each.value,
        )
        for each in told
    )
