# SPDX-License-Identifier: EUPL-1.2
"""Checkpoints and cosignatures (docs/evidence.md, *Checkpoints and witnesses*).

Must not know bundles.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

import sr25519
from block import account, check_genesis, final_block, statement
from header import Header, read_header
from outcome import CheckFailed, CheckUndecided, Malformed, Report, Verdict
from scale import compact_bytes
from spelling import MAX_CONTRACTS, MAX_HEADER, SetChange, Text, ascending, is_of_another_version
from trie import Proof
from trust import Trust

#: Largest file of a checkpoint and of a cosignature, in bytes.
MAX_FILE = 67_108_864
MAX_COSIGNATURE_FILE = 1_024
MAX_SINCE = 1_048_576
_LEDGER_KEY = b"trop\x00"
_LEDGER_ROW = 17


@dataclass(frozen=True)
class CheckpointFile:
    """A well-spelled file. Nothing of what it says has been checked."""

    genesis: bytes
    header: bytes
    state: list[bytes]
    #: Address and nodes of storage.
    contracts: list[tuple[bytes, list[bytes]]]
    set_changes: list[SetChange]
    headers: list[bytes]
    justification: bytes
    since: list[bytes]


@dataclass(frozen=True)
class Counts:
    """A contract's own row."""

    entries: int
    subjects: int
    last_block: int


@dataclass(frozen=True)
class Known:
    """A checkpoint that passed all checks of its own."""

    genesis: bytes
    number: int
    hash: bytes
    root: bytes
    counts: dict[bytes, Counts]
    since: int
    #: Number to hash, of its own block and those before that it knows.
    hashes: dict[int, bytes]


@dataclass
class CheckpointReport:
    """What is said of a checkpoint."""

    report: Report = field(default_factory=Report)
    known: Known | None = None
    #: (number, the signed one's hash, the offered one's hash), if it is a fork.
    fork: tuple[int, bytes, bytes] | None = None

    def proven(self) -> dict[str, Any] | None:
        """As the document's report has it."""
        known = self.known
        if self.report.verdict is not Verdict.VALID or known is None:
            return None
        return {
            "genesis": f"0x{known.genesis.hex()}",
            "block": known.number,
            "hash": f"0x{known.hash.hex()}",
            "root": f"0x{known.root.hex()}",
            "contracts": [
                {"address": f"0x{address.hex()}", "entries": one.entries, "subjects": one.subjects, "last_block": one.last_block}
                for address, one in known.counts.items()
            ],
            "statement": statement(known.genesis, known.number, known.hash, known.root).decode("ascii"),
            "since": known.since,
        }

    def forked(self) -> dict[str, Any] | None:
        """As the document's report has it."""
        if self.fork is None:
            return None
        number, signed, offered = self.fork
        return {
            "signed": {"block": number, "hash": f"0x{signed.hex()}"},
            "offered": {"block": number, "hash": f"0x{offered.hex()}"},
        }


def read_checkpoint(data: bytes) -> CheckpointFile:
    """Read a file. Raises `Malformed` if it is not spelled as the format asks."""
    if len(data) > MAX_FILE:
        raise Malformed(f"the file has more than {MAX_FILE} bytes")
    text = Text(data)

    def contract() -> tuple[bytes, list[bytes]]:
        text.expect(b'{"address":')
        address = text.bytes_exact(20)
        text.expect(b',"storage":')
        storage = text.nodes()
        text.expect(b"}")
        return address, storage

    text.expect(b'{"format":"portico/checkpoint/v1","genesis":')
    genesis = text.bytes_exact(32)
    text.expect(b',"header":')
    header = text.bytes_up_to(MAX_HEADER)
    text.expect(b',"state":')
    state = text.nodes()
    text.expect(b',"contracts":')
    contracts = text.list_of(contract, MAX_CONTRACTS)
    ascending(contracts, lambda one: one[0], "contracts")
    set_changes, headers, justification = text.signed()
    text.expect(b'},"since":')
    since = text.list_of(lambda: text.bytes_up_to(MAX_HEADER), MAX_SINCE)
    text.expect(b"}\n")
    text.end()
    return CheckpointFile(genesis, header, state, contracts, set_changes, headers, justification, since)


def cosignature_holds(data: bytes) -> bool:
    """Whether a file is a cosignature, and its signature the key's."""
    if len(data) > MAX_COSIGNATURE_FILE:
        return False
    text = Text(data)
    try:
        text.expect(b'{"format":"portico/cosignature/v1","genesis":')
        genesis = text.bytes_exact(32)
        text.expect(b',"block":')
        number = text.number()
        text.expect(b',"hash":')
        block_hash = text.bytes_exact(32)
        text.expect(b',"root":')
        root = text.bytes_exact(32)
        text.expect(b',"key":')
        key = text.bytes_exact(32)
        text.expect(b',"signature":')
        signature = text.bytes_exact(64)
        text.expect(b"}\n")
        text.end()
    except Malformed:
        return False
    return sr25519.verify(key, signature, statement(genesis, number, block_hash, root))


def _row(storage: list[bytes], child_root: bytes | None) -> Counts:
    """A contract's own row. Raises `Malformed`."""
    proof = Proof(storage)
    row = None
    if child_root is not None:
        row = proof.look_up(child_root, blake2b(_LEDGER_KEY, digest_size=16).digest() + _LEDGER_KEY)
    proof.end()
    if row is None:
        return Counts(0, 0, 0)
    if len(row) != _LEDGER_ROW or row[0] != 0:
        raise Malformed("another row stands in the place of the contract's own")
    numbers = (row[1:9], row[9:13], row[13:17])
    return Counts(*(int.from_bytes(number, "little") for number in numbers))


def _contracts(file: CheckpointFile, trust: Trust, own: Header, report: Report) -> dict[bytes, Counts]:
    trusted = {one.address: one for one in trust.contracts}
    if [address for address, _ in file.contracts] != sorted(trusted):
        raise CheckFailed("contract", "the contracts are not all of those that are trusted, or not only those")
    report.passed("contract", "the checkpoint has every trusted contract, and no other")
    state = Proof(file.state)
    counts = {}
    for address, storage in file.contracts:
        name = f"0x{address.hex()}"
        code_hash, child_root = account(state, own.state_root, address)
        report.passed("account", f"{name} is a contract in the proven state")
        if code_hash not in trusted[address].code_hashes:
            raise CheckFailed("code", f"{name} runs 0x{code_hash.hex()}, which is not permitted")
        report.passed("code", f"{name} runs a permitted code")
        try:
            counts[address] = _row(storage, child_root)
        except Malformed as error:
            raise CheckFailed("storage", f"{name}: {error}") from None
        report.passed("storage", f"{name} counts {counts[address].entries} entries")
    try:
        state.end()
    except Malformed as error:
        raise CheckFailed("account", str(error)) from None
    return counts


def _since(file: CheckpointFile, own: Header) -> dict[int, bytes]:
    """The hashes that it knows, by number."""
    hashes = {own.number: own.hash}
    try:
        before: Header | None = None
        for header in [*(read_header(data) for data in file.since), own]:
            if before is not None and (header.parent, header.number) != (before.hash, before.number + 1):
                raise Malformed(f"block {header.number} is not the child of the one before")
            hashes[header.number - 1] = header.parent
            before = header
    except Malformed as error:
        raise CheckFailed("since", str(error)) from None
    return hashes


def _extends(offered: Known, signed: Known, said: CheckpointReport) -> None:
    height = min(offered.number, signed.number)
    one, other = signed.hashes.get(height), offered.hashes.get(height)
    if one is not None and other is not None and one != other:
        said.fork = (height, one, other)
        raise CheckFailed("extends", f"two blocks of height {height} are final: a fork")
    if offered.number < signed.number:
        raise CheckFailed("extends", f"block {offered.number} comes before block {signed.number}")
    if other is None:
        raise CheckUndecided("extends", f"its headers do not lead back to block {height}")
    for address, was in signed.counts.items():
        now = offered.counts.get(address)
        name = f"0x{address.hex()}"
        if now is None or now.entries < was.entries or now.subjects < was.subjects:
            raise CheckFailed("extends", f"{name} holds less than it did")
        if now.entries == was.entries and now != was:
            raise CheckFailed("extends", f"{name} holds as much as it did, and something else")
        if now.entries > was.entries and now.last_block <= signed.number:
            raise CheckFailed("extends", f"{name} holds more than it did, and nothing later")


def check_checkpoint(data: bytes, trust: Trust, signed: Known | None) -> CheckpointReport:
    """Make all checks, `extends` among them if the witness has signed a checkpoint before."""
    said = CheckpointReport()
    report = said.report
    try:
        try:
            file = read_checkpoint(data)
        except Malformed as error:
            if is_of_another_version(data, b"checkpoint"):
                raise CheckUndecided("format", "the file is of another version of the format") from None
            raise CheckFailed("format", str(error)) from None
        report.passed("format", "the file is a checkpoint, spelled as the format asks")
        check_genesis(file.genesis, trust, report)
        own = final_block(file, trust, report)
        counts = _contracts(file, trust, own, report)
        hashes = _since(file, own)
        report.passed("since", f"{len(file.since)} headers lead to the block")
        rows = compact_bytes(len(counts))
        for address, one in counts.items():
            rows += address + one.entries.to_bytes(8, "little") + one.subjects.to_bytes(4, "little") + one.last_block.to_bytes(4, "little")
        root = hashlib.sha256(b"portico/checkpoint/v1" + rows).digest()
        known = Known(file.genesis, own.number, own.hash, root, counts, len(file.since), hashes)
        if signed is not None:
            _extends(known, signed, said)
            report.passed("extends", f"it goes on from block {signed.number}")
        said.known, report.verdict = known, Verdict.VALID
    except CheckFailed as failed:
        report.checks.append((failed.check, "failed", failed.reason))
        report.verdict, report.stopped_at = Verdict.INVALID, failed.check
    except CheckUndecided as undecided:
        report.checks.append((undecided.check, "undecided", undecided.reason))
        report.verdict, report.stopped_at = Verdict.UNDECIDED, undecided.check
    return said
