"""One example of each slice by which a topic becomes several."""

from contracts.ids import TopicId
from contracts.topics import topic as e
from services.topics.topic import commands as c
from tests.slices.example import Example
from tests.support.scenario import circumstances
from tests.topics import situations as s

SCREENER = circumstances(by="chen", unit=s.VILLAGE, rules=s.rules_in_force)
POLICY = circumstances("policy", "policy", s.VILLAGE, s.rules_in_force, scope="")
PART = TopicId("01990000-0000-7000-8000-000000000045")

site = e.TopicPart(title="蔬菜市场选址", description="选在哪里。", scale="group", enters=True)
stall = e.TopicPart(
    title="一户摊位的补偿", description="该户原有摊位怎么补偿。", scale="personal", enters=False
)
split = e.TopicSplit(parts=(site, stall), reason="选址是全村的事，补偿是一户的事。", support=0)
splitting = c.SplitTopic(
    parts=(
        c.Part(title=site.title, description=site.description),
        c.Part(title=stall.title, description=stall.description, scale="personal"),
    ),
    reason=split.reason,
)
part_raised = s.proposed.model_copy(
    update={
        **dict(site),
        "entered_by": "chen",
        "part_of": s.STALLS,
    }
)
part_begun = e.TopicPartBegun(part=PART)

EACH = [
    Example("splitting", (s.proposed,), splitting, SCREENER, (split,), beside=s.TAKEN_IN),
    Example(
        "",
        (),
        c.BeginPart(unit=s.VILLAGE, raised=part_raised),
        POLICY,
        (part_raised,),
        beside={f"topic/{s.STALLS}": (s.proposed, split)},
    ),
    Example("", (s.proposed, split), c.NotePart(part=PART), POLICY, (part_begun,)),
]
