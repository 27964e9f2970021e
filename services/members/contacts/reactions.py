"""A list that is filed in time is a fact of the duty file, where the rules say so (domain 7.2)."""

from collections.abc import Mapping, Sequence
from datetime import date

from contracts.event import Event, Recorded
from contracts.members import contacts as e
from runtime.policy import Reaction, Wanted
from services.members.contacts.decider import Contacts
from services.members.duty.commands import CreditDutyFact, WithdrawDutyFact


def credit_the_list(record: Recorded[e.ContactsFiled], year: Contacts) -> list[Wanted]:
    """In the year for which it is filed; one that is filed after that year earns nothing."""
    event = record.data
    if event.credited_as is None or event.on.year > event.year:
        return []
    fact = CreditDutyFact(
        unit=record.unit,
        member=event.member,
        year=event.year,
        kind=event.credited_as,
        on=max(event.on, date(event.year, 1, 1)),
        place=record.unit,
        title=f"{event.year}年度联系名单",
        source=f"contacts/{record.key}",
        source_event=str(record.id),
        occasion=f"contacts/{record.key}",
    )
    return [Wanted(record.key, fact)]


def take_the_credit_back(record: Recorded[e.ContactsTakenBack], year: Contacts) -> list[Wanted]:
    event = record.data
    withdrawn = WithdrawDutyFact(
        unit=record.unit,
        member=event.member,
        year=event.year,
        occasion=f"contacts/{record.key}",
        reason=event.reason,
    )
    return [Wanted(record.key, withdrawn)]


REACTIONS: Mapping[type[Event], Sequence[Reaction]] = {
    e.ContactsFiled: (credit_the_list,),
    e.ContactsTakenBack: (take_the_credit_back,),
}
