# SPDX-License-Identifier: EUPL-1.2
"""All checks of a bundle, in their order (docs/evidence.md, *The checks, in order*)."""

from __future__ import annotations

from hashlib import blake2b

import sr25519
from grandpa import check_justification
from header import Header, read_header
from history import Histories
from outcome import CheckFailed, CheckUndecided, Malformed, Report, Verdict
from scale import Reader, subject_bytes
from spelling import Bundle, Subject, is_of_another_version, read_bundle, subject_name
from trie import Proof
from trust import Trust, TrustedContract

#: twox_128 of `Revive`, twox_128 of `AccountInfoOf`.
_ACCOUNT_INFO_OF = bytes.fromhex("735f040a5d490f1107ad9c56f5ca00d2ae37ff0591fdbbcd9c2406df7147a9dc")
_CHILD_STORAGE = b":child_storage:default:"
_HEAD_ROW = 41


def _authorities(bundle: Bundle, trust: Trust) -> tuple[list[tuple[bytes, int]], int]:
    """The validators of the last set, and its id."""
    authorities, set_id, last = trust.authorities, 0, 0
    for place, change in enumerate(bundle.set_changes):
        try:
            header = read_header(change.header)
            if header.number <= last:
                raise Malformed(f"block {header.number} is not after block {last}")
            check_justification(change.justification, header.hash, header.number, authorities, set_id)
        except Malformed as error:
            raise CheckFailed("authorities", f"change {place}: {error}") from None
        if header.other_change:
            raise CheckUndecided("authorities", f"change {place} does not hold at once")
        if header.next_authorities is None:
            raise CheckFailed("authorities", f"change {place}: the block announces no validators")
        authorities, set_id, last = header.next_authorities, set_id + 1, header.number
    return authorities, set_id


def _headers(bundle: Bundle) -> tuple[Header, Header]:
    """The bundle's own header, and that of the signed block."""
    try:
        own = signed = read_header(bundle.header)
        for place, data in enumerate(bundle.headers):
            header = read_header(data)
            if header.parent != signed.hash or header.number != signed.number + 1:
                raise Malformed(f"header {place} is not the child of the one before")
            signed = header
    except Malformed as error:
        raise CheckFailed("headers", str(error)) from None
    return own, signed


def _witnesses(bundle: Bundle, trust: Trust, own: Header) -> None:
    cosigned = set()
    if bundle.checkpoint is not None:
        statement = "\n".join(
            [
                "portico/checkpoint/v1",
                f"genesis 0x{bundle.genesis.hex()}",
                f"block {own.number}",
                f"hash 0x{own.hash.hex()}",
                f"root 0x{bundle.checkpoint.root.hex()}",
            ]
        ).encode("ascii")
        for one in bundle.checkpoint.cosignatures:
            if not sr25519.verify(one.key, one.signature, statement):
                raise CheckFailed("witnesses", f"the cosignature by 0x{one.key.hex()} is wrong")
            cosigned.add(one.key)
    if trust.witnesses is not None:
        required, keys = trust.witnesses
        if len(cosigned & keys) < required:
            raise CheckFailed("witnesses", f"{len(cosigned & keys)} trusted witnesses cosigned, {required} are required")


def _account(state: Proof, root: bytes, address: bytes) -> tuple[bytes, bytes]:
    """A contract's code hash and child root."""
    try:
        record = state.look_up(root, _ACCOUNT_INFO_OF + address)
        if record is None:
            raise Malformed("the state does not have it")
        reader = Reader(record)
        if reader.byte() != 0:
            raise Malformed("it is no contract")
        trie_id = reader.take(reader.compact())
        code_hash = reader.take(32)
        child_root = state.look_up(root, _CHILD_STORAGE + trie_id)
        if child_root is None or len(child_root) != 32:
            raise Malformed("it has no storage")
    except Malformed as error:
        raise CheckFailed("account", f"0x{address.hex()}: {error}") from None
    return code_hash, child_root


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
        code_hash, child_root = _account(state, own.state_root, contract.address)
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
        if is_of_another_version(data):
            raise CheckUndecided("format", "the file is of another version of the format") from None
        raise CheckFailed("format", str(error)) from None
    report.bundle_id = bundle.bundle_id
    report.passed("format", "the file is an evidence bundle, spelled as the format asks")
    if bundle.genesis != trust.genesis:
        raise CheckFailed("genesis", f"the trusted chain is 0x{trust.genesis.hex()}, this one 0x{bundle.genesis.hex()}")
    report.passed("genesis", "the chain is the trusted one")
    authorities, set_id = _authorities(bundle, trust)
    report.passed("authorities", f"{set_id} changes of validators were each signed by the set before")
    own, signed = _headers(bundle)
    report.passed("headers", f"block {own.number} leads to block {signed.number}, which validators signed")
    try:
        check_justification(bundle.justification, signed.hash, signed.number, authorities, set_id)
    except Malformed as error:
        raise CheckFailed("finality", str(error)) from None
    report.passed("finality", f"block {signed.number} is final, and so is block {own.number}")
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
