"""What those invited get before a session, with papers."""

from datetime import date
from typing import Any

from common.visibility import What, by_scope
from contracts.meetings import session as e
from contracts.paper import PaperClass
from runtime.papers import used
from services.meetings.session import commands as c
from services.meetings.session.decider.materials import kept
from tests.meetings import examples as x
from tests.meetings.situations import called, in_session

BEFORE = date(2026, 2, 25)


def send(*papers: tuple[int, Any], part: str | None = None) -> c.SendMaterials:
    enclosed = tuple(c.Enclosure(document=number, text=text) for number, text in papers)
    return c.SendMaterials(documents=("议程", "调研报告"), on=BEFORE, part=part, papers=enclosed)


def test_a_material_may_be_brought_as_a_paper() -> None:  # 004-10
    sent = x.materials_sent
    (use,) = used(sent)

    in_session(called()).when(x.MATERIALS).then(sent)
    in_session(called(), sent).when(x.MATERIALS).then_nothing()
    assert (use.kept, use.readers) == (PaperClass.INTERNAL, by_scope(What.MATTER))
    assert use.title not in sent.documents


def test_a_text_belongs_to_one_of_the_documents() -> None:  # 004-10
    in_session(called()).when(send((3, x.REPORT))).then_rejected("no-document")
    in_session(called()).when(send((2, x.REPORT), (2, x.REPORT))).then_rejected("listed-twice")


def test_materials_may_be_meant_for_a_part_of_the_session() -> None:  # 004-10, 5.4
    chairs = called(form="chairpersons")
    sent = x.materials_sent.model_copy(update={"part": "opening", "papers": ()})

    in_session(chairs).when(send(part="opening")).then(sent)
    in_session(chairs).when(send(part="closing")).then_rejected("unknown-part")


def test_a_notice_may_be_kept_as_it_was_given() -> None:
    told = c.GiveNotice(on=BEFORE, how="电话通知", text=x.REPORT)
    given = x.noticed.model_copy(update={"text": kept(x.REPORT, "会议通知")})

    in_session(called()).when(told).then(given)
    in_session(called(), given).when(told).then_nothing()
    in_session(called(), x.noticed).when(told).then(given)


def test_what_was_recorded_before_papers_goes_on() -> None:
    """Bytes of before: titles only. And what has no paper is recorded as it was then."""
    sent = '{"documents":["调研报告"],"on":"2026-02-25","late":false}'
    told = '{"on":"2026-02-25","how":"电话通知","late":false}'

    assert e.MaterialsSent.model_validate_json(sent).model_dump_json() == sent
    assert e.NoticeGiven.model_validate_json(told).model_dump_json() == told
