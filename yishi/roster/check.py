"""What a roster's rows say, each by itself and beside the others."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from contracts.members.rules import Words
from contracts.names import same
from yishi.roster.cells import (
    alike,
    dialled,
)
from yishi.roster.file import (
    NAME,
    NUMBER,
    Fault,
    Row,
)
from yishi.roster.reading import Entry, Reading
from yishi.roster.register import Register
from yishi.roster.workbook.table import Line


def check(
    rows: Sequence[Line],
    units: Iterable[Row],
    bodies: Iterable[Row],
    *,
    whose: str,
    words: Words,
    today: date,
    members: Iterable[Row] = (),
) -> tuple[list[Entry], list[Fault]]:
    """The clean rows, and everything that is wrong with the others. `words` are those in force for
    members; `members` are those recorded, whose numbers may be filled to another width."""
    register = Register(whose, units, bodies, words, members)
    entries: list[Entry] = []
    faults: list[Fault] = []
    for line in rows:
        reading = Reading(line, register, today)
        if entry := reading.entry():
            entries.append(entry)
        faults.extend(reading.faults)
    doubles = list(_doubles(entries, register.members))
    guilty = {fault.row for fault in doubles}
    return [one for one in entries if one.row not in guilty], sorted([*faults, *doubles])


def _doubles(entries: Sequence[Entry], recorded: Mapping[str, Row]) -> Iterator[Fault]:
    """Two rows for one number, or one person under two numbers. Which is right, people know."""
    by_number, by_person = defaultdict(list), defaultdict(list)
    for entry in entries:
        by_number[alike(entry.admit.member)].append((entry.row, entry.admit.member))
        by_person[same(entry.admit.name), dialled(entry.phone)].append(entry.row)
    for found in by_number.values():
        members = {member for _, member in found}
        if len(found) == 1 or (len(members) == len(found) and members <= recorded.keys()):
            continue
        for row, member in found:
            others = "、".join(str(other) for other, _ in found if other != row)
            widths = "、".join(sorted(members - {member}))
            yield Fault(
                row,
                NUMBER,
                f"与第 {others} 行的编号{f'只差位数（{widths}）' if widths else '相同'}，请核对。",
                f"is the number of row {others} too{f' ({widths})' if widths else ''}; check both.",
            )
    for (_, phone), rows in by_person.items():
        for row in rows if len(rows) > 1 and phone else ():
            others = "、".join(str(other) for other in rows if other != row)
            yield Fault(
                row,
                NAME,
                f"与第 {others} 行的姓名和手机号相同，疑为同一人，请核对。",
                f"has the name and telephone number of row {others}; check both.",
            )
