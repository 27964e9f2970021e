"""A consultation whose procedure wants drawn talents asks for its draws (001-32)."""

from contracts import procedure as p
from contracts.ids import TopicId
from contracts.meetings.consultation import ConsultationOpened
from runtime.policy import Wanted
from services.members.draw.commands import AskForDraw
from services.members.draw.policies import when_consultation_opened_ask_for_its_draws
from tests.common.procedures import KNOWN
from tests.slices.example import recorded


def opened(procedure: p.Procedure) -> ConsultationOpened:
    return ConsultationOpened(
        topics=(TopicId("t-1"),),
        title="新建蔬菜市场",
        weight="major",
        origin="public",
        raised_by="p-1",
        raised_in="620123109200",
        places=(),
        procedure=procedure,
    )


def wanted(pool: str, least: int) -> Wanted:
    command = AskForDraw(
        unit="620123109200",
        occasion="c-1",
        pool=pool,
        for_consultation=True,
        title="新建蔬菜市场",
        least=least,
    )
    return Wanted(f"c-1:{pool}", command)


def test_each_pool_is_asked_for_once_with_the_most_that_is_wanted() -> None:  # 001-32
    any_of = p.AnyOf(conditions=(p.IsDrawn(pool="roads"), p.Researched()))
    steps = (
        p.Step(code="one", name="一", conditions=(p.IsDrawn(pool="session"), any_of)),
        p.Step(code="two", name="二", conditions=(p.IsDrawn(pool="session", least=3),)),
    )
    record = recorded(opened(p.Procedure(code="X", name="X", steps=steps)), "consultation/c-1")

    assert when_consultation_opened_ask_for_its_draws(record) == [
        wanted("session", 3),
        wanted("roads", 1),
    ]


def test_a_procedure_without_drawn_talents_asks_for_none() -> None:
    record = recorded(opened(KNOWN["YZ6"]), "consultation/c-1")

    assert when_consultation_opened_ask_for_its_draws(record) == []
    five = recorded(opened(KNOWN["LS5"]), "consultation/c-1")
    assert when_consultation_opened_ask_for_its_draws(five) == [wanted("session", 1)]
