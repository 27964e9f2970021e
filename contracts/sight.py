"""Who sees what of a case (domain 9.2; 13.3-17): one place for the services and the console.

Whoever is in no set sees nothing. An office sees what lies, or was raised, within its scope; a
handling department what concerns it: title, state and unit of a case in which it has a task or a
promise, and those tasks and promises.
"""

from contracts.roles import Role

READS_CASES = (
    Role.CLERK,
    Role.CONVENOR,
    Role.MEMBER,
    Role.COMMITTEE,
    Role.COUNTY_OFFICE,
    Role.PARTY,
    Role.SUPERVISOR,
    Role.AUDITOR,
)
"""All of a case, but for claims and speeches."""

READS_CLAIMS = (
    Role.CLERK,
    Role.CONVENOR,
    Role.COUNTY_OFFICE,
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
    Role.COUNTY_OFFICE,
    Role.AUDITOR,
)
"""What was said word by word; Party organisations and supervisors read what came of it."""

HANDLES = (Role.DEPARTMENT,)
"""Title, state and unit of what concerns it, and its own tasks and promises."""
