"""What the procedure of a consultation asks for."""

from common.conditions import plain_of
from contracts import procedure as p
from contracts.event import Recorded
from contracts.meetings.consultation import ConsultationOpened
from runtime.policy import Wanted
from services.members.draw.commands import AskForDraw


def when_consultation_opened_ask_for_its_draws(
    record: Recorded[ConsultationOpened],
) -> list[Wanted]:
    """One for each pool that a step asks to be drawn from (001-32)."""
    most: dict[str, int] = {}
    for step in record.data.procedure.steps:
        for condition in step.conditions:
            for each in plain_of(condition):
                if isinstance(each, p.IsDrawn):
                    most[each.pool] = max(each.least, most.get(each.pool, 0))
    return [
        Wanted(
            f"{record.key}:{pool}",
            AskForDraw(
                unit=record.unit,
                occasion=record.key,
                pool=pool,
                for_consultation=True,
                title=record.data.title,
                least=least,
            ),
        )
        for pool, least in most.items()
    ]
