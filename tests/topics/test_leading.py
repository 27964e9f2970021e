"""Who leads a topic, at which level, its sites, and what it comments on."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from contracts.topics.topic import TopicSelected
from services.topics.topic import commands as c
from tests.topics import screening_examples as x
from tests.topics import situations as s
from tests.topics.commands import ENTERING, approval, party, proposal, topic

COMMENT = s.CONSULTATION.model_copy(
    update={
        "code": "document-comment",
        "chinese": "文件征求意见",
        "english": "comment on a document",
        "needs_document": True,
        "needs_due": True,
    }
)
COMMENTING = s.with_kinds(s.CONSULTATION, COMMENT)
REPORT = {"document": "政府工作报告（征求意见稿）", "due": date(2026, 3, 10)}


def test_a_leader_stands_at_a_level_of_the_list():  # 003-23
    led = {"led_by": "县政协副主席", "leader_level": "chair"}
    screening = s.screening.model_copy(update=led)
    (event, _) = told(topic.given(s.proposed).when(screening).result)
    assert (event.led_by, event.leader_level) == ("县政协副主席", "chair")

    def screened(**content: Any) -> Any:
        return topic.given(s.proposed).when(s.screening.model_copy(update=content))

    screened(led_by="县政协副主席").then_rejected("level-needed")
    screened(leader_level="chair").then_rejected("level-of-nobody")
    screened(**{**led, "leader_level": "emperor"}).then_rejected("unknown-code")


def test_a_topic_is_of_a_field_of_life_beside_its_category():  # 001-39
    screening = s.screening.model_copy(update={"field": "markets"})
    (event, _) = told(topic.given(s.proposed).when(screening).result)
    assert (event.category, event.field) == ("livelihood", "markets")
    unknown = screening.model_copy(update={"field": "moon"})
    topic.given(s.proposed).when(unknown).then_rejected("unknown-code")


def test_who_leads_may_change_while_it_runs():  # 004-31
    topic.given(*x.admitted).when(x.leading).then(x.led)
    topic.given(*x.admitted, x.led).when(x.leading).then_nothing()
    topic.given(*x.admitted, *s.in_consultation).when(x.leading).then(x.led)
    topic.given(s.proposed).when(x.leading).then_rejected("out-of-step")
    ahead = x.leading.model_copy(update={"on": date(2026, 3, 3)})
    topic.given(*x.admitted).when(ahead).then_rejected("future-day")


def test_sites_are_added_while_it_runs_and_taken_out_where_they_are_none():  # 003-23
    topic.given(*x.admitted, *s.in_consultation).when(x.adding).then(x.sites_added)
    topic.given(*x.admitted, x.sites_added).when(x.adding).then_nothing()
    more = c.AddSites(sites=("二组菜场", "三组菜场"))
    (event,) = told(topic.given(*x.admitted, x.sites_added).when(more).result)
    assert (event.added, event.sites) == (("三组菜场",), ("一组菜场", "二组菜场", "三组菜场"))

    twice = c.AddSites(sites=("一组菜场", "一组菜场"))
    topic.given(*x.admitted).when(twice).then_rejected("site-twice")
    topic.given(*x.admitted).when(x.withdrawing).then_rejected("no-site")
    topic.given(*x.admitted, x.sites_added).when(x.withdrawing).then(x.site_withdrawn)


@pytest.mark.parametrize("lacking", ["document", "due"])
def test_a_comment_names_its_document_and_its_day(lacking: str):  # 004-12
    by = replace(ENTERING, rules=COMMENTING)
    whole = proposal.model_copy(update={"kind": "document-comment", **REPORT})
    (event,) = told(topic.given().when(whole, by=by).result)
    assert (event.document, event.due) == (REPORT["document"], REPORT["due"])

    less = whole.model_copy(update={lacking: None})
    topic.given().when(less, by=by).then_rejected("document-needed")
    raised = s.proposed.model_copy(update={**REPORT, lacking: None})
    screening = s.screening.model_copy(update={"kind": "document-comment"})
    screener = replace(topic.by, rules=COMMENTING)
    topic.given(raised).when(screening, by=screener).then_rejected("document-needed")


def test_it_is_supplemented_when_it_is_raised_again():  # 004-12
    by = replace(ENTERING, rules=COMMENTING)
    raised_again = c.RaiseAgain(title="报告修改意见", description="两处", scale="group", **REPORT)
    (event,) = told(topic.given(s.proposed, s.returned).when(raised_again, by=by).result)
    assert (event.document, event.due) == (REPORT["document"], REPORT["due"])
    once_more = c.RaiseAgain(title="报告修改意见", description="三处", scale="group")
    (event,) = told(topic.given(event, s.returned).when(once_more, by=by).result)
    assert (event.document, event.due) == (REPORT["document"], REPORT["due"])


def test_the_consultation_knows_what_is_commented_on_and_until_when():  # 004-12
    raised = s.proposed.model_copy(update=REPORT)
    result = told(topic.given(raised, s.admitted, s.raised).when(approval, by=party()).result)
    selected = result[-1]
    assert isinstance(selected, TopicSelected)
    assert (selected.document, selected.due) == (REPORT["document"], REPORT["due"])


def told(result: Any) -> list[Any]:
    assert isinstance(result, list), result
    return result
