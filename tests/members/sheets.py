"""A county's score sheets, of two owners (001-35)."""

from contracts.members.assessment_rules import Assessed, Assessments, Counted, Criterion, Sheet
from contracts.roles import Role

PERFORMANCE = "yz-performance"
"""The target-performance office of Party and government."""
OFFICE = "yz-cppcc-office"

towns = Sheet(
    code="towns",
    chinese="乡镇考核",
    english="townships",
    of=Assessed.UNIT,
    kinds=("township",),
    owner=PERFORMANCE,
    offices=(Role.SUPERVISOR,),
    criteria=(
        Criterion(code="attention", chinese="党委重视", english="attention", most=40),
        Criterion(code="activity", chinese="协商活动", english="activity", most=60),
        Criterion(code="feature", chinese="特色", english="features", most=5, bonus=True),
    ),
)
bodies = Sheet(
    code="bodies",
    chinese="专委会考核",
    english="committees",
    of=Assessed.BODY,
    kinds=("committee",),
    owner=OFFICE,
    offices=(Role.CPPCC_OFFICE,),
    criteria=(Criterion(code="duty", chinese="履职", english="duty", most=100),),
)
talents = Sheet(
    code="talents",
    chinese="人才考核",
    english="talents",
    of=Assessed.TALENT,
    kinds=("county",),
    owner=OFFICE,
    offices=(Role.CPPCC_OFFICE,),
    criteria=(
        Criterion(
            code="accepted",
            chinese="接受",
            english="accepted",
            most=30,
            counted=Counted.ACCEPTED,
        ),
        Criterion(
            code="attended",
            chinese="到会",
            english="attended",
            most=30,
            counted=Counted.ATTENDED,
        ),
        Criterion(code="chair", chinese="主持人评价", english="chair", most=40),
    ),
)
SHEETS = Assessments(sheets=(towns, bodies, talents))
