# SPDX-License-Identifier: EUPL-1.2
"""Block headers, and what GRANDPA announces in them (docs/evidence.md, *Headers*).

Must not know who signs them.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from outcome import Malformed
from scale import Reader

#: Validators' keys and weights.
Authorities = list[tuple[bytes, int]]


def blake2_256(data: bytes) -> bytes:
    """BLAKE2b with 32 bytes of output and no key (RFC 7693)."""
    return hashlib.blake2b(data, digest_size=32).digest()


@dataclass(frozen=True)
class Header:
    """A header that could be read."""

    hash: bytes
    parent: bytes
    number: int
    state_root: bytes
    #: The validators that are the next after this block; none if none are announced, or not so that it holds at once.
    next_authorities: Authorities | None
    #: Whether it announces a change that does not hold at once.
    other_change: bool


def _authorities(reader: Reader) -> Authorities:
    return [(reader.take(32), reader.unsigned(8)) for _ in range(reader.count(40))]


def _grandpa_log(data: bytes) -> tuple[Authorities | None, bool] | None:
    """(validators of a change that holds at once, whether it is another change); none if it means nothing here."""
    reader = Reader(data)
    kind = reader.byte()
    log: tuple[Authorities | None, bool] | None
    if kind == 1:
        authorities = _authorities(reader)
        log = (authorities, False) if reader.unsigned(4) == 0 else (None, True)
    elif kind == 2:
        reader.unsigned(4)
        _authorities(reader)
        reader.unsigned(4)
        log = (None, True)
    elif kind == 3:
        reader.unsigned(8)
        log = None
    elif kind in (4, 5):
        reader.unsigned(4)
        log = (None, True)
    else:
        raise Malformed(f"a message of GRANDPA with the unknown first byte {kind:02x}")
    reader.end()
    return log


def read_header_from(reader: Reader) -> Header:
    """Read one header; more may follow. Raises `Malformed`."""
    start = reader.at
    parent = reader.take(32)
    number = reader.compact()
    if number >= 1 << 32:
        raise Malformed("a block's number is too large")
    state_root = reader.take(32)
    reader.take(32)
    logs = []
    for _ in range(reader.count(1)):
        kind = reader.byte()
        if kind == 0:
            reader.take(reader.compact())
        elif kind in (4, 5, 6):
            engine = reader.take(4)
            data = reader.take(reader.compact())
            if kind == 4 and engine == b"FRNK":
                log = _grandpa_log(data)
                if log is not None:
                    logs.append(log)
        elif kind != 8:
            raise Malformed(f"an item of the digest with the unknown first byte {kind:02x}")
    authorities, other = (None, True) if len(logs) > 1 else logs[0] if logs else (None, False)
    return Header(blake2_256(reader.data[start : reader.at]), parent, number, state_root, authorities, other)


def read_header(data: bytes) -> Header:
    """Read a header, after which nothing may follow. Raises `Malformed`."""
    reader = Reader(data)
    header = read_header_from(reader)
    reader.end()
    return header
