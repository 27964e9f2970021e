"""What rows keep, and documents print, that was lost before."""

from typing import Any

from contracts.topics.plan import PlanEntry
from runtime.projection import Change, fold
from services.topics.plan.documents import entry
from services.topics.proposal.read_models import project as of_proposals
from services.topics.report.read_models import project as of_reports
from tests.slices.example import recorded
from tests.topics import proposals as p
from tests.topics import reports as r
from tests.topics import situations as s


def row(table: str, changes: list[Change]) -> Any:
    """The one row of the table in which these changes come to rest."""
    (found,) = fold([each for each in changes if each.table.name == table])
    return found.values


def test_the_text_of_the_authors_stays_when_their_report_is_issued():  # 8.4-3, model.md 5
    changes = [change for event in r.ISSUED for change in of_reports(recorded(event))]
    found = row("reports", changes)

    assert (found["text"], found["edited_text"]) == (r.submitted.text, r.issued.text)


def test_what_a_proposal_missed_stands_in_its_row():  # 8.1-4b, 9.3
    life = (*p.waiting, p.returned, p.supplement_missed)
    changes = [change for event in life for change in of_proposals(recorded(event))]
    found = row("proposals", changes)

    assert (found["missed"], found["missed_due"]) == ("supplement", p.returned.due)


def test_the_document_of_a_list_prints_its_columns_in_their_order():  # 002-10
    columns = {"focus": "协商重点", "effect": "预期成效"}
    said = {"effect": "年内通水。", "focus": "管网改造"}
    listed = PlanEntry(**{**dict(s.market_entry), "columns": said})

    assert entry(listed.model_dump(), "蔬菜市场", columns) == (
        "蔬菜市场（4月，议事室协商，样例一村议事会负责）\n协商重点：管网改造；预期成效：年内通水。"
    )
    assert entry(s.market_entry.model_dump(), "蔬菜市场", columns) == (
        "蔬菜市场（4月，议事室协商，样例一村议事会负责）"
    )
