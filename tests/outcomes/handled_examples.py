"""Examples of what is particular to outcomes that no consultation led to, and of their numbers."""

from contracts.outcomes import series as n
from services.outcomes.series import commands as sc
from tests.outcomes import handled as h
from tests.outcomes import situations as s
from tests.slices.example import Example

numbered = n.OutcomeNumbered(outcome=s.CONSULTATION, year=2026, number_in_year=1)

OF_HANDLING = [
    Example("", h.handed_over, h.note, h.policy, (h.noted,)),  # 8.1, 4b
    Example("contacts", h.handed_over, h.contact, h.transport, (h.contacted,)),  # 8.1, 7
    Example("co-opinions", h.handed_over, h.give_opinion, h.commerce, (h.opinion,)),
    Example("extension", h.handed_over, h.extend, h.clerk, (h.extended,)),  # 8.1, 8
    Example(
        "handling-again", (*h.done, h.not_satisfied), h.handle_again, h.clerk, (h.again,)
    ),  # 8.1, 9
    Example("", (), sc.OpenSeries(unit=s.VILLAGE), s.policy, (s.opened,)),
    Example(
        "",
        (s.opened,),
        sc.NoteNumber(**dict(numbered)),
        s.policy,
        (numbered,),
    ),
]
