"""Where the result of an outcome was posted, who was told of it, and who took it over."""

from contracts.audience import Audience
from contracts.correction import Correction
from contracts.event import Event, Fact
from contracts.text import Day, DocumentNumber, Sentence, Title
from contracts.vocabulary import Code


class Posting(Fact):
    """`posting` is 1..n within the outcome."""

    posting: int
    place: Title
    on: Day


class ResultPosted(Event, Posting):
    """The result was posted on the village board or elsewhere."""

    audience = Audience.OPEN


class PostingCorrected(Correction, Event, Posting):
    """Where and when the result was posted was entered wrongly: this is how it was."""

    audience = Audience.OPEN


class PostingTakenBack(Event):
    """That the result was posted was entered wrongly: it was not. `stands`: where it was posted
    last without that."""

    audience = Audience.OPEN

    posting: int
    stands: Posting | None
    reason: Sentence


class Feedback(Fact):
    """Those who raised the topic, or `whom` of the county's list of others, were told what became
    of it (000-34), and said what they think of it. `satisfied`: that counts as satisfied, or as
    not; None for neither. `again`: with that it is to be handled again. `told`: those of the
    proposers who were. `feedback` is 1..n within the outcome."""

    feedback: int
    raised_by: str
    told: tuple[str, ...] = ()
    whom: Code | None = None
    on: Day
    channel: Title
    satisfaction: Code | None = None
    satisfied: bool | None = None
    again: bool = False


class FeedbackGiven(Event, Feedback):
    """Somebody was told what became of the matter."""

    audience = Audience.PERSONAL


class FeedbackCorrected(Correction, Event, Feedback):
    """What was entered of a feedback was wrong: this is how it was. `stands`: the last feedback to
    the same group, as it is known now."""

    audience = Audience.PERSONAL

    stands: Feedback | None


class FeedbackTakenBack(Event):
    """That they were told was entered wrongly: they were not. `stands`: the last feedback to the
    same group without that."""

    audience = Audience.PERSONAL

    feedback: int
    whom: Code | None
    stands: Feedback | None
    reason: Sentence


class Adoption(Fact):
    """The addressee took the outcome over: as what (`place`: a decision, minutes, a contract,
    village rules, a budget), who, at which level, in which paper (004-14, domain 5.2). `adoption`
    is 1..n within the outcome."""

    adoption: int
    place: Code
    level: Code
    adopted_by: Title
    paper: DocumentNumber
    on: Day


class OutcomeAdopted(Event, Adoption):
    """The addressee took the outcome over. To consent to its use is another thing."""


class AdoptionCorrected(Correction, Event, Adoption):
    """What was entered of an adoption was wrong: this is how it was."""


class AdoptionTakenBack(Event):
    """That the outcome was adopted was entered wrongly: it was not."""

    adoption: int
    reason: Sentence
