"""A member's year, as addresses name it: `…/members/{member}/…/{year}`, key `<member>:<year>`."""

from typing import Annotated

from fastapi import Depends, Path

from contracts.ids import MemberId

YearOfDuty = Annotated[int, Path(ge=1949, le=2149)]


def _file(member: Annotated[MemberId, Path()], year: YearOfDuty) -> str:
    return f"{member}:{year}"


File = Annotated[str, Depends(_file)]
