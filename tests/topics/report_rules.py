"""What the county of the tests says of reports of public opinion."""

from contracts.roles import Role
from contracts.topics.rules import AuthorKind, Channel, Ground, Reports, ReportStep, UpperLevel
from contracts.vocabulary import Entry


def word(code: str, chinese: str) -> Entry:
    return Entry(code=code, chinese=chinese, english=code)


BOTH = (Role.CPPCC_OFFICE, Role.COMMITTEE)
CHAPTER = Reports(
    categories=(word("livelihood", "民生急需"), word("warning", "苗头性问题")),
    channels=(
        Channel(code="paper", chinese="书面报送", english="on paper"),
        Channel(
            code="contact-point",
            chinese="社情民意联系点",
            english="contact point",
            roles=(Role.CLERK, Role.CPPCC_OFFICE),
            source_needed=True,
        ),
    ),
    author_kinds=(
        AuthorKind(code="member", chinese="委员", english="member", credited=True),
        AuthorKind(code="workstation", chinese="工作站", english="workstation"),
        AuthorKind(code="informant", chinese="特邀信息员", english="special informant"),
    ),
    requirements=(word("one-matter", "一事一报"), word("facts", "情况"), word("advice", "建议")),
    grounds=(
        Ground(code="known", chinese="已有同类信息", english="known already"),
        Ground(code="other", chinese="其他", english="other", reason_needed=True),
    ),
    steps=(
        ReportStep(code="edited", chinese="编辑", english="edited", offices=BOTH),
        ReportStep(code="checked", chinese="审核", english="checked", offices=BOTH),
        ReportStep(code="signed", chinese="签发", english="signed"),
    ),
    recipients=("party", "department"),
    levels=(
        UpperLevel(code="city", chinese="市政协", english="city"),
        UpperLevel(code="province", chinese="省政协", english="province", credited_as="used"),
    ),
    numbering="样例政协信〔{year}〕{number}号",
    longest=1500,
    submitted_as="report",
    issued_as="issued",
)
