"""One voice for each person, and each list once; shown to those who choose (002-11)."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from services.topics.topic import commands as c
from services.topics.topic.decider import TOPIC
from services.topics.topic.decider.merging import reads
from services.topics.topic.decider.state import Topic
from tests.support.scenario import Scenario
from tests.topics import situations as s
from tests.topics import support_examples as x
from tests.topics.commands import topic

supported = Scenario(TOPIC, by=x.CLERK)
two_lists = x.record.model_copy(
    update={
        "paper": x.uploaded.model_copy(update={"digest": "2b" * 32, "size": 198_000}),
        "signatures": 12,
    }
)


def test_a_person_and_a_list_are_a_voice_each():  # 002-11
    supported.given(s.proposed).when(x.record).then(x.signed)
    supported.given(s.proposed, x.signed).when(x.stand).then(x.stood)
    (event,) = told(supported.given(s.proposed, x.signed, x.stood).when(two_lists).result)
    assert (event.voices, event.support) == (12, 51)


def test_no_person_twice_and_no_list_twice():  # 002-11
    life = (s.proposed, x.signed, x.stood)
    supported.given(*life).when(x.stand).then_rejected("voice-twice")
    supported.given(*life).when(x.record).then_rejected("list-twice")


def test_the_same_file_uploaded_again_is_the_same_list():
    """A digest holds random bytes, so the same file has another one each time."""
    again = x.record.model_copy(
        update={"paper": x.uploaded.model_copy(update={"digest": "3c" * 32})}
    )
    supported.given(s.proposed, x.signed).when(again).then_rejected("list-twice")


@pytest.mark.parametrize(
    "both",
    [{"person": "p-1"}, {"paper": None}, {"signatures": None}, {"paper": None, "person": "p"}],
)
def test_it_is_a_person_or_a_list_with_its_number(both: dict[str, Any]):
    wrong = x.record.model_copy(update=both)
    supported.given(s.proposed).when(wrong).then_rejected("person-or-list")
    naming_both = x.withdraw.model_copy(update={"person": "p-1"})
    supported.given(s.proposed, x.signed).when(naming_both).then_rejected("person-or-list")


def test_it_is_recorded_once_it_has_happened():
    ahead = x.stand.model_copy(update={"on": date(2026, 3, 3)})
    supported.given(s.proposed).when(ahead).then_rejected("future-day")


def test_a_personal_claim_has_no_supporters():  # 001-15
    supported.given(s.claimed).when(x.stand).then_rejected("personal-claim")


def test_a_voice_is_taken_back_and_may_come_again():  # model 12
    life = (s.proposed, x.signed, x.stood)
    taken = x.withdrawn.model_copy(update={"support": 1})
    supported.given(*life).when(x.withdraw).then(taken)
    supported.given(*life, taken).when(x.withdraw).then_nothing()
    supported.given(*life, taken).when(x.record).then(x.signed.model_copy(update={"support": 39}))
    nobody = c.WithdrawSupport(person="p-9", reason="未签名")  # type: ignore[arg-type]
    supported.given(*life).when(nobody).then_rejected("no-voice")


def test_a_number_of_signatures_is_corrected():  # model 12
    supported.given(s.proposed, x.signed).when(x.correct).then(x.corrected)
    supported.given(s.proposed, x.signed, x.corrected).when(x.correct).then_nothing()
    other = x.correct.model_copy(update={"digest": "4d" * 32})
    supported.given(s.proposed, x.signed).when(other).then_rejected("no-voice")


def test_it_stays_when_the_topic_is_raised_again_and_ends_when_it_is_selected():
    again = (s.proposed, x.signed, s.returned, s.proposed)
    supported.given(*again).when(x.record).then_rejected("list-twice")
    selected = (s.proposed, s.admitted, s.raised, *s.in_consultation)
    supported.given(*selected).when(x.stand).then_rejected("out-of-step")


def test_who_stands_behind_two_topics_that_became_one_counts_once():  # 002-11
    stalls = TOPIC.fold((each, s.VILLAGE) for each in (s.proposed, x.signed, x.stood, s.merged))
    by = replace(x.CLERK, states={f"topic/{s.STALLS}": stalls})
    take_in = c.TakeInTopic(
        merged=s.STALLS,
        merged_title=s.proposed.title,
        reason="同一件事",
        supporters=46,
        places=(),
    )
    of_both = Scenario(TOPIC, by=by)
    (event,) = told(of_both.given(s.road_raised, x.stood).when(take_in).result)
    assert event.support == 39

    life = (s.road_raised, x.stood, event)
    of_both.given(*life).when(x.record).then_rejected("list-twice")
    gone = x.withdrawn.model_copy(update={"support": 1})
    of_both.given(*life).when(x.withdraw).then(gone)
    # What was taken back here counts no more, though it stands in the other one's history.
    (again,) = told(of_both.given(*life, gone).when(two_lists).result)
    assert again.support == 13
    state: Topic = TOPIC.fold((each, s.VILLAGE) for each in life)
    assert [*reads(state, x.stand)] == [f"topic/{s.STALLS}"]


def test_what_is_on_record_answers_the_question_whether_people_want_it():  # 002-11
    gated = s.with_kinds(
        s.CONSULTATION.model_copy(update={"checklist": "wanted"}),
        checklists=s.Checklists(checklists=(WANTED,)),
    )
    screener = replace(topic.by, rules=gated)
    said_nothing = s.proposed.model_copy(update={"supporters": 0})
    screening = s.screening.model_copy(update={"answers": {}})
    (event,) = told(topic.given(said_nothing, x.signed).when(screening, by=screener).result[:1])
    assert event.answers["wanted"].reason == "38人支持。"


WANTED = s.Checklist(
    code="wanted",
    chinese="群众关心",
    english="wanted",
    questions=(
        s.Question(code="wanted", chinese="群众关心", english="wanted", computed="supported"),
    ),
)


def test_one_module_orders_by_support_and_no_page_of_the_console_knows_it():  # 002-11
    ordering = [
        file
        for file in Path("services").rglob("*.py")
        if "topic_support" in (text := file.read_text("utf-8")) or "import support" in text
    ]
    assert sorted(each.name for each in ordering) == ["candidates.py", "tables.py"]
    for page in Path("services/console/templates").glob("*.html"):
        assert "support" not in page.read_text("utf-8")


def told(result: Any) -> list[Any]:
    assert isinstance(result, list), result
    return result
