# SPDX-License-Identifier: EUPL-1.2
"""Reads the trust file: all that is taken for granted (docs/evidence.md, *The trust file*).

Must not know the bundle.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any, NoReturn

from outcome import Unusable
from spelling import KINDS

#: Largest trust file, in bytes. The format states none; this holds every one with some 100,000 code hashes.
MAX_FILE = 8_388_608
MAX_AUTHORITIES = 1_000
MAX_CONTRACTS = 16
U64 = 1 << 64

_HEX = re.compile(r"(?:0x)?([0-9a-fA-F]*)")


@dataclass(frozen=True)
class TrustedContract:
    """A contract of the ledger: the kind that it keeps (index in `KINDS`), and the codes it may run."""

    keeps: int
    address: bytes
    code_hashes: frozenset[bytes]


@dataclass(frozen=True)
class Trust:
    """A usable trust file."""

    genesis: bytes
    authorities: list[tuple[bytes, int]]
    contracts: list[TrustedContract]
    #: How many of these keys must have cosigned; none if no witnesses are asked for.
    witnesses: tuple[int, frozenset[bytes]] | None


def _no_constant(name: str) -> NoReturn:
    raise Unusable(f"trust file: {name} is not JSON")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Unusable("trust file: a key stands twice")
    return found


def _members(value: Any, where: str, required: set[str], optional: frozenset[str] = frozenset()) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise Unusable(f"trust file: {where} must be an object")
    keys = set(value)
    if keys - required - optional or required - keys:
        raise Unusable(f"trust file: {where} must have the keys {', '.join(sorted(required))}, and no unknown ones")
    return value


def _items(value: Any, where: str, least: int, most: int | None) -> list[Any]:
    if not isinstance(value, list) or len(value) < least or (most is not None and len(value) > most):
        raise Unusable(f"trust file: {where} must be a list of {least} to {most or 'any number of'} items")
    return value


def _bytes(value: Any, where: str, length: int) -> bytes:
    match = _HEX.fullmatch(value) if isinstance(value, str) else None
    if match is None or len(match.group(1)) != 2 * length:
        raise Unusable(f"trust file: {where} must be {length} bytes in hexadecimal")
    return bytes.fromhex(match.group(1))


def _integer(value: Any, where: str, least: int, most: int) -> int:
    if type(value) is not int or not least <= value <= most:
        raise Unusable(f"trust file: {where} must be a whole number from {least} to {most}")
    return value


def read_trust(data: bytes) -> Trust:
    """Read a trust file. Raises `Unusable` if it cannot be used."""
    if len(data) > MAX_FILE:
        raise Unusable(f"trust file: more than {MAX_FILE} bytes")
    try:
        parsed = json.loads(data.decode("utf-8"), object_pairs_hook=_once, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise Unusable(f"trust file: no JSON: {error}") from None
    top = _members(parsed, "the file", {"format", "genesis", "authorities", "contracts"}, frozenset({"witnesses"}))
    if top["format"] != "portico/trust/v1":
        raise Unusable("trust file: format must be portico/trust/v1")

    authorities = []
    for value in _items(top["authorities"], "authorities", 1, MAX_AUTHORITIES):
        one = _members(value, "an authority", {"key", "weight"})
        authorities.append((_bytes(one["key"], "an authority's key", 32), _integer(one["weight"], "weight", 0, U64 - 1)))

    contracts = []
    for value in _items(top["contracts"], "contracts", 1, MAX_CONTRACTS):
        one = _members(value, "a contract", {"keeps", "address", "code_hashes"})
        if not isinstance(one["keeps"], str) or one["keeps"] not in KINDS:
            raise Unusable(f"trust file: keeps must be one of {', '.join(KINDS)}")
        hashes = _items(one["code_hashes"], "code_hashes", 1, None)
        contracts.append(
            TrustedContract(
                KINDS.index(one["keeps"]),
                _bytes(one["address"], "a contract's address", 20),
                frozenset(_bytes(code, "a code hash", 32) for code in hashes),
            )
        )
    if len({one.address for one in contracts}) != len(contracts):
        raise Unusable("trust file: two contracts have the same address")

    witnesses = None
    if top.get("witnesses") is not None:
        one = _members(top["witnesses"], "witnesses", {"required", "keys"})
        keys = [_bytes(key, "a witness's key", 32) for key in _items(one["keys"], "keys", 1, None)]
        if len(set(keys)) != len(keys):
            raise Unusable("trust file: a witness's key stands twice")
        witnesses = (_integer(one["required"], "required", 1, len(keys)), frozenset(keys))
    return Trust(_bytes(top["genesis"], "genesis", 32), authorities, contracts, witnesses)
