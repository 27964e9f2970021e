"""What is told of an activity beside its kind: audience, holder, purposes, amounts, days, and what
it follows up."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from contracts.meetings import activity as e
from contracts.meetings.participant import Presence
from contracts.meetings.rules import Quotas
from contracts.meetings.words import ActivityKind, AmountKind, Words
from services.meetings.activity import commands as c
from services.meetings.activity.decider import ACTIVITY_LIFE, reads
from services.meetings.activity.decider.state import Activity
from services.meetings.activity.figures import values
from services.meetings.activity.reactions import note_the_research
from services.meetings.consultation.decider import CONSULTATION
from services.meetings.rules.decider import RULES
from services.meetings.session.decider import SESSION
from tests.meetings import examples as x
from tests.meetings import situations as s
from tests.meetings.test_activity_rules import at, survey
from tests.slices.example import recorded
from tests.support.scenario import Scenario, circumstances

PLAIN = {"findings": None, "consultations": (), "credited_as": "", "may_find": False}
TRAINING = survey(kind="training", findings=None, consultations=())
WATCH = survey(kind="supervision", findings=None, consultations=())


def trained(**more: Any) -> e.ActivityRecorded:
    facts = {**PLAIN, "kind": "training", "quota": "training", **more}
    return e.ActivityRecorded(**s.surveyed(**facts))


def watched(**more: Any) -> e.ActivityRecorded:
    facts = {**PLAIN, "kind": "supervision", "credited_as": "supervision"}
    return e.ActivityRecorded(**s.surveyed(**facts, **{"may_join": ("media", "party"), **more}))


def told(command: c.RecordActivity, **more: Any) -> c.RecordActivity:
    return c.RecordActivity(**{**command.model_dump(), **more})


def test_a_training_says_for_whom_it_was_beside_who_came() -> None:  # 000-12, 000-42, 002-14
    heads = ("station-head", "village-head")
    at().when(told(TRAINING, meant_for=heads)).then(trained(meant_for=heads))
    at().when(told(TRAINING, meant_for=("pilots",))).then_rejected("unknown-code")
    at().when(told(TRAINING, meant_for=("station-head",) * 2)).then_rejected("listed-twice")


def test_an_activity_gives_amounts_in_the_measure_of_their_kind() -> None:  # 004-33
    aid = {"kind": "aid", "value": 2_000_000}
    at().when(told(TRAINING, amounts=[aid, {"kind": "reached", "value": 160}])).then(
        trained(
            amounts=(
                e.Amount(kind="aid", measure="yuan", value=2_000_000),
                e.Amount(kind="reached", measure="household", value=160),
            )
        )
    )
    at().when(told(TRAINING, amounts=[aid, aid])).then_rejected("listed-twice")
    at().when(told(TRAINING, amounts=[{**aid, "kind": "gold"}])).then_rejected("unknown-code")


@pytest.mark.parametrize("value", [-1, 0, 10**13, 1.5, True, "7", None])
def test_absurd_amounts_are_refused_unread(value: Any) -> None:  # 004-33
    with pytest.raises(ValidationError, match="amounts"):
        told(TRAINING, amounts=[{"kind": "aid", "value": value}])


def test_amounts_are_corrected_and_keep_the_measure_they_had() -> None:  # 004-33
    given = trained(amounts=(e.Amount(kind="aid", measure="yuan", value=5),))
    words = s.WORDS.model_copy(update={"amounts": (), "measures": ()})
    later = s.replace(at().by, rules=s.replace(s.RULES, words=words))
    same = TRAINING.model_dump(include=set(c.CorrectActivity.model_fields))
    more = {"reason": "少记", "amounts": [{"kind": "aid", "value": 500}]}
    amend = c.CorrectActivity(**{**same, **more})
    (corrected,) = at(given).when(amend, by=later).result
    assert corrected.amounts == (e.Amount(kind="aid", measure="yuan", value=500),)
    assert (corrected.reason, corrected.corrects) == ("少记", 1)
    at(given, corrected).when(amend, by=later).then_nothing()


def test_several_purposes_are_named_and_credited_once() -> None:  # 003-05
    done = watched(purposes=(e.Purpose(kind="training", quota="training"),))
    at().when(told(WATCH, purposes=("training",))).then(done)
    assert done.credited_as == "supervision"
    at().when(told(WATCH, purposes=("supervision",))).then_rejected("listed-twice")
    at().when(told(WATCH, purposes=("training",) * 2)).then_rejected("listed-twice")
    at().when(told(WATCH, purposes=("gossip",))).then_rejected("unknown-code")


def test_an_organ_or_a_body_holds_it() -> None:  # 003-14
    at().when(told(TRAINING, organ="chairpersons")).then(trained(organ="chairpersons"))
    at().when(told(TRAINING, held_by="yz-culture")).then(trained(held_by="yz-culture"))
    both = told(TRAINING, organ="chairpersons", held_by="yz-culture")
    at().when(both).then_rejected("one-holder")
    at().when(told(TRAINING, organ="senate")).then_rejected("unknown-code")


def test_supervision_is_joined_with_what_its_kind_allows() -> None:  # 004-18
    at().when(told(WATCH, joined=("media",))).then(watched(joined=("media",)))
    at().when(told(WATCH, joined=("social",))).then_rejected("not-joined")
    at().when(told(WATCH, joined=("magic",))).then_rejected("unknown-code")
    at().when(told(TRAINING, joined=("media",))).then_rejected("not-joined")


def test_what_a_kind_is_joined_with_and_a_measure_stand_in_the_words() -> None:  # 004-18, 004-33
    office = circumstances("ou", "cppcc-office", s.COUNTY)
    kind = ActivityKind(code="watch", chinese="监督", english="watch", joins=("magic",))
    gold = AmountKind(code="gold", chinese="黄金", english="gold", measure="ounce")
    for change in ({"activities": (kind,)}, {"amounts": (gold,)}):
        words = s.WORDS.model_copy(update=change)
        adoption = s.adoption.model_copy(update={"words": words, "quotas": Quotas()})
        Scenario(RULES, by=office).when(adoption).then_rejected("unknown-code")


def test_an_activity_takes_several_days_in_their_order() -> None:  # 004-25
    last = date(2026, 2, 22)
    at().when(told(TRAINING, until=last)).then(trained(until=last))
    at().when(told(TRAINING, until=TRAINING.held_on)).then(trained())
    at().when(told(TRAINING, until=date(2026, 2, 19))).then_rejected("days-backwards")
    at().when(told(TRAINING, until=date(2026, 3, 3))).then_rejected("future-day")


def test_research_of_several_days_counts_from_its_last() -> None:  # 000-45
    (done,) = at().when(told(x.SURVEY, until=date(2026, 2, 22))).result
    (wanted,) = note_the_research(recorded(done, f"activity/{s.SURVEY}"), Activity())
    assert wanted.command.held_on == date(2026, 2, 22)  # type: ignore[attr-defined]


def test_whom_members_met_is_told_by_id_or_number_and_never_credited() -> None:
    # 003-10, 003-11, 003-12
    came = (Presence(kind="member", members=("m-1",)),)
    there = (Presence(kind="member", count=1, members=("m-1",)),)

    def visit(**met: Any) -> c.RecordActivity:
        return told(TRAINING, present=came, met=met)

    whole = e.Met(members=("m-2",), contacts=("c-1",), people=2)
    done = trained(present=there, met=whole)
    at().when(visit(members=["m-2"], contacts=["c-1"])).then(done)
    assert done.members == ("m-1",)
    at().when(visit(people=3)).then(trained(present=there, met=e.Met(people=3)))
    more = e.Met(contacts=("c-1",), people=5)
    at().when(visit(contacts=["c-1"], people=5)).then(trained(present=there, met=more))
    at().when(visit(members=["m-1"])).then_rejected("met-oneself")
    at().when(visit(members=["m-2", "m-2"])).then_rejected("listed-twice")
    at().when(visit(members=["m-2", "m-3"], people=1)).then_rejected("fewer-than-listed")


def beside(**streams: tuple[Any, tuple[Any, ...]]) -> Any:
    """Whoever asks, with these streams of the service."""
    states = {
        f"{name}/x-1": decider.fold((event, s.VILLAGE) for event in life)
        for name, (decider, life) in streams.items()
    }
    return s.replace(s.CLERK, states=states)


def follow(thing: str, **more: Any) -> c.RecordActivity:
    return told(TRAINING, follows_up={"thing": thing, "id": "x-1", **more})


def test_a_follow_up_names_what_it_follows() -> None:  # 004-29
    here = beside(
        activity=(ACTIVITY_LIFE, (s.survey,)),
        session=(SESSION, s.meeting_held),
        consultation=(CONSULTATION, s.six_opened),
    )
    titles = {"activity": "市场选址调研", "consultation": "新建蔬菜市场"}
    for thing, title in titles.items():
        done = e.Followed(thing=thing, id="x-1", title=title)
        at().when(follow(thing), by=here).then(trained(follows_up=done))
        assert reads(Activity(), follow(thing)) == [f"{thing}/x-1"]
    later = told(follow("session"), held_on=s.DAY)
    meeting = e.Followed(thing="session", id="x-1", title="春季议事")
    at().when(later, by=here).then(trained(held_on=s.DAY, follows_up=meeting))
    check = e.Followed(thing="outcome", id="x-1", check=2)
    at().when(follow("outcome", check=2)).then(trained(follows_up=check))
    assert reads(Activity(), follow("outcome", check=2)) == []


def test_it_follows_only_what_took_place_and_not_later() -> None:  # 004-29
    asked = beside(activity=(ACTIVITY_LIFE, (s.survey_asked,)))
    at().when(follow("activity"), by=asked).then_rejected("follows-nothing")
    called = beside(session=(SESSION, s.meeting_called))
    at().when(follow("session"), by=called).then_rejected("follows-nothing")
    held = beside(session=(SESSION, s.meeting_held))
    at().when(follow("session"), by=held).then_rejected("follows-later")
    at().when(follow("outcome")).then_rejected("which-check")
    at().when(follow("activity", check=1), by=asked).then_rejected("which-check")


CODES = st.sampled_from(["station-head", "village-head", "pilots"])
KINDS = st.sampled_from(["research", "training", "supervision", "gossip"])


@given(
    meant_for=st.lists(CODES, max_size=3),
    purposes=st.lists(KINDS, max_size=3),
    joined=st.lists(st.sampled_from(["media", "party", "social", "magic"]), max_size=3),
    until=st.none() | st.dates(date(2026, 1, 1), date(2026, 12, 31)),
    amounts=st.dictionaries(st.sampled_from(["aid", "reached", "gold"]), st.integers(1, 10**12)),
)
def test_what_is_recorded_is_whole_and_of_the_words_or_refused(
    meant_for: list[str],
    purposes: list[str],
    joined: list[str],
    until: date | None,
    amounts: dict[str, int],
) -> None:
    """Whatever is told: each word once and in force, days in their order, and the same correction
    again changes nothing."""
    more = {"meant_for": meant_for, "purposes": purposes, "joined": joined, "until": until}
    given = [{"kind": kind, "value": value} for kind, value in amounts.items()]
    command = told(WATCH, **more, amounts=given)
    sound = (
        all(len(set(each)) == len(each) for each in (meant_for, purposes, joined))
        and "pilots" not in meant_for
        and not {"supervision", "gossip"} & set(purposes)
        and not {"social", "magic"} & set(joined)
        and "gold" not in amounts
        and (until is None or WATCH.held_on <= until <= at().by.today)
    )
    result = at().when(command).result
    assert isinstance(result, list) == sound
    if isinstance(result, list):
        (done,) = result
        same = {**command.model_dump(include=set(c.CorrectActivity.model_fields)), "reason": "核对"}
        at(done).when(c.CorrectActivity(**same)).then_nothing()


@pytest.mark.parametrize("place", ["yuzhong", "tongren", "huaxi"])
def test_every_kind_that_a_place_names_is_recorded_in_its_words(place: str) -> None:
    # 000-11, 000-51, 002-01, 002-03, 004-18: meeting, service, reading, of a branch, supervision
    file = Path(__file__).parents[2] / "deploy" / "profiles" / f"{place}.toml"
    words = Words.model_validate(tomllib.loads(file.read_text("utf-8"))["meetings"]["words"])
    office = s.replace(at().by, rules=s.replace(s.RULES, words=words))
    plain = told(TRAINING, meant_for=[words.audiences[0].code], organ=words.organs[-1].code)

    for kind in words.activities:
        amounts = [{"kind": each.code, "value": 160} for each in words.amounts]
        command = told(plain, kind=kind.code, joined=kind.joins, amounts=amounts)
        (done,) = at().when(command, by=office).result
        assert (done.kind, done.credited_as) == (kind.code, kind.credited_as)
        assert (done.joined, len(done.amounts)) == (kind.joins, len(words.amounts))
    kinds = {each.code for each in words.activities}
    assert {"research", "inspection", "training"} <= kinds
    assert any(each.joins for each in words.activities)
    assert place != "huaxi" or {"receive", "go-out", "joint", "follow-up"} <= kinds  # 004-29
    assert place != "yuzhong" or {"reading", "service", "work-meeting"} <= kinds


def test_an_activity_names_one_of_the_ways_in_which_members_act() -> None:  # 003-06
    at().when(told(TRAINING, channel="contact")).then(trained(channel="contact"))
    at().when(told(TRAINING, channel="moon")).then_rejected("unknown-code")
    # One that has left the words stays, where the rest is put right.
    gone = trained(channel="gone")
    mend = {**TRAINING.model_dump(include=set(c.CorrectActivity.model_fields)), "title": "培训班"}
    kept = at(gone).when(c.CorrectActivity(**{**mend, "channel": "gone", "reason": "名称"})).result
    assert isinstance(kept, list)
    other = c.CorrectActivity(**{**mend, "channel": "lost", "reason": "名称"})
    at(gone).when(other).then_rejected("unknown-code")
    assert values({"channel": "contact"}, "channel") == ["contact"]
    assert values({"channel": None}, "channel") == [None]
