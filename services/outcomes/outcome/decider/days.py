"""The days that work on an outcome may have: past ones, from the sending on."""

from datetime import date

from runtime.decider import Circumstances, Rejected
from services.outcomes.rules.decider import OutcomeRules


def after_concluding(on: date, ended: date | None, given: Circumstances[OutcomeRules]) -> None:
    """Refuse a day to come, or one before what the outcome rests on."""
    given.has_come(on)
    if ended and on < ended:
        raise Rejected(
            "before-conclusion",
            f"这件事于 {ended} 议定（最后一次协商会，或提案立案、信息编发之日），{on} 早于这一天。"
            "请核对日期。",
            f"The matter was settled on {ended} (the last session, or the day on which the proposal"
            f" was filed or the report issued); {on} is earlier. Check the date.",
        )


def after_sending(on: date, sent_on: date, given: Circumstances[OutcomeRules]) -> None:
    given.has_come(on)
    if on < sent_on:
        raise Rejected(
            "before-sending",
            f"成果于 {sent_on} 报送，{on} 早于这一天。请核对日期。",
            f"The outcome was sent on {sent_on}; {on} is earlier. Check the date.",
        )
