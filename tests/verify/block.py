# SPDX-License-Identifier: EUPL-1.2
"""A block that is final, and a contract in its state: what bundles and checkpoints have in common (docs/evidence.md, checks 2 to 5 and 7).

Must not know what is to be proven of them.
"""

from __future__ import annotations

from grandpa import check_justification
from header import Header, read_header
from outcome import CheckFailed, CheckUndecided, Malformed, Report
from scale import Reader
from spelling import Claimed
from trie import Proof
from trust import Trust

#: twox_128 of `Revive`, twox_128 of `AccountInfoOf`.
_ACCOUNT_INFO_OF = bytes.fromhex("735f040a5d490f1107ad9c56f5ca00d2ae37ff0591fdbbcd9c2406df7147a9dc")
_CHILD_STORAGE = b":child_storage:default:"


def check_genesis(genesis: bytes, trust: Trust, report: Report) -> None:
    """The chain is the trusted one."""
    if genesis != trust.genesis:
        raise CheckFailed("genesis", f"the trusted chain is 0x{trust.genesis.hex()}, this one 0x{genesis.hex()}")
    report.passed("genesis", "the chain is the trusted one")


def statement(genesis: bytes, number: int, block_hash: bytes, root: bytes) -> bytes:
    """What witnesses sign."""
    return "\n".join(
        [
            "portico/checkpoint/v1",
            f"genesis 0x{genesis.hex()}",
            f"block {number}",
            f"hash 0x{block_hash.hex()}",
            f"root 0x{root.hex()}",
        ]
    ).encode("ascii")


def _authorities(claimed: Claimed, trust: Trust) -> tuple[list[tuple[bytes, int]], int]:
    """The validators of the last set, and its id."""
    authorities, set_id, last = trust.authorities, 0, 0
    for place, change in enumerate(claimed.set_changes):
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


def _headers(claimed: Claimed) -> tuple[Header, Header]:
    """The bundle's own header, and that of the signed block."""
    try:
        own = signed = read_header(claimed.header)
        for place, data in enumerate(claimed.headers):
            header = read_header(data)
            if header.parent != signed.hash or header.number != signed.number + 1:
                raise Malformed(f"header {place} is not the child of the one before")
            signed = header
    except Malformed as error:
        raise CheckFailed("headers", str(error)) from None
    return own, signed


def final_block(claimed: Claimed, trust: Trust, report: Report) -> Header:
    """The header of a block that is final. Raises `CheckFailed` or `CheckUndecided`."""
    authorities, set_id = _authorities(claimed, trust)
    report.passed("authorities", f"{set_id} changes of validators were each signed by the set before")
    own, signed = _headers(claimed)
    report.passed("headers", f"block {own.number} leads to block {signed.number}, which validators signed")
    try:
        check_justification(claimed.justification, signed.hash, signed.number, authorities, set_id)
    except Malformed as error:
        raise CheckFailed("finality", str(error)) from None
    report.passed("finality", f"block {signed.number} is final, and so is block {own.number}")
    return own


def account(state: Proof, root: bytes, address: bytes) -> tuple[bytes, bytes | None]:
    """A contract's code hash, and its child root if it has one."""
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
        if child_root is not None and len(child_root) != 32:
            raise Malformed("its child root is none")
    except Malformed as error:
        raise CheckFailed("account", f"0x{address.hex()}: {error}") from None
    return code_hash, child_root
