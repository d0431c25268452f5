# SPDX-License-Identifier: EUPL-1.2
"""GRANDPA's justifications (docs/evidence.md, *GRANDPA*).

Must not know which blocks have to be justified.
"""

from __future__ import annotations

import ed25519
from header import Authorities, read_header_from
from outcome import Malformed
from scale import Reader

MAX_VALIDATORS = 1_000


def check_justification(data: bytes, block: bytes, number: int, authorities: Authorities, set_id: int) -> None:
    """Raises `Malformed`, with the reason, unless `data` justifies the block by this set. Steps are numbered as in the document."""
    # 1
    reader = Reader(data)
    round_number = reader.unsigned(8)
    target, target_number = reader.take(32), reader.unsigned(4)
    precommits = [(reader.take(32), reader.unsigned(4), reader.take(64), reader.take(32)) for _ in range(reader.count(132))]
    ancestry = [read_header_from(reader) for _ in range(reader.count(98))]
    reader.end()
    # 2
    if target != block or target_number != number:
        raise Malformed("the justification is of another block")
    # 3
    weights = dict(authorities)
    total = sum(weights.values())
    if not 1 <= len(authorities) <= MAX_VALIDATORS:
        raise Malformed(f"a set of {len(authorities)} validators")
    if len(weights) != len(authorities):
        raise Malformed("a validator is twice in the set")
    if min(weights.values()) == 0:
        raise Malformed("a validator has no weight")
    if total >= 1 << 64:
        raise Malformed("the sum of the weights is too large")
    # 4
    parents = {one.hash: one.parent for one in ancestry}
    if len(parents) != len(ancestry):
        raise Malformed("a header is twice in the ancestry")
    # 5
    signed: set[bytes] = set()
    used: set[bytes] = set()
    for voted, voted_number, signature, key in precommits:
        if key not in weights:
            raise Malformed("a signature by a key that is not one of the set's")
        if key in signed:
            raise Malformed("two signatures by one validator")
        signed.add(key)
        # What was used before leads to the block already. A header can't be its own ancestor, but who relies on that?
        way: set[bytes] = set()
        at = voted
        while at != block and at not in used:
            if at not in parents or at in way:
                raise Malformed("a signature for a block that does not descend from this one by the ancestry")
            way.add(at)
            at = parents[at]
        used |= way
        message = b"\x01" + voted + voted_number.to_bytes(4, "little") + round_number.to_bytes(8, "little") + set_id.to_bytes(8, "little")
        if not ed25519.verify(key, signature, message):
            raise Malformed("a validator's signature is wrong")
    # 6
    if len(used) != len(ancestry):
        raise Malformed("a header of the ancestry leads to no signature")
    # 7
    weight = sum(weights[key] for key in signed)
    needed = total - (total - 1) // 3
    if weight < needed:
        raise Malformed(f"validators of weight {weight} signed, {needed} of {total} are needed")
