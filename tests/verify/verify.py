# SPDX-License-Identifier: EUPL-1.2
"""Verifies an evidence bundle, written from docs/evidence.md and docs/format.md alone: a second opinion on our own verifier.

    verify.py BUNDLE --trust TRUST [--document FILE ...]

Exit codes: 1 if the bundle is invalid; 2 if this program can't tell, which is also so if every check that it makes passed, since it does
not have the ledger's rules. The document keeps 0 for `valid`, which takes all checks.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from pathlib import Path

from checks import check_bundle
from outcome import EXIT_CODES, Report, Unusable, Verdict
from spelling import MAX_FILE
from trust import MAX_FILE as MAX_TRUST_FILE
from trust import read_trust


def read_file(path: Path, limit: int) -> bytes:
    """A file's bytes, one more than `limit` at most. Raises `Unusable`."""
    try:
        with path.open("rb") as file:
            return file.read(limit + 1)
    except OSError as error:
        raise Unusable(f"{path}: {error.strerror}") from None


def _digest(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").digest()
    except OSError as error:
        raise Unusable(f"{path}: {error.strerror}") from None


def print_report(report: Report) -> None:
    """A line for each check, then the verdict."""
    for name, outcome, about in report.checks:
        # `about` may hold names of files, which need not be printable.
        print(f"{name}: {outcome}: {about.encode('ascii', 'backslashreplace').decode()}")
    print(f"id: {'none' if report.bundle_id is None else '0x' + report.bundle_id.hex()}")
    if report.not_made is not None:
        print(f"{report.verdict.value}: all checks passed but {report.not_made}, which this program does not make")
    else:
        print(report.verdict.value)


def main(arguments: list[str] | None = None) -> int:
    """The program. Returns its exit code."""
    parser = argparse.ArgumentParser(description="Verifies an evidence bundle, but for the ledger's rules.")
    parser.add_argument("bundle", type=Path)
    parser.add_argument("--trust", type=Path, required=True, help="the trust file")
    parser.add_argument("--document", type=Path, action="append", default=[], help="a file that must be one of the bundle's documents")
    options = parser.parse_args(arguments)
    try:
        trust = read_trust(read_file(options.trust, MAX_TRUST_FILE))
        bundle = read_file(options.bundle, MAX_FILE)
        documents = [(str(path), _digest(path)) for path in options.document]
    except Unusable as error:
        print(error, file=sys.stderr)
        print(Verdict.UNDECIDED.value)
        return EXIT_CODES[Verdict.UNDECIDED]
    report = check_bundle(bundle, trust, documents)
    print_report(report)
    return EXIT_CODES[report.verdict]


if __name__ == "__main__":
    sys.exit(main())
