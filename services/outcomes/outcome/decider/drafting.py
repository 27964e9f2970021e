"""What an outcome is drafted from, and of which kind it is (001-22, 004-13)."""

from contracts import procedure as p
from contracts.outcomes import outcome as e
from contracts.outcomes.rules import Basis, Handling, Handlings, OutcomeKind
from services.outcomes.outcome import commands as c
from services.outcomes.outcome.decider.numbers import runs
from services.outcomes.outcome.decider.state import Outcome
from services.outcomes.rules.decider import handling_of


def draft(command: c.DraftOutcome, rules: Handlings) -> list[e.OutcomeEvent]:
    """The draft; none where the jurisdiction has no kind of outcome for such a thing."""
    if (kind := kind_for(command, rules)) is None:
        return []
    handling = handling_of(kind, rules)
    said = command.model_dump(exclude={"unit", "basis", "of_kind", "procedure"})
    procedure = command.procedure or steps_of(handling)
    series = f"{command.unit}:{kind.code}" if runs(kind) else None
    facts = {"handling": handling, "procedure": procedure, "series": series, **said}
    return [e.OutcomeDrafted(outcome_kind=kind, **facts)]


def kind_for(command: c.DraftOutcome, rules: Handlings) -> OutcomeKind | None:
    """The first kind that names the procedure of a consultation, the form of a session or the kind
    of an activity, else the first that names none; of anything else the first that it may lead
    to."""
    fitting = [each for each in rules.kinds if command.basis in leads_to(each)]
    code = command.procedure.code if command.procedure else command.of_kind
    named = [each for each in fitting if code in only_for(command.basis, each)]
    for_all = [each for each in fitting if not only_for(command.basis, each)]
    return next(iter([*named, *for_all]), None)


def only_for(basis: Basis, kind: OutcomeKind) -> tuple[str, ...]:
    """Of which things with this basis the kind is."""
    if basis is Basis.SESSION:
        return kind.forms
    return kind.activities if basis is Basis.RESEARCH else kind.procedures


def leads_to(kind: OutcomeKind) -> tuple[Basis, ...]:
    """What leads to a kind of outcome."""
    return kind.basis or (Basis.CONSULTATION,)


def steps_of(handling: Handling) -> p.Procedure:
    """The steps of an outcome to which no consultation led."""
    told = p.Step(
        code="answered",
        name="办结并反馈",
        conditions=(p.TasksAreDone(share=100), p.IsFedBack()),
    )
    return p.Procedure(code=handling.code, name=handling.chinese, steps=handling.steps or (told,))


def is_drafted(outcome: Outcome, command: c.DraftOutcome) -> bool:
    """Whether it is so already. A proposal, a report, a session or research leads to one outcome,
    whichever of its events comes first."""
    if outcome.drafted is None:
        return False
    if command.basis is not Basis.CONSULTATION:
        return outcome.drafted.consultation is None
    said = command.model_dump(exclude={"unit", "basis", "of_kind"})
    return said == outcome.drafted.model_dump(include=set(said))


def note_proposers(outcome: Outcome, command: c.NoteProposers) -> list[e.OutcomeEvent]:
    """Nothing where the proposal is no outcome here."""
    before = outcome.proposers.get(command.proposal, ())
    if outcome.drafted is None or before == command.proposers:
        return []
    return [e.ProposersNoted(proposal=command.proposal, proposers=command.proposers)]
