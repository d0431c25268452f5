# SPDX-License-Identifier: EUPL-1.2
"""Runs this verifier on all vectors of evidence bundles and of checkpoints, and on what docs/format.md states.

    run_vectors.py [VECTORS.JSON [CHECKPOINTS.JSON]]

A line for each disagreement, and for each vector that should fail in `rules`, which this program does not check: these are counted as
skipped, if nothing failed in a check before those of entries. Exit code 1 on any disagreement.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from checkpoint import MAX_COSIGNATURE_FILE, check_checkpoint, cosignature_holds
from checkpoint import MAX_FILE as MAX_CHECKPOINT
from checks import check_bundle
from layouts import TEXT
from outcome import Report, Unusable
from spelling import MAX_FILE
from trust import MAX_FILE as MAX_TRUST_FILE
from trust import read_trust
from verify import read_file

_ROOT = Path(__file__).resolve().parents[2]
_VECTORS = _ROOT / "evidence" / "tests" / "vectors" / "vectors.json"
_CHECKPOINTS = _ROOT / "evidence" / "tests" / "checkpoints" / "checkpoints.json"
_FORMAT = _ROOT / "docs" / "format.md"

#: Checks that are made of later entries, or after all entries. Who does not have the rules goes on and may come to fail in one of them;
#: the index of vectors does not say at which entry the rules fail, so it cannot be told that this was not before.
_NOT_BEFORE_RULES = ("hash-chain", "signatures", "facts", "documents")


def _said(report: Report) -> str:
    if report.not_made is not None:
        return f"all passed but {report.not_made}"
    return f"{report.verdict.value} at {report.stopped_at}"


def _disagreement(vector: dict[str, Any], report: Report) -> str | None:
    """What this verifier says otherwise than the vector; none if they agree as far as it can see."""
    expected = f"expected {vector['verdict']} at {vector['check']}, found {_said(report)}"
    if vector["verdict"] == "valid":
        if report.not_made is None:
            return expected
    elif vector["check"] == "rules":
        if report.stopped_at is not None and report.stopped_at not in _NOT_BEFORE_RULES:
            return expected
    elif (vector["verdict"], vector["check"]) != (report.verdict.value, report.stopped_at):
        return expected
    found_id = None if report.bundle_id is None else "0x" + report.bundle_id.hex()
    if vector["id"] != found_id:
        return f"expected the id {vector['id']}, found {found_id}"
    if vector["verdict"] == "valid":
        # Rows follow from the rules.
        proven = [{key: value for key, value in one.items() if key != "row"} for one in vector["proven"]]
        if proven != report.shown:
            return f"expected to be proven: {proven}, found {report.shown}"
    return None


def _checkpoints(path: Path) -> list[tuple[str, str | None]]:
    """Each vector of checkpoints and cosignatures by its name, and what this verifier says otherwise."""
    index = json.loads(path.read_text(encoding="utf-8"))
    trust = read_trust(read_file(path.parent / index["trust"], MAX_TRUST_FILE))
    found: list[tuple[str, str | None]] = []
    for vector in index["checkpoints"]:
        signed = None
        if vector["signed"] is not None:
            signed = check_checkpoint(read_file(path.parent / vector["signed"], MAX_CHECKPOINT), trust, None).known
            if signed is None:
                found.append((vector["name"], f"{vector['signed']}, which was signed, does not pass"))
                continue
        said = check_checkpoint(read_file(path.parent / vector["checkpoint"], MAX_CHECKPOINT), trust, signed)
        expected = (vector["verdict"], vector["check"], vector["proven"], vector["fork"])
        told = (said.report.verdict.value, said.report.stopped_at, said.proven(), said.forked())
        found.append((vector["name"], None if expected == told else f"expected {expected}, found {told}"))
    for vector in index["cosignatures"]:
        holds = cosignature_holds(read_file(path.parent / vector["cosignature"], MAX_COSIGNATURE_FILE))
        found.append((vector["name"], None if holds is vector["holds"] else f"expected {vector['holds']}, found {holds}"))
    return found


def main() -> int:
    """The program. Returns its exit code."""
    parser = argparse.ArgumentParser(description="Runs the verifier on all vectors.")
    parser.add_argument("vectors", type=Path, nargs="?", default=_VECTORS)
    parser.add_argument("checkpoints", type=Path, nargs="?", default=_CHECKPOINTS)
    options = parser.parse_args()
    passed = failed = skipped = 0
    if TEXT in _FORMAT.read_text(encoding="utf-8"):
        passed += 1
    else:
        failed += 1
        print("layouts: differ from docs/format.md")
    for vector in json.loads(options.vectors.read_text(encoding="utf-8")):
        folder = options.vectors.parent
        try:
            trust = read_trust(read_file(folder / vector["trust"], MAX_TRUST_FILE))
            report = check_bundle(read_file(folder / vector["bundle"], MAX_FILE), trust, [])
            wrong = _disagreement(vector, report)
        except Unusable as error:
            wrong = str(error)
        if wrong is not None:
            failed += 1
            print(f"{vector['name']}: {wrong}")
        elif vector["check"] == "rules":
            skipped += 1
            print(f"{vector['name']}: skipped: rules are not checked here ({_said(report)})")
        else:
            passed += 1
    for name, wrong in _checkpoints(options.checkpoints):
        if wrong is None:
            passed += 1
        else:
            failed += 1
            print(f"{name}: {wrong}")
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
