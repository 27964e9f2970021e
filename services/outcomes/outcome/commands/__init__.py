"""What people and policies may ask of an outcome."""

from typing import TypeAlias

from services.outcomes.outcome.commands.checking import (
    CorrectCheck as CorrectCheck,
)
from services.outcomes.outcome.commands.checking import (
    HoldCheck as HoldCheck,
)
from services.outcomes.outcome.commands.checking import (
    ScheduleCheck as ScheduleCheck,
)
from services.outcomes.outcome.commands.complaining import (
    RecordComplaint as RecordComplaint,
)
from services.outcomes.outcome.commands.complaining import (
    RecordReferralAnswer as RecordReferralAnswer,
)
from services.outcomes.outcome.commands.complaining import (
    ReferTask as ReferTask,
)
from services.outcomes.outcome.commands.complaining import (
    TakeBackComplaint as TakeBackComplaint,
)
from services.outcomes.outcome.commands.instructing import (
    CorrectInstruction as CorrectInstruction,
)
from services.outcomes.outcome.commands.instructing import (
    Instructed as Instructed,
)
from services.outcomes.outcome.commands.instructing import (
    RecordInstruction as RecordInstruction,
)
from services.outcomes.outcome.commands.instructing import (
    TakeBackInstruction as TakeBackInstruction,
)
from services.outcomes.outcome.commands.rating import (
    NoteRating as NoteRating,
)
from services.outcomes.outcome.commands.rating import (
    NoteRatingAnnulled as NoteRatingAnnulled,
)
from services.outcomes.outcome.commands.tasks import (
    AcceptTask as AcceptTask,
)
from services.outcomes.outcome.commands.tasks import (
    AssignAgreedTasks as AssignAgreedTasks,
)
from services.outcomes.outcome.commands.tasks import (
    AssignTask as AssignTask,
)
from services.outcomes.outcome.commands.tasks import (
    CompleteTask as CompleteTask,
)
from services.outcomes.outcome.commands.tasks import (
    ContactProposer as ContactProposer,
)
from services.outcomes.outcome.commands.tasks import (
    CorrectCompletion as CorrectCompletion,
)
from services.outcomes.outcome.commands.tasks import (
    ExtendDeadline as ExtendDeadline,
)
from services.outcomes.outcome.commands.tasks import (
    GiveCoOpinion as GiveCoOpinion,
)
from services.outcomes.outcome.commands.tasks import (
    HandleAgain as HandleAgain,
)
from services.outcomes.outcome.commands.tasks import (
    ReassignTask as ReassignTask,
)
from services.outcomes.outcome.commands.tasks import (
    ReportProgress as ReportProgress,
)
from services.outcomes.outcome.commands.tasks import (
    ReturnTask as ReturnTask,
)
from services.outcomes.outcome.commands.tasks import (
    TaskNumber as TaskNumber,
)
from services.outcomes.outcome.commands.tasks import (
    UrgeHandling as UrgeHandling,
)
from services.outcomes.outcome.commands.using import (
    AdoptOutcome as AdoptOutcome,
)
from services.outcomes.outcome.commands.using import (
    CloseOutcome as CloseOutcome,
)
from services.outcomes.outcome.commands.using import (
    ConsentToOutcome as ConsentToOutcome,
)
from services.outcomes.outcome.commands.using import (
    CorrectAdoption as CorrectAdoption,
)
from services.outcomes.outcome.commands.using import (
    CorrectBenefit as CorrectBenefit,
)
from services.outcomes.outcome.commands.using import (
    CorrectFeedback as CorrectFeedback,
)
from services.outcomes.outcome.commands.using import (
    CorrectPosting as CorrectPosting,
)
from services.outcomes.outcome.commands.using import (
    DraftOutcome as DraftOutcome,
)
from services.outcomes.outcome.commands.using import (
    GiveFeedback as GiveFeedback,
)
from services.outcomes.outcome.commands.using import (
    NoteMissed as NoteMissed,
)
from services.outcomes.outcome.commands.using import (
    NoteProposers as NoteProposers,
)
from services.outcomes.outcome.commands.using import (
    PostResult as PostResult,
)
from services.outcomes.outcome.commands.using import (
    RedraftOutcome as RedraftOutcome,
)
from services.outcomes.outcome.commands.using import (
    RefuseOutcomeConsent as RefuseOutcomeConsent,
)
from services.outcomes.outcome.commands.using import (
    ReopenOutcome as ReopenOutcome,
)
from services.outcomes.outcome.commands.using import (
    SendOutcome as SendOutcome,
)
from services.outcomes.outcome.commands.using import (
    TakeBackAdoption as TakeBackAdoption,
)
from services.outcomes.outcome.commands.using import (
    TakeBackFeedback as TakeBackFeedback,
)
from services.outcomes.outcome.commands.using import (
    TakeBackPosting as TakeBackPosting,
)
from services.outcomes.outcome.commands.using import (
    WaiveStep as WaiveStep,
)

TaskCommand: TypeAlias = (
    AcceptTask
    | ReturnTask
    | ReportProgress
    | ContactProposer
    | GiveCoOpinion
    | CompleteTask
    | CorrectCompletion
)
"""What the departments ask."""

PuttingRight: TypeAlias = (
    CorrectPosting
    | TakeBackPosting
    | CorrectFeedback
    | TakeBackFeedback
    | CorrectAdoption
    | TakeBackAdoption
    | CorrectInstruction
    | TakeBackInstruction
)
"""Puts right what was entered wrongly."""

OutcomeCommand: TypeAlias = (
    DraftOutcome
    | NoteProposers
    | ConsentToOutcome
    | RefuseOutcomeConsent
    | RedraftOutcome
    | PostResult
    | SendOutcome
    | AssignAgreedTasks
    | AssignTask
    | ReassignTask
    | TaskCommand
    | ExtendDeadline
    | HandleAgain
    | UrgeHandling
    | RecordComplaint
    | RecordReferralAnswer
    | ReferTask
    | TakeBackComplaint
    | ScheduleCheck
    | HoldCheck
    | CorrectCheck
    | GiveFeedback
    | AdoptOutcome
    | CorrectAdoption
    | CorrectFeedback
    | CorrectPosting
    | TakeBackAdoption
    | TakeBackFeedback
    | TakeBackPosting
    | CorrectInstruction
    | RecordInstruction
    | TakeBackInstruction
    | NoteRating
    | NoteRatingAnnulled
    | WaiveStep
    | CloseOutcome
    | CorrectBenefit
    | ReopenOutcome
    | NoteMissed
)
