"""How many were there, held against how many were invited (000-43)."""

from collections.abc import Sequence

from contracts.meetings.participant import Presence
from contracts.meetings.words import ParticipantKind
from runtime.decider import Rejected
from services.meetings.session.decider.state import Session

FAR = 10
"""So many times as many as were invited do come: a department sends several, and whoever lives next
door sits down with them. More is a slip of the hand, unless somebody says how it was."""


def as_many_as_come(
    session: Session,
    kinds: Sequence[ParticipantKind],
    present: Sequence[Presence],
    uninvited: str | None,
) -> None:
    """Refuse far more of a kind than were invited, unless it is said how that was. Where nobody of
    a kind was invited there is nothing to hold a number against, and members are listed one by
    one, each of whom is in the roster."""
    if uninvited is not None:
        return
    words = {kind.code: kind for kind in kinds if not kind.named}
    for each in present:
        invited = sum(whom.count for whom in session.participants if whom.kind == each.kind)
        if (kind := words.get(each.kind)) and 0 < invited * FAR < each.count:
            raise Rejected(
                "far-more-than-invited",
                f"“{kind.chinese}”邀请了 {invited} 人，登记到会 {each.count} 人，超过 {FAR} 倍。"
                "请核对人数；人数属实的（如开放旁听），请在 uninvited 中写明情况。",
                f"{kind.english}: {invited} were invited and {each.count} are said to have come, "
                f"more than {FAR} times as many. Check the number; if it is right, as at an open "
                "session, say in `uninvited` how that was.",
            )
