"""Random lives of proposals: no fact is refused, replay tells the same, invariants hold."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.calendar import Term
from contracts.topics import proposal as e
from contracts.topics.proposal_parts import Conversion
from runtime.decider import Circumstances, Rejected
from services.topics.proposal import commands as c
from services.topics.proposal.decider import PROPOSAL
from services.topics.proposal.decider.days import due
from services.topics.proposal.decider.state import ENDED, Proposal, Stage
from services.topics.proposal.reactions import have_its_number_noted, have_its_series_there
from services.topics.proposal_series.decider import SERIES, Series
from tests.slices.example import recorded
from tests.topics import proposals as p
from tests.topics.proposal_chapter import CHAPTER
from tests.topics.situations import COUNTY, VILLAGE, rules_in_force

DAY = st.integers(0, 120).map(lambda days: date(2025, 11, 1) + timedelta(days))
MEMBER = st.sampled_from([p.FIRST, p.SECOND, p.THIRD])
WHO = st.sampled_from([p.MEMBER, p.CO_SIGNER, p.CLERK, p.OFFICE, p.COMMITTEE, p.POLICY])
GRACE = rules_in_force.proposals.model_copy(update={"grace": Term(count=2)})
RULES = st.sampled_from(
    [CHAPTER, GRACE, CHAPTER.model_copy(update={"numbering_between": None})]
).map(lambda chapter: replace(rules_in_force, proposals=chapter))
ANSWERS = st.sampled_from(
    [p.ANSWERS, p.no("lawful", "否。"), p.no("proposal", "否。"), p.no("one-matter", "否。")]
)
COMMAND: st.SearchStrategy[c.ProposalCommand] = st.one_of(
    st.sampled_from(
        [
            p.draft,
            p.draft.model_copy(update={"kind": "individual", "invited": ()}),
            p.revision,
            p.revision.model_copy(update={"invited": ()}),
            p.entry,
            p.grading,
            c.TakeGradeBack(grade="key", reason="不再督办。"),
            c.WithdrawProposal(reason="撤回。"),
            c.TakeExaminationBack(reason="误登。"),
            c.LetProposalGo(**dict(p.let_go)),
            c.TakeInProposal(**p.took_in.model_dump(exclude={"document_number"})),
        ]
    ),
    st.builds(c.NoteCoSigner, member=MEMBER),
    st.builds(c.NoteCoSignerLeft, member=MEMBER, reason=st.just("退出。")),
    st.builds(c.SubmitProposal, submitted_on=DAY),
    st.builds(c.SupplementProposal, supplemented_on=DAY),
    st.builds(c.CheckProposal, checked_on=DAY),
    st.builds(
        c.ExamineProposal,
        examined_on=DAY,
        answers=ANSWERS,
        ground=st.sampled_from([None, "empty"]),
    ),
    st.builds(c.MergeProposal, into=st.just(p.OTHER), merged_on=DAY, reason=st.just("同一事。")),
    st.builds(
        c.ConvertProposal,
        becomes=st.sampled_from(Conversion),
        converted_on=DAY,
        reason=st.just("改办。"),
        topic=st.sampled_from([None, p.as_topic]),
    ),
    st.builds(
        c.TellProposers,
        told=st.lists(MEMBER, min_size=1, max_size=3).map(tuple),
        told_on=DAY,
        how=st.just("电话。"),
    ),
    st.builds(
        c.CorrectProposal,
        kind=st.sampled_from(["individual", "joint"]),
        first=MEMBER,
        co_signers=st.lists(MEMBER, max_size=2).map(tuple),
        submitted_on=DAY,
        reason=st.just("登记有误。"),
    ),
)
WAY: list[tuple[Circumstances[Any], c.ProposalCommand]] = [
    (p.MEMBER, p.draft),
    (p.POLICY, c.NoteCoSigner(member=p.SECOND)),
    (p.MEMBER, p.submission),
    (p.OFFICE, p.checking),
    (p.COMMITTEE, p.examination),
]
"""How most proposals go. A random life begins with some of it."""
LIFE = st.tuples(st.integers(0, len(WAY)), st.lists(st.tuples(WHO, RULES, COMMAND), max_size=30))
OTHER = PROPOSAL.fold((each, VILLAGE) for each in (p.other_drafted, p.other_submitted))


class Town:
    """A proposal and the series of numbers, as the writer would keep them."""

    def __init__(self) -> None:
        self.state, self.history = PROPOSAL.blank, list[e.ProposalEvent]()
        self.series = dict[str, Series]()
        self.refused = list[str]()

    def ask(self, by: Circumstances[Any], command: c.ProposalCommand) -> None:
        streams = {f"series/{key}": each for key, each in self.series.items()}
        there = replace(by, states={**streams, f"proposal/{p.OTHER}": OTHER})
        try:
            events = PROPOSAL.decide(self.state, command, there)
        except Rejected as refusal:
            self.refused.append(refusal.rule)
            return
        for event in events:
            self.state = PROPOSAL.evolve(self.state, event, VILLAGE)
            self.history.append(event)
            self.react(event)

    def react(self, event: e.ProposalEvent) -> None:
        record = recorded(event, f"proposal/{p.PROPOSAL}", VILLAGE)
        wanted = []
        if isinstance(event, e.ProposalSubmitted | e.ProposalCorrected):
            wanted = have_its_series_there(record, self.state)
        if isinstance(event, e.ProposalFiled):
            wanted = have_its_number_noted(record, self.state)
        for each in wanted:
            series = self.series.get(each.key, SERIES.blank)
            for told in SERIES.decide(series, each.command, p.POLICY):  # type: ignore[arg-type]
                series = SERIES.evolve(series, told, COUNTY)
            self.series[each.key] = series


def holds(state: Proposal, history: Sequence[e.ProposalEvent]) -> None:
    filings = [each for each in history if isinstance(each, e.ProposalFiled)]
    ends = (e.ProposalNotFiled, e.ProposalMerged, e.ProposalConverted, e.ProposalWithdrawn)
    undone = sum(isinstance(each, e.ExaminationTakenBack) for each in history)
    assert len(filings) + sum(isinstance(each, ends) for each in history) - undone <= 1
    assert (state.stage is Stage.FILED) == bool(filings)
    signers = state.signers
    assert len(set(signers.proposers)) == len(signers.proposers)
    assert state.hands >= set(signers.everybody)
    if state.stage in (Stage.SUBMITTED, Stage.FILED):
        assert state.placed
    if state.kind == "individual":
        assert not signers.co_signers
    for each in filings:
        assert each.signers.first
        assert each.kind != "joint" or each.signers.co_signers
    assert bool(list(due(state))) == (
        state.stage is Stage.RETURNED or (state.stage in ENDED and bool(state.waiting))
    )


@settings(max_examples=400, deadline=None)
@given(LIFE)
def test_whatever_is_asked_invariants_hold_and_replay_tells_the_same(
    life: tuple[int, list[Any]],
) -> None:
    begun, more = life
    town = Town()
    for by, command in WAY[:begun]:
        town.ask(by, command)
    assert not town.refused
    for by, rules, command in more:
        town.ask(replace(by, rules=rules), command)
        holds(town.state, town.history)

    assert PROPOSAL.fold((each, VILLAGE) for each in town.history) == town.state
    again = [type(each).model_validate_json(each.model_dump_json()) for each in town.history]
    assert again == town.history
    given_numbers = sum(isinstance(each, e.ProposalFiled) for each in town.history)
    assert sum(each.last for each in town.series.values()) == given_numbers


EVERY = [*p.waiting, p.revised, p.entered, p.left, p.returned, p.supplemented, p.filed]
EVERY += [p.not_filed, p.merged, p.took_in, p.to_a_topic, p.told, p.graded, p.grade_taken_back]
EVERY += [p.corrected, p.supplement_missed, p.taken_back, p.let_go]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(EVERY), max_size=20))
def test_no_fact_is_refused_in_whatever_order_it_comes(life: list[Any]) -> None:
    """Facts are facts: a later version of the rules may have decided them in another order."""
    state = PROPOSAL.fold((each, VILLAGE) for each in life)

    assert state.version == len(life)
    assert isinstance(state.title, str)
