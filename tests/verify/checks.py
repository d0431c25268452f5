# SPDX-License-Identifier: EUPL-1.2
"""All checks of a bundle, in their order (docs/evidence.md, *The checks, in order*)."""

from __future__ import annotations

from hashlib import blake2b

import sr25519
from block import account, check_genesis, final_block, statement
from header import Header
from history import Histories
from outcome import CheckFailed, CheckUndecided, Malformed, Report, Verdict
from scale import subject_bytes
from spelling import Bundle, Subject, is_of_another_version, read_bundle, subject_name
from trie import Proof
from trust import Trust, TrustedContract

_HEAD_ROW = 41


def _witnesses(bundle: Bundle, trust: Trust, own: Header) -> None:
    cosigned = set()
    if bundle.checkpoint is not None:
        said = statement(bundle.genesis, own.number, own.hash, bundle.checkpoint.root)
        for one in bundle.checkpoint.cosignatures:
            if not sr25519.verify(one.key, one.signature, said):
                raise CheckFailed("witnesses", f"the cosignature by 0x{one.key.hex()} is wrong")
            cosigned.add(one.key)
    if trust.witnesses is not None:
        required, keys = trust.witnesses
        if len(cosigned & keys) < required:
            raise CheckFailed("witnesses", f"{len(cosigned & keys)} trusted witnesses cosigned, {required} are required")


def _head_row(storage: Proof, root: bytes, subject: Subject) -> tuple[int, bytes]:
    """A subject's proven seq and head. Raises `Malformed`."""
    key = b"trop\x01" + subject_bytes(subject)
    row = storage.look_up(root, blake2b(key, digest_size=16).digest() + key)
    if row is None:
        raise Malformed(f"the contract does not have {subject_name(subject)}")
    if len(row) != _HEAD_ROW or row[0] != 1:
        raise Malformed(f"the row of {subject_name(subject)} is not one of a head")
    return int.from_bytes(row[1:5], "little"), row[5:37]


def _contracts(bundle: Bundle, trust: Trust, own: Header, report: Report) -> dict[Subject, tuple[int, bytes]]:
    """Every subject's proven seq and head."""
    trusted = {one.address: one for one in trust.contracts}
    state = Proof(bundle.state)
    proven: dict[Subject, tuple[int, bytes]] = {}
    for contract in bundle.contracts:
        kind = contract.histories[0].subject[0]
        name = f"0x{contract.address.hex()}"
        match: TrustedContract | None = trusted.get(contract.address)
        if match is None or match.keeps != kind:
            raise CheckFailed("contract", f"{name} is not trusted to keep subjects of this kind")
        report.passed("contract", f"{name} is trusted to keep its subjects")
        code_hash, child_root = account(state, own.state_root, contract.address)
        if child_root is None:
            raise CheckFailed("account", f"{name} has no storage")
        report.passed("account", f"{name} is a contract in the proven state")
        if code_hash not in match.code_hashes:
            raise CheckFailed("code", f"{name} runs 0x{code_hash.hex()}, which is not permitted")
        report.passed("code", f"{name} runs a permitted code")
        storage = Proof(contract.storage)
        try:
            for history in contract.histories:
                proven[history.subject] = _head_row(storage, child_root, history.subject)
            storage.end()
        except Malformed as error:
            raise CheckFailed("storage", f"{name}: {error}") from None
        report.passed("storage", f"{name} holds the heads of its {len(contract.histories)} histories")
    try:
        state.end()
    except Malformed as error:
        raise CheckFailed("account", str(error)) from None
    return proven


def _all(data: bytes, trust: Trust, report: Report) -> list[bytes]:
    """Make all checks up to `documents`. Returns the bundle's documents. Raises `CheckFailed` or `CheckUndecided`."""
    try:
        bundle = read_bundle(data)
    except Malformed as error:
        if is_of_another_version(data, b"evidence"):
            raise CheckUndecided("format", "the file is of another version of the format") from None
        raise CheckFailed("format", str(error)) from None
    report.bundle_id = bundle.bundle_id
    report.passed("format", "the file is an evidence bundle, spelled as the format asks")
    check_genesis(bundle.genesis, trust, report)
    own = final_block(bundle, trust, report)
    if bundle.checkpoint is not None or trust.witnesses is not None:
        _witnesses(bundle, trust, own)
        report.passed("witnesses", "enough witnesses cosigned, and no cosignature is wrong")
    proven = _contracts(bundle, trust, own, report)
    histories = Histories(bundle)
    about = set(bundle.about)
    shown = []
    checked = taken = 0
    for contract in bundle.contracts:
        for history in contract.histories:
            seq, head = proven[history.subject]
            one = histories.check(contract.address, history, seq, head)
            checked += one.facts_checked
            taken += one.facts_taken
            shown.append(
                {
                    "subject": subject_name(history.subject),
                    "asked": history.subject in about,
                    "entries": len(history.entries),
                    "head": f"0x{head.hex()}",
                    "block": own.number,
                    "block_hash": f"0x{own.hash.hex()}",
                    "at": one.at,
                    "facts_checked": one.facts_checked,
                    "facts_taken": one.facts_taken,
                }
            )
    report.passed("hash-chain", "every entry follows from the one before, up to the proven heads")
    report.passed("signatures", "every carried command was signed by the key that its entry names")
    report.passed("facts", f"{checked} facts hold; {taken} are taken on the contract's word")
    report.checks.append(("rules", "not checked here", "this program does not have the ledger's rules"))
    if bundle.documents != sorted(histories.documents):
        raise CheckFailed("documents", "the list is not that of the documents that the entries refer to")
    report.passed("documents", f"the list has the {len(bundle.documents)} documents that the entries refer to")
    report.shown = shown
    return bundle.documents


def check_bundle(data: bytes, trust: Trust, documents: list[tuple[str, bytes]]) -> Report:
    """Make all checks but `rules`. `documents` are names of given files, and their SHA-256.

    The verdict is never `valid`: that needs the rules. It is `undecided`, with `not_made` naming them, if all else passed.
    """
    report = Report()
    try:
        listed = set(_all(data, trust, report))
        for name, digest in documents:
            if digest not in listed:
                raise CheckFailed("documents", f"{name} is none of the documents")
            report.passed("documents", f"{name} is one of the documents")
    except CheckFailed as failed:
        report.checks.append((failed.check, "failed", failed.reason))
        report.verdict, report.stopped_at, report.shown = Verdict.INVALID, failed.check, []
    except CheckUndecided as undecided:
        report.checks.append((undecided.check, "undecided", undecided.reason))
        report.verdict, report.stopped_at = Verdict.UNDECIDED, undecided.check
    else:
        report.verdict, report.not_made = Verdict.UNDECIDED, "rules"
    return report
