"""One example of each slice of support for a topic (002-11)."""

from datetime import date

from contracts.ids import PersonId
from contracts.paper import Paper, PaperClass, PaperUse
from contracts.roles import Role
from contracts.topics import topic as e
from services.topics.topic import commands as c
from tests.slices.example import Example
from tests.support.scenario import circumstances
from tests.topics import situations as s

CLERK = circumstances(by="wei", unit=s.VILLAGE, rules=s.rules_in_force)

uploaded = Paper(digest="1a" * 32, media_type="image/jpeg", size=210_000)
names = PaperUse(
    **dict(uploaded),
    title="联名名单",
    kept=PaperClass.INTERNAL,
    readers=(Role.CLERK, Role.CONVENOR, Role.CPPCC_OFFICE),
    by_author=True,
)
signed = e.SupportRecorded(paper=names, voices=38, on=date(2026, 3, 1), support=38)
stood = e.SupportRecorded(
    person=PersonId("01990000-0000-7000-8000-00000000a007"),
    voices=1,
    on=date(2026, 3, 2),
    support=39,
)
corrected = e.SupportCorrected(
    digest=uploaded.digest, voices=36, instead_of=38, reason="两人签了两次", support=36
)
withdrawn = e.SupportWithdrawn(digest=uploaded.digest, reason="名单属于另一件事", support=0)

record = c.RecordSupport(paper=uploaded, signatures=38, on=signed.on)
stand = c.RecordSupport(person=stood.person, on=stood.on)
correct = c.CorrectSupport(digest=uploaded.digest, signatures=36, reason=corrected.reason)
withdraw = c.WithdrawSupport(digest=uploaded.digest, reason=withdrawn.reason)

BESIDE = {f"topic/{s.STALLS}": (s.proposed, s.merged)}
"""What may have become part of the topic: its voices count too."""

EACH = [
    Example("support", (s.proposed,), record, CLERK, (signed,), beside=BESIDE),
    Example(
        "support-correction", (s.proposed, signed), correct, CLERK, (corrected,), beside=BESIDE
    ),
    Example(
        "support-withdrawal", (s.proposed, signed), withdraw, CLERK, (withdrawn,), beside=BESIDE
    ),
]
