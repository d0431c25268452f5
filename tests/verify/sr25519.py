# SPDX-License-Identifier: EUPL-1.2
"""Verifies sr25519 signatures in the context `substrate` (docs/evidence.md, *sr25519*).

Own code rather than a package: those there are for Python wrap the same Rust crate that the ledger uses.
"""

from __future__ import annotations

import ristretto
from curve import BASE, L, multiply_add, negate
from transcript import Transcript


def verify(key: bytes, signature: bytes, message: bytes) -> bool:
    """Whether these 64 bytes are the signature of `message` by `key`."""
    if len(signature) != 64 or not signature[63] & 0x80:
        return False
    r = signature[:32]
    s = int.from_bytes(signature[32:63] + bytes([signature[63] & 0x7F]), "little")
    if s >= L:
        return False
    point = ristretto.decode(key)
    if point is None:
        return False
    transcript = Transcript(b"SigningContext")
    transcript.append(b"", b"substrate")
    transcript.append(b"sign-bytes", message)
    transcript.append(b"proto-name", b"Schnorr-sig")
    transcript.append(b"sign:pk", key)
    transcript.append(b"sign:R", r)
    k = int.from_bytes(transcript.challenge(b"sign:c", 64), "little") % L
    return ristretto.encode(multiply_add(s, BASE, k, negate(point))) == r
