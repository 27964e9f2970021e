"""Refusals of the runtime itself. The rules of a service raise `Rejected`."""

from runtime.decider import Rejected


class OutOfScope(Rejected):
    """The actor's offices do not cover the unit."""


class NoSuch(Rejected):
    """There is no such aggregate, or the actor may not know that there is."""


class Stale(Rejected):
    """Somebody was faster: the version the screen showed is not the present one."""


class Misfit(Rejected):
    """The content refers to something that is not there, such as a unit nobody registered."""


class NotNow(Rejected):
    """Ask again later, with the same idempotency key."""

    def __init__(self, rule: str, chinese: str, english: str, retry_after: int = 1) -> None:
        super().__init__(rule, chinese, english)
        self.retry_after = retry_after


def unknown_unit(code: str) -> Misfit:
    return Misfit(
        "unknown-unit",
        f"单位登记簿中没有 {code}。请核对单位代码。",
        f"No unit {code} is in the register. Check the code.",
    )


def busy() -> NotNow:
    return NotNow(
        "busy",
        "系统正忙，请稍后用同一个请求再试。",
        "The service is busy. Send the same request again shortly.",
    )


def unsure() -> NotNow:
    return NotNow(
        "outcome-unknown",
        "未能确认是否已经记录。请用同一个 Idempotency-Key 再提交一次，不会重复记录。",
        "It is not known whether this was recorded. Send it again with the same Idempotency-Key;"
        " it will not be recorded twice.",
        retry_after=2,
    )


def database_away() -> NotNow:
    return NotNow(
        "database-away",
        "暂时读不到记录，请稍后再试。",
        "The database does not answer now. Try again shortly.",
        retry_after=2,
    )


def issuer_away(retry_after: int = 5) -> NotNow:
    return NotNow(
        "issuer-away",
        "暂时无法核验登录凭证，请稍后再试。",
        "Tokens cannot be checked now: the issuer's keys are not at hand. Try again shortly.",
        retry_after=retry_after,
    )


def clock_off(reason: str) -> NotNow:
    return NotNow(
        "clock-off",
        "系统时钟不准，为免记错日期，暂不受理。请告知运维校准时钟，稍后用同一个请求再试。",
        f"Nothing is recorded while the clock is wrong: {reason}. Tell the operator, and send the"
        " same request again later.",
        retry_after=30,
    )


def closed_gate(reason: str) -> NotNow:
    return NotNow(
        "recovering",
        "系统正在核对历史记录，暂不受理，请稍后再试。",
        f"Commands are not accepted yet: {reason}. Try again shortly.",
        retry_after=5,
    )
