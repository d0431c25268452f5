# SPDX-License-Identifier: EUPL-1.2
"""Verifies Ed25519 signatures strictly (docs/evidence.md, *GRANDPA*; RFC 8032).

The equation is OpenSSL's, by the package `cryptography`: without cofactor, with S below the group's order and R compared as bytes.
It does not refuse points of small order, so this does.
"""

from __future__ import annotations

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from curve import D, P


def _small_order_ys() -> frozenset[int]:
    """y of the eight points whose order divides 8.

    (0, 1) and (0, -1) have orders 1 and 2, y = 0 has order 4. A point has order 8 if its double has y = 0, and that is so if x² = -y²
    (RFC 8032's formula for doubling with Z = 1); on the curve, -x² + y² = 1 + d x² y², this means d y⁴ + 2 y² - 1 = 0.
    """
    root = _sqrt(1 + D)
    assert root is not None  # 1 + d is a square: edwards25519 has points of order 8
    ys = {0, 1, P - 1}
    for sign in (1, -1):
        y = _sqrt((sign * root - 1) * pow(D, P - 2, P) % P)
        if y is not None:
            ys |= {y, P - y}
    assert len(ys) == 5  # what the curve has: else the lines above are wrong
    return frozenset(ys)


def _sqrt(a: int) -> int | None:
    a %= P
    x = pow(a, (P + 3) // 8, P)
    if (x * x - a) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    return x if (x * x - a) % P == 0 else None


_SMALL_ORDER_YS = _small_order_ys()


def _small_order(encoding: bytes) -> bool:
    """Whether these 32 bytes encode, in whatever way, a point of small order."""
    return (int.from_bytes(encoding, "little") & (1 << 255) - 1) % P in _SMALL_ORDER_YS


def verify(key: bytes, signature: bytes, message: bytes) -> bool:
    """Whether these 64 bytes are the signature of `message` by `key`."""
    if _small_order(key) or _small_order(signature[:32]):
        return False
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True
