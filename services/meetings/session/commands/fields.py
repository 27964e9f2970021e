"""Fields that several commands of a session have."""

from typing import Annotated, TypeAlias

from pydantic import Field

from contracts.text import DocumentNumber

Ordinal = Annotated[int, Field(strict=True, ge=1, le=10_000)]
"""Number 1..n of a sitting, an item, a participant or a promise within its session."""
Code: TypeAlias = DocumentNumber
"""Of an entry of a vocabulary."""
