"""The lines of members."""

from typing import assert_never

from contracts.members import member as e
from services.console.lines.line import Line, entry, on
from services.console.lines.names import Names


def line(event: e.MemberEvent, names: Names, member: str) -> Line:
    match event:
        case e.MemberAdmitted():
            return entry(
                f"{event.name}登记为{names.word('levels', event.level)}政协委员。",
                界别=event.sector,
                职务=event.post,
                归口=event.committee and names.body(event.committee),
                增补理由=event.co_opted_because,
            )
        case e.MemberCorrected():
            return entry(
                f"更正委员{event.name}的登记。",
                界别=event.sector,
                职务=event.post,
                归口=event.committee and names.body(event.committee),
                归口起始=on(event.committee_since) if event.committee_since else None,
                理由=event.reason,
            )
        case e.AffiliationStated():
            return entry(
                f"委员{names.people([member])}的党派登记自{on(event.since)}起。",
                党派=names.word("affiliations", event.affiliation),
            )
        case e.AffiliationWithdrawn():
            return entry(
                f"撤回委员{names.people([member])}自{on(event.since)}起的党派登记。",
                理由=event.reason,
            )
        case e.MemberPosted():
            return entry(
                f"委员{names.people([member])}自{on(event.since)}起下沉到"
                f"{names.unit(event.to_unit)}（{names.word('bases', event.basis)}）。"
            )
        case e.PostingEnded():
            return entry(
                f"委员{names.people([member])}在{names.unit(event.to_unit)}的下沉"
                f"于{on(event.until)}结束。",
                理由=event.reason,
            )
        case e.MembershipLinked():
            return entry(f"委员{names.people([member])}与{event.with_member}为同一人。")
        case e.MemberLeft():
            return entry(
                f"委员{names.people([member])}于{on(event.on)}离任。",
                事由=names.word("grounds", event.ground),
                理由=event.reason,
            )
        case _:
            assert_never(event)
