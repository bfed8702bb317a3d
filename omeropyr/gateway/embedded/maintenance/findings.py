"""What a check of a store says."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that should not be: what it is, and what to do, each a sentence."""

    severity: Severity
    what: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.severity}: {self.what} {self.remedy}"
