"""How a checklist is gone through: each question answered or computed; the first "no" decides."""

from collections.abc import Mapping
from dataclasses import dataclass

from common.vocabulary import chosen
from contracts.checklists import Answer, Checklist, Leads
from runtime.decider import Rejected


@dataclass(frozen=True)
class Found:
    """All answers by question, in the order of the checklist, and where the first "no" leads."""

    answers: Mapping[str, Answer]
    leads: Leads | None

    @property
    def reasons(self) -> str:
        """Why each unmet question is unmet, as one sentence."""
        return "；".join(each.reason for each in self.answers.values() if not each.met)[:500]


def gone_through(
    checklist: Checklist, answers: Mapping[str, Answer], computed: Mapping[str, Answer]
) -> Found:
    """What the checklist finds. Refuses answers to questions that it does not have or that are
    computed, and a list of answers that leaves one out. `computed` holds the service's tests."""
    for code in answers:
        question = chosen(checklist.questions, code, ("清单问题", "question"))
        if question.computed:
            raise Rejected(
                "computed",
                f"“{question.chinese}”由系统按已记录的事实核对，不用作答。请去掉这一项。",
                f"{question.english} is answered by what is on record. Leave it out.",
            )
    asked = [each for each in checklist.questions if not each.computed]
    if missing := [each for each in asked if each.code not in answers]:
        raise Rejected(
            "unanswered",
            f"“{checklist.chinese}”须逐项作答，还缺：{'、'.join(q.chinese for q in missing)}。"
            "请补答后再提交。",
            f"Still to be answered: {', '.join(q.code for q in missing)}. Answer these and send"
            " again.",
        )
    found = {
        each.code: computed[each.computed] if each.computed else answers[each.code]
        for each in checklist.questions
    }
    leading = [each.no for each in checklist.questions if not found[each.code].met]
    return Found(found, leading[0] if leading else None)


def computable(checklist: Checklist, tests: Mapping[str, str]) -> None:
    """Refuse a checklist with a question that is computed by a test which the service has not.
    `tests` are those that it has, each with its sentence."""
    for question in checklist.questions:
        if question.computed and question.computed not in tests:
            raise Rejected(
                "unknown-test",
                f"问题“{question.chinese}”要求核对“{question.computed}”，系统没有这一核对项。"
                f"可用：{'、'.join(f'{code}（{said}）' for code, said in tests.items())}。",
                f"{question.code} is computed by {question.computed}, a test that there is not."
                f" There are: {', '.join(tests)}.",
            )
