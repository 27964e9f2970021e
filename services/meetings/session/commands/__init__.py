"""What may be asked of a session."""

from typing import TypeAlias

from services.meetings.session.commands.calling import AnswerInvitation as AnswerInvitation
from services.meetings.session.commands.calling import CallSession as CallSession
from services.meetings.session.commands.calling import CancelSession as CancelSession
from services.meetings.session.commands.calling import Enclosure as Enclosure
from services.meetings.session.commands.calling import GiveNotice as GiveNotice
from services.meetings.session.commands.calling import InviteParticipants as InviteParticipants
from services.meetings.session.commands.calling import NoteLeave as NoteLeave
from services.meetings.session.commands.calling import NoteLeaveLapsed as NoteLeaveLapsed
from services.meetings.session.commands.calling import Point as Point
from services.meetings.session.commands.calling import PostponeSession as PostponeSession
from services.meetings.session.commands.calling import SendMaterials as SendMaterials
from services.meetings.session.commands.holding import CheckIn as CheckIn
from services.meetings.session.commands.holding import CloseSession as CloseSession
from services.meetings.session.commands.holding import CorrectAttendance as CorrectAttendance
from services.meetings.session.commands.holding import CorrectSitting as CorrectSitting
from services.meetings.session.commands.holding import HoldSitting as HoldSitting
from services.meetings.session.commands.holding import OpenCheckIn as OpenCheckIn
from services.meetings.session.commands.holding import RecordAttendance as RecordAttendance
from services.meetings.session.commands.holding import WithdrawSitting as WithdrawSitting
from services.meetings.session.commands.minutes import CommentOnMinutes as CommentOnMinutes
from services.meetings.session.commands.minutes import ConfirmMinutes as ConfirmMinutes
from services.meetings.session.commands.minutes import CorrectMinutes as CorrectMinutes
from services.meetings.session.commands.minutes import DraftMinutes as DraftMinutes
from services.meetings.session.commands.minutes import PublishMinutes as PublishMinutes
from services.meetings.session.commands.minutes import SettleComment as SettleComment
from services.meetings.session.commands.papers import CorrectSessionPaper as CorrectSessionPaper
from services.meetings.session.commands.papers import FileSessionPaper as FileSessionPaper
from services.meetings.session.commands.papers import WithdrawSessionPaper as WithdrawSessionPaper
from services.meetings.session.commands.saying import CorrectSpeech as CorrectSpeech
from services.meetings.session.commands.saying import MakePromise as MakePromise
from services.meetings.session.commands.saying import RecordConsensus as RecordConsensus
from services.meetings.session.commands.saying import RecordDissent as RecordDissent
from services.meetings.session.commands.saying import RecordSpeech as RecordSpeech
from services.meetings.session.commands.saying import TakeVote as TakeVote
from services.meetings.session.commands.saying import TaskPromise as TaskPromise
from services.meetings.session.commands.saying import WithdrawPromise as WithdrawPromise
from services.meetings.session.commands.saying import WithdrawSpeech as WithdrawSpeech

SessionCommand: TypeAlias = (
    CallSession
    | GiveNotice
    | InviteParticipants
    | AnswerInvitation
    | SendMaterials
    | NoteLeave
    | NoteLeaveLapsed
    | PostponeSession
    | CancelSession
    | HoldSitting
    | CorrectSitting
    | WithdrawSitting
    | OpenCheckIn
    | CheckIn
    | RecordAttendance
    | CorrectAttendance
    | RecordSpeech
    | CorrectSpeech
    | WithdrawSpeech
    | MakePromise
    | WithdrawPromise
    | TaskPromise
    | RecordConsensus
    | RecordDissent
    | TakeVote
    | CloseSession
    | DraftMinutes
    | CommentOnMinutes
    | SettleComment
    | ConfirmMinutes
    | CorrectMinutes
    | PublishMinutes
    | FileSessionPaper
    | CorrectSessionPaper
    | WithdrawSessionPaper
)
