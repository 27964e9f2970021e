"""What is entered of an outcome beside its tasks, and put right: moments and examples."""

from datetime import date

from contracts.outcomes import outcome as e
from services.outcomes.outcome import commands as c
from tests.outcomes import situations as s
from tests.slices.example import Example
from tests.support.scenario import circumstances

office = circumstances("ou", "cppcc-office", s.VILLAGE, s.rules, scope="620123")

instructed = e.InstructionGiven(
    instruction=1,
    level="county",
    given_by="县委书记",
    laid_on=date(2026, 1, 22),
    on=date(2026, 1, 27),
    days=5,
    favourable=True,
    departments=(s.COMMERCE,),
)
of_the_city = e.InstructionCorrected(
    **{**instructed.model_dump(), "level": "city", "given_by": "市委书记"},
    corrects=7,
    reason="层级登记有误",
)
instruction_gone = e.InstructionTakenBack(instruction=1, reason="是口头表扬，不是批示")
posting = e.Posting(posting=1, place="样例一村村务公开栏", on=date(2026, 1, 24))
posted_later = e.PostingCorrected(**posting.model_dump(), corrects=5, reason="日期登记有误")
posting_gone = e.PostingTakenBack(posting=1, stands=None, reason="贴的是另一项公示")
said = {**s.fed_back.model_dump(), "channel": "电话告知"}
told_by_telephone = e.FeedbackCorrected(
    **said, corrects=12, reason="方式登记有误", stands=e.Feedback(**said)
)
feedback_gone = e.FeedbackTakenBack(feedback=1, whom=None, stands=None, reason="实际没有告知")
adopted_in_the_village = e.AdoptionCorrected(
    **{**s.adopted_as_decision.model_dump(), "level": "village", "adopted_by": "样例一村"},
    corrects=11,
    reason="层级登记有误",
)
adoption_gone = e.AdoptionTakenBack(adoption=1, reason="会议没有通过")

OF_A_COMMAND = {"days", "text"}
record = c.RecordInstruction(**instructed.model_dump(exclude={"instruction", *OF_A_COMMAND}))
correct = c.CorrectInstruction(**of_the_city.model_dump(exclude={"corrects", *OF_A_COMMAND}))
take_back = c.TakeBackInstruction(**dict(instruction_gone))
correct_posting = c.CorrectPosting(**posted_later.model_dump(exclude={"corrects"}))
take_back_posting = c.TakeBackPosting(posting=1, reason="贴的是另一项公示")
correct_feedback = c.CorrectFeedback(
    **told_by_telephone.model_dump(include={"feedback", "on", "channel", "satisfaction", "reason"})
)
take_back_feedback = c.TakeBackFeedback(feedback=1, reason="实际没有告知")
correct_adoption = c.CorrectAdoption(**adopted_in_the_village.model_dump(exclude={"corrects"}))
take_back_adoption = c.TakeBackAdoption(**dict(adoption_gone))

with_instruction = (*s.on_its_way, instructed)
posted = (s.by_six_steps, s.consented, s.posted, s.step(5, s.YZ6))
told = s.round_walked
with_adoption = (*s.done, s.adopted_as_decision)

OF_ENTRIES = [
    Example("instructions", s.on_its_way, record, office, (instructed,)),  # 003-21
    Example("instruction-correction", with_instruction, correct, office, (of_the_city,)),
    Example("instruction-withdrawal", with_instruction, take_back, office, (instruction_gone,)),
    Example(  # model 12
        "posting-correction",
        posted,
        correct_posting,
        s.clerk,
        (posted_later.model_copy(update={"corrects": 3}),),
    ),
    Example("posting-withdrawal", posted, take_back_posting, s.clerk, (posting_gone,)),
    Example("feedback-correction", told, correct_feedback, s.clerk, (told_by_telephone,)),
    Example("feedback-withdrawal", told, take_back_feedback, s.clerk, (feedback_gone,)),
    Example(
        "adoption-correction", with_adoption, correct_adoption, s.clerk, (adopted_in_the_village,)
    ),
    Example("adoption-withdrawal", with_adoption, take_back_adoption, s.clerk, (adoption_gone,)),
]
