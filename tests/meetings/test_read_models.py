"""What a longer life leaves in the rows that the screens read."""

from runtime import chapters as r
from runtime.due import due
from runtime.issued import issued_documents
from runtime.papers import paper_uses
from runtime.projection import fold
from services.meetings.activity import read_models as a
from services.meetings.consultation import read_models as m
from services.meetings.quota import read_models as q
from services.meetings.session import read_models as w
from services.meetings.wiring import MEETINGS
from tests.meetings import situations as s
from tests.slices.example import recorded


def test_an_upgrade_leaves_the_steps_of_the_fuller_procedure() -> None:
    life = (*s.simple_upgraded, s.researched, s.done(3, s.YZ6))
    changes = fold(change for event in life for change in m.project(recorded(event)))
    (found,) = (change.values for change in changes if change.table is m.consultations)
    steps = [change for change in changes if change.table is m.steps]

    assert (found["procedure"], found["steps_done"], found["steps_total"]) == ("YZ6", 3, 6)
    under = {each.key[1]: each.values["procedure"] for each in steps}
    assert under == {2: "YZS", 3: "YZ6", 4: "YZ6"}


def test_only_an_upgrade_says_by_which_rules_a_consultation_has_its_procedure() -> None:  # 13.3-4
    def row(*life: object) -> dict[str, object]:
        changes = fold(change for event in life for change in m.project(recorded(event)))  # type: ignore[arg-type]
        (found,) = (change.values for change in changes if change.table is m.consultations)
        return found

    # The topic has its own since it was admitted, and other rules may be in force since.
    assert "rules" not in m.consultations.c
    assert row(*s.six_opened).get("upgraded_under") is None
    assert row(*s.simple_upgraded)["upgraded_under"] == recorded(s.simple_upgraded[-1]).rules


def test_every_table_belongs_to_the_service() -> None:
    ours = {table for each in (a, m, q, r, w) for table in each.metadata.tables.values()}

    assert set(MEETINGS.tables) == ours | {due, issued_documents, paper_uses}
