# SPDX-License-Identifier: EUPL-1.2
"""What a check can come to, and the report of all that were made.

Must not know what any check is about.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import Any


class Verdict(Enum):
    """What a verifier says in the end (docs/evidence.md, *The checks, in order*)."""

    VALID = "valid"
    INVALID = "invalid"
    UNDECIDED = "undecided"


#: The program's exit code for each verdict.
EXIT_CODES = {Verdict.VALID: 0, Verdict.INVALID: 1, Verdict.UNDECIDED: 2}


class CheckFailed(Exception):
    """The bundle does not fulfil what the check named `check` asks."""

    def __init__(self, check: str, reason: str) -> None:
        super().__init__(reason)
        self.check = check
        self.reason = reason


class CheckUndecided(Exception):
    """What the check named `check` found is beyond this format."""

    def __init__(self, check: str, reason: str) -> None:
        super().__init__(reason)
        self.check = check
        self.reason = reason


class Malformed(Exception):
    """Bytes that are not what they should be. Whoever reads them knows which check this fails."""


class Unusable(Exception):
    """A file that is needed to judge at all (the trust file, a named document) cannot be used."""


@dataclass
class Report:
    """The checks that were made, in order, and what they prove."""

    verdict: Verdict = Verdict.UNDECIDED
    #: SHA-256 of the bundle's first part; none if the file is no bundle.
    bundle_id: bytes | None = None
    #: (name, "passed" | "failed" | "undecided" | "not checked here", text for a person)
    checks: list[tuple[str, str, str]] = field(default_factory=list)
    #: Name of the check that did not pass, if one was made and did not.
    stopped_at: str | None = None
    #: The only check that was not made, if all others passed.
    not_made: str | None = None
    #: What the checks that were made show of each history, in the file's order; empty unless all passed.
    shown: list[dict[str, Any]] = field(default_factory=list)

    def passed(self, name: str, about: str) -> None:
        """Note a check that passed."""
        self.checks.append((name, "passed", about))
