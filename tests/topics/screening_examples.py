"""One example of each slice around screening: clocks, answers to proposers, leaders and sites."""

from dataclasses import replace
from datetime import date

from contracts.topics import topic as e
from services.topics.topic import commands as c
from tests.slices.example import Example
from tests.support.scenario import circumstances
from tests.topics import situations as s
from tests.topics.call_examples import CALL, opened

SCREENER = circumstances(by="chen", unit=s.VILLAGE, rules=s.rules_in_force)
CALENDAR = circumstances("calendar", "policy", s.VILLAGE, s.rules_in_force, scope="")
LATER = replace(CALENDAR, today=date(2026, 4, 1))

missed = e.SupplementMissed(due=date(2026, 3, 16), lapsed=False)
note = c.NoteNotInTime(what="supplement", day=missed.due)
told = e.ProposerAnswered(
    decision="returned", answer="请缩小到选址和摊位两项后再报。", how="当面", on=date(2026, 3, 2)
)
answer = c.AnswerProposer(**told.model_dump(exclude={"decision"}))
led = e.TopicLed(
    led_by="县政协副主席", leader_level="chair", on=date(2026, 3, 1), reason="列为领题事项"
)
leading = c.LeadTopic(**led.model_dump())
sites_added = e.SitesAdded(added=("一组菜场", "二组菜场"), sites=("一组菜场", "二组菜场"))
adding = c.AddSites(sites=sites_added.added)
site_withdrawn = e.SitesWithdrawn(withdrawn=("一组菜场",), sites=("二组菜场",), reason="登记了两次")
withdrawing = c.WithdrawSites(sites=site_withdrawn.withdrawn, reason=site_withdrawn.reason)
unanswered = (s.claimed, s.transferred_with_a_day)
answer_missed = e.TransferAnswerMissed(receiver="yz-transport", due=date(2026, 3, 16))
note_of_answer = c.NoteNotInTime(what="answer", day=answer_missed.due)
source_corrected = e.TopicSourceCorrected(
    source="2026年度征题",
    rests_on=e.SourceThing(kind=e.SourceKind.CALL, id=CALL),
    reason="登记时漏写依据。",
)
correcting_source = c.CorrectSource(**dict(source_corrected))
admitted = (s.proposed, s.admitted, s.raised)
came = s.proposed.model_copy(update={"received_on": date(2026, 3, 1)})

EACH = [
    Example("", (s.proposed, s.returned), note, LATER, (missed,)),  # domain 9.3
    Example("", unanswered, note_of_answer, LATER, (answer_missed,)),  # 001-15, domain 9.3
    Example("reply", (came, s.returned), answer, SCREENER, (told,)),  # 9.1-14
    Example(
        "source",
        (s.proposed,),
        correcting_source,
        SCREENER,
        (source_corrected,),
        beside={f"call/{CALL}": (opened,)},
    ),  # 001-16
    Example("leader", admitted, leading, SCREENER, (led,)),  # 003-23, 004-31
    Example("sites", admitted, adding, SCREENER, (sites_added,)),  # 003-23
    Example(
        "site-withdrawal",
        (*admitted, sites_added),
        withdrawing,
        SCREENER,
        (site_withdrawn,),
    ),
]
