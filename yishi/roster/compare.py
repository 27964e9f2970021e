"""A clean row beside what is recorded: what is recorded already is not asked for again.

A row that differs is a fault and is never corrected from a file: a roster may be older than the
correction that somebody made with a reason.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from contracts.names import same
from services.members.member.commands import PostMember
from yishi.roster.cells import dialled
from yishi.roster.file import (
    FIELDS,
    NAME,
    PHONE,
    UNITS,
    Fault,
    Row,
)
from yishi.roster.reading import Entry


@dataclass(frozen=True)
class Step:
    """What is left to do for a clean row."""

    entry: Entry
    admit: bool
    postings: tuple[PostMember, ...]
    phone: bool

    @property
    def idle(self) -> bool:
        return not (self.admit or self.postings or self.phone)


def compare(
    entries: Sequence[Entry],
    members: Iterable[Row],
    postings: Iterable[Row],
    phones: Mapping[str, str | None],
) -> tuple[list[Step], list[Fault]]:
    """Steps for the rows that agree with what is recorded, and faults for those that do not.

    `phones` holds the recorded number of each member that has one. A blank cell agrees with
    everything: a roster takes nothing away.
    """
    members = list(members)
    known = {row["member_id"]: row for row in members}
    held: dict[str, list[Row]] = defaultdict(list)
    for row in postings:
        held[row["member"]].append(row)
    steps: list[Step] = []
    faults: list[Fault] = []
    for entry in entries:
        member, recorded = entry.admit.member, known.get(entry.admit.member)
        wrong = (
            [*_differing(entry, recorded, phones.get(member))]
            if recorded
            else [*_known_already(entry, members, phones)]
        )
        fresh = []
        for posting in entry.postings:
            fault, new = _posting(entry.row, posting, held[member])
            wrong += [fault] if fault else []
            fresh += [posting] if new else []
        faults += wrong
        if not wrong:
            phone = entry.phone is not None and member not in phones
            steps.append(Step(entry, recorded is None, tuple(fresh), phone))
    return steps, faults


def namesakes(entry: Entry, members: Iterable[Row]) -> list[str]:
    """The recorded members of the name, in whatever writing, under another number."""
    name, member = same(entry.admit.name), entry.admit.member
    return [
        row["member_id"]
        for row in members
        if same(row["name"]) == name and row["member_id"] != member
    ]


def _known_already(
    entry: Entry, members: Iterable[Row], phones: Mapping[str, str | None]
) -> Iterator[Fault]:
    for other in namesakes(entry, members) if entry.phone else ():
        if dialled(phones.get(other)) == dialled(entry.phone):
            yield Fault(
                entry.row,
                NAME,
                f"与已录入的 {other} 姓名和手机号相同，疑为同一人。"
                f"如是同一人，请把编号改为 {other}；如是两人，请核对手机号。",
                f"has the name and telephone number of {other}, recorded. If it is the same "
                f"person, write the number {other}; if not, check the telephone number.",
            )


def _differing(entry: Entry, recorded: Row, phone: str | None) -> Iterator[Fault]:
    stated = entry.admit.model_dump(mode="json")
    for column, heading in FIELDS.items():
        if column == "name" and same(stated["name"]) == same(recorded["name"]):
            continue
        if stated[column] is not None and stated[column] != recorded[column]:
            yield Fault(
                entry.row,
                heading,
                f"已录入的是“{recorded[column]}”，与本行不同。确需变更的，请用“更正”并写明原因。",
                f"is recorded as {recorded[column]}; use the correction, with a reason.",
            )
    if entry.phone and phone and dialled(entry.phone) != dialled(phone):
        yield Fault(
            entry.row,
            PHONE,
            "与通讯录中的号码不同。请在通讯录中更改，或更正本行。",
            "differs from the directory; change it there, or correct the row.",
        )


def _posting(row: int, posting: PostMember, held: Sequence[Row]) -> tuple[Fault | None, bool]:
    """The fault, if any, and whether the posting is new."""
    there = [one for one in held if one["to_unit"] == posting.to_unit]
    since, basis = posting.since.isoformat(), posting.basis
    if any((one["since"], one["basis"]) == (since, basis) for one in there):
        return None, False
    for one in there:
        if one["until"] is None or since < one["until"]:
            return Fault(
                row,
                UNITS,
                f"{posting.to_unit} 的下沉已录入（自 {one['since']} 起），与本行不同。"
                "请先结束原下沉，或更正本行。",
                f"the posting to {posting.to_unit} is recorded otherwise (since {one['since']}); "
                "end it first, or correct the row.",
            ), False
    return None, True
