"""Who sees what (domain 9.2; 13.3-17): one place for the services and the console.

An office in no set sees nothing. An office sees what lies, or was raised, within its scope; a
handling department what concerns it: title, state and unit of a case in which it has a task or a
promise, and those tasks and promises.
"""

from contracts.roles import Role

READS_CASES = (
    Role.CLERK,
    Role.CONVENOR,
    Role.MEMBER,
    Role.COMMITTEE,
    Role.CPPCC_OFFICE,
    Role.PARTY,
    Role.SUPERVISOR,
    Role.AUDITOR,
)
"""All of a case, but for claims and speeches."""

READS_CLAIMS = (
    Role.CLERK,
    Role.CONVENOR,
    Role.CPPCC_OFFICE,
    Role.PARTY,
    Role.SUPERVISOR,
    Role.AUDITOR,
)
"""That one person made a claim, and where it went; members and committees do not."""

READS_SPEECHES = (
    Role.CLERK,
    Role.CONVENOR,
    Role.MEMBER,
    Role.COMMITTEE,
    Role.CPPCC_OFFICE,
    Role.AUDITOR,
)
"""What was said word by word; Party organisations and supervisors read what came of it."""

HANDLES = (Role.DEPARTMENT,)
"""Title, state and unit of what concerns it, and its own tasks and promises."""

READS_OUTLINES = (*READS_CASES, *HANDLES)
"""At least the outline of a case."""

READS_REGISTERS = (*READS_CASES, Role.OPERATOR)
"""Units, bodies and members, and the rules of the county."""

READS_DUTY_FILES = (Role.MEMBER, Role.COMMITTEE, Role.CPPCC_OFFICE, Role.AUDITOR)
"""What a member did: each member their own, a committee those of its members ("member score")."""

READS_CONTACTS = (Role.CPPCC_OFFICE, Role.CLERK)
"""Telephone numbers of members; a clerk those of members posted to their unit."""

READS_RESIDENTS = (Role.CLERK, Role.CONVENOR, Role.CPPCC_OFFICE)
"""Names and telephone numbers of residents who raised something in their unit."""
