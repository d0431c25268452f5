# SPDX-License-Identifier: EUPL-1.2
"""Ristretto255 (RFC 9496, section 4): points as 32 bytes, each with one encoding."""

from __future__ import annotations

from curve import SQRT_M1, D, P, Point


def _negative(x: int) -> bool:
    return x % P & 1 == 1


def _absolute(x: int) -> int:
    return -x % P if _negative(x) else x % P


def _sqrt_ratio(u: int, v: int) -> tuple[bool, int]:
    """SQRT_RATIO_M1 (section 4.2)."""
    r = u * pow(v, 3, P) * pow(u * pow(v, 7, P) % P, (P - 5) // 8, P) % P
    check = v * r * r % P
    u %= P
    correct = check == u
    flipped = check == -u % P
    flipped_i = check == -u * SQRT_M1 % P
    if flipped or flipped_i:
        r = r * SQRT_M1 % P
    return correct or flipped, _absolute(r)


#: 1/sqrt(a - d), with a = -1.
INVSQRT_A_MINUS_D = _sqrt_ratio(1, -1 - D)[1]


def decode(data: bytes) -> Point | None:
    """Section 4.3.1; none if these bytes encode no point."""
    s = int.from_bytes(data, "little")
    if len(data) != 32 or s >= P or _negative(s):
        return None
    ss = s * s % P
    u1 = (1 - ss) % P
    u2 = (1 + ss) % P
    u2_sqr = u2 * u2 % P
    v = (-(D * u1 * u1) - u2_sqr) % P
    was_square, invsqrt = _sqrt_ratio(1, v * u2_sqr % P)
    den_x = invsqrt * u2 % P
    den_y = invsqrt * den_x * v % P
    x = _absolute(2 * s * den_x)
    y = u1 * den_y % P
    t = x * y % P
    if not was_square or _negative(t) or y == 0:
        return None
    return (x, y, 1, t)


def encode(point: Point) -> bytes:
    """Section 4.3.2."""
    x0, y0, z0, t0 = point
    u1 = (z0 + y0) * (z0 - y0) % P
    u2 = x0 * y0 % P
    invsqrt = _sqrt_ratio(1, u1 * u2 * u2 % P)[1]
    den1 = invsqrt * u1 % P
    den2 = invsqrt * u2 % P
    z_inv = den1 * den2 * t0 % P
    if _negative(t0 * z_inv):
        x, y = y0 * SQRT_M1 % P, x0 * SQRT_M1 % P
        den_inv = den1 * INVSQRT_A_MINUS_D % P
    else:
        x, y, den_inv = x0, y0, den2
    if _negative(x * z_inv):
        y = -y % P
    return _absolute(den_inv * (z0 - y)).to_bytes(32, "little")
