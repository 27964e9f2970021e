"""Of which party members are (004-07), their committees by days, and how many posts there are
(004-06)."""

from datetime import date

from contracts.members import member as e
from services.members.body import commands as b
from services.members.body.decider import BODY
from services.members.member import commands as c
from services.members.member.decider import MEMBER
from tests.members import situations as s
from tests.support.scenario import Scenario

member = Scenario(MEMBER, by=s.office)
body = Scenario(BODY, by=s.office)
JOINED = date(1999, 5, 4)
state = c.StateAffiliation(affiliation="minge", since=JOINED)
withdraw = c.WithdrawAffiliation(since=JOINED, reason="录入有误")
set_posts = b.SetEstablishment(**s.posts_set.model_dump())
withdraw_posts = b.WithdrawEstablishment(**s.posts_withdrawn.model_dump())


def test_of_which_party_a_member_is_has_its_day_and_says_who_is_outside() -> None:  # 004-07
    member.given(s.admitted).when(state).then(s.affiliated)
    member.given(s.admitted, s.affiliated).when(state).then_nothing()
    party = c.StateAffiliation(affiliation="party", since=date(2026, 3, 1))
    joined = e.AffiliationStated(affiliation="party", outside=False, since=date(2026, 3, 1))
    member.given(s.admitted, s.affiliated).when(party).then(joined)


def test_a_party_is_a_word_of_the_county_and_no_day_to_come() -> None:
    unknown = state.model_copy(update={"affiliation": "green"})
    member.given(s.admitted).when(unknown).then_rejected("unknown-code")
    later = state.model_copy(update={"since": date(2026, 3, 3)})
    member.given(s.admitted).when(later).then_rejected("future-day")


def test_what_was_said_wrongly_is_taken_back_and_said_anew() -> None:  # model.md 12
    other = state.model_copy(update={"affiliation": "none"})
    known = member.given(s.admitted, s.affiliated)
    known.when(other).then_rejected("affiliation-stated")
    known.when(withdraw).then(s.affiliation_withdrawn)
    again = member.given(s.admitted, s.affiliated, s.affiliation_withdrawn)
    again.when(withdraw).then_rejected("no-such-affiliation")
    again.when(other).then(e.AffiliationStated(affiliation="none", outside=True, since=state.since))


def correction(**changes: object) -> c.CorrectMember:
    facts: dict[str, object] = {
        "name": s.admitted.name,
        "level": "county",
        "sector": "农业",
        "committee": "yz-law",
        "reason": "调整归口",
    }
    return c.CorrectMember(**(facts | changes))  # type: ignore[arg-type]


def corrected(command: c.CorrectMember, number: int, since: date) -> e.MemberCorrected:
    facts = command.model_dump() | {"assignment": number, "committee_since": since}
    return e.MemberCorrected(**facts)


def test_an_assignment_without_a_day_was_wrong_and_one_with_a_day_is_another() -> None:  # 004-07
    wrong = correction()
    member.given(s.admitted).when(wrong).then(corrected(wrong, 1, s.admitted.admitted_on))
    moved = correction(committee_since=date(2023, 1, 1))
    after = corrected(moved, 2, date(2023, 1, 1))
    member.given(s.admitted).when(moved).then(after)
    member.given(s.admitted, after).when(moved).then_nothing()
    out = correction(committee=None, committee_since=date(2024, 1, 1))
    member.given(s.admitted, after).when(out).then(corrected(out, 3, date(2024, 1, 1)))


def test_the_day_of_an_assignment_is_put_right_and_never_runs_into_the_one_before() -> None:
    moved = correction(committee_since=date(2023, 1, 1))
    after = corrected(moved, 2, date(2023, 1, 1))
    mended = correction(committee_since=date(2023, 2, 1))
    known = member.given(s.admitted, after)
    known.when(mended).then(corrected(mended, 2, date(2023, 2, 1)))
    first = s.admitted.admitted_on
    known.when(correction(committee_since=first)).then_rejected("assigned-later")
    earlier = correction(committee="yz-econ", committee_since=date(2022, 1, 1))
    known.when(earlier).then_rejected("assigned-later")
    member.given(s.admitted).when(correction(committee_since=date(2020, 1, 1))).then_rejected(
        "assigned-later"
    )
    to_come = correction(committee_since=date(2026, 3, 3))
    member.given(s.admitted).when(to_come).then_rejected("future-day")


def test_a_body_has_so_many_posts_from_a_day_on() -> None:  # 004-06
    body.given(s.transport).when(set_posts).then(s.posts_set)
    body.given(s.transport, s.posts_set).when(set_posts).then_nothing()
    of_one = set_posts.model_copy(update={"post": "convenor", "posts": 1})
    body.given(s.transport, s.posts_set).when(of_one).then(
        s.posts_set.model_copy(update={"post": "convenor", "posts": 1})
    )
    unknown = set_posts.model_copy(update={"post": "king"})
    body.given(s.transport).when(unknown).then_rejected("unknown-code")
    later = set_posts.model_copy(update={"since": date(2026, 3, 3)})
    body.given(s.transport).when(later).then_rejected("future-day")


def test_a_wrong_number_of_posts_is_taken_back_and_set_anew() -> None:  # model.md 12
    other = set_posts.model_copy(update={"posts": 6})
    known = body.given(s.transport, s.posts_set)
    known.when(other).then_rejected("establishment-set")
    known.when(withdraw_posts).then(s.posts_withdrawn)
    again = body.given(s.transport, s.posts_set, s.posts_withdrawn)
    again.when(withdraw_posts).then_rejected("no-such-establishment")
    again.when(other).then(s.posts_set.model_copy(update={"posts": 6}))
