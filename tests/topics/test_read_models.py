"""What a longer life leaves in the rows that the screens read."""

from contracts.event import Event
from contracts.topics.topic import ProcedureFixed
from runtime.projection import Change, fold
from services.topics.plan.read_models import project as project_plan
from services.topics.topic.read_models import rows as project
from tests.slices.example import recorded
from tests.topics import situations as s


def row(changes: list[Change]) -> dict[str, object]:
    """The one row in which these changes come to rest."""
    (change,) = fold(changes)
    return change.values


def test_the_name_of_the_county_arrives_with_its_consent():  # 13.3-16
    events: tuple[Event, ...] = (s.proposed, s.admitted, s.passed_up)
    before = [change for event in events for change in project(recorded(event))]
    by_county = project(recorded(s.approved, unit=s.COUNTY, unit_name="样例县"))

    assert (row(before)["unit"], row(before)["unit_name"]) == (s.COUNTY, "")
    assert row([*before, *by_county])["unit_name"] == "样例县"


def test_what_a_topic_is_about_is_there_once_it_is_admitted():  # model 7
    """Where it was written when the topic was raised, it goes on."""
    words = s.admitted.model_copy(update={"description": "市场的选址。"})
    apart, inline = project(recorded(s.told_apart)), project(recorded(s.proposed))

    assert (row(apart)["description"], row(apart)["text"]) == (None, s.text_of_it)
    admitted = row([*apart, *project(recorded(words))])
    assert (admitted["description"], admitted["text"]) == ("市场的选址。", s.text_of_it)
    assert (row(inline)["description"], row(inline)["text"]) == (s.proposed.description, None)
    admitted = row([*inline, *project(recorded(s.admitted))])
    assert admitted["description"] == s.proposed.description


def test_a_new_draft_leaves_nothing_of_the_old_one():
    new = s.drafted.model_copy(update={"entries": (s.road_entry,)})
    drafts = [change for draft in (s.drafted, new) for change in project_plan(recorded(draft))]

    assert row(drafts)["draft"] == (s.road_entry,)


def test_a_topic_says_by_which_rules_its_procedure_was_fixed():  # 13.3-4
    admitted = recorded(s.admitted).model_copy(update={"rules": "620123000000/2026.1"})
    later = recorded(s.approved).model_copy(update={"rules": "620123000000/2026.2"})
    life = [*project(recorded(s.proposed)), *project(admitted), *project(later)]

    assert row(life)["procedure_rules"] == "620123000000/2026.1"
    above = [*life, *project(recorded(s.passed_up))]
    assert row(above)["procedure_rules"] is None
    fixed = recorded(ProcedureFixed(procedure=s.YZ7))
    fixed = fixed.model_copy(update={"rules": "620100000000/2026.3"})
    assert row([*above, *project(fixed)])["procedure_rules"] == "620100000000/2026.3"
