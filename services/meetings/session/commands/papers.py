"""What may be asked of the papers that a session brings forth (001-04)."""

from contracts.paper import Paper
from contracts.text import Day, Sentence, Title
from runtime.decider import Command
from services.meetings.session.commands.fields import Code, Ordinal


class Filing(Command):
    """A paper of the session: `kind` is one of those that its form brings forth, `on` the day of
    the paper, and `text` what the answer to the upload says. A kind that collects proposals names
    the plenary session whose proposals it collects (`proposals_of`), and needs no text."""

    kind: Code
    title: Title
    on: Day
    text: Paper | None = None
    proposals_of: Code | None = None


class FileSessionPaper(Filing):
    """File a paper that the session brought forth, such as its bulletin, its opinion or the
    proposals that were collected; its number is in the event. `text` is what the answer to the
    upload says; a kind that collects proposals names their plenary session in `proposals_of`, and
    needs none."""

    called = ("登记会议文件", "File a paper of the session")


class CorrectSessionPaper(Filing):
    """Correct a paper of the session: the whole of it as it should be, and why."""

    called = ("更正会议文件", "Correct a paper of the session")

    filed: Ordinal
    reason: Sentence


class WithdrawSessionPaper(Command):
    """Withdraw a paper of the session, with the reason."""

    called = ("撤回会议文件", "Withdraw a paper of the session")

    filed: Ordinal
    reason: Sentence
