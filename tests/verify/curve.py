# SPDX-License-Identifier: EUPL-1.2
"""The curve edwards25519 (RFC 8032, section 5.1), as far as signatures are verified with it.

Not in constant time, and there are no secrets here. Must not know any signature scheme.
"""

from __future__ import annotations

P = 2**255 - 19
#: Order of the group that the base point generates.
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
SQRT_M1 = pow(2, (P - 1) // 4, P)

#: Extended coordinates (X, Y, Z, T): x = X/Z, y = Y/Z, xy = T/Z.
Point = tuple[int, int, int, int]

NEUTRAL: Point = (0, 1, 1, 0)


def add(a: Point, b: Point) -> Point:
    """a + b (RFC 8032, section 5.1.4). Complete: holds for equal points, too."""
    e = (a[1] - a[0]) * (b[1] - b[0]) % P
    f = (a[1] + a[0]) * (b[1] + b[0]) % P
    g = 2 * a[3] * b[3] * D % P
    h = 2 * a[2] * b[2] % P
    x, z, w, y = f - e, h - g, h + g, f + e
    return (x * z % P, w * y % P, z * w % P, x * y % P)


def multiply_add(s: int, a: Point, t: int, b: Point) -> Point:
    """[s]a + [t]b, for s and t of at most 256 bits."""
    both = add(a, b)
    result = NEUTRAL
    for bit in range(255, -1, -1):
        result = add(result, result)
        choice = (s >> bit & 1) | (t >> bit & 1) << 1
        if choice:
            result = add(result, (a, b, both)[choice - 1])
    return result


def negate(a: Point) -> Point:
    """-a."""
    return (-a[0] % P, a[1], a[2], -a[3] % P)


def _base() -> Point:
    """The base point: y = 4/5, x even."""
    y = 4 * pow(5, P - 2, P) % P
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * SQRT_M1 % P
    if x & 1:
        x = P - x
    return (x, y, 1, x * y % P)


BASE = _base()
