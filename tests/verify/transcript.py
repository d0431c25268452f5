# SPDX-License-Identifier: EUPL-1.2
"""Merlin's transcripts (merlin.cool) over STROBE-128 (strobe.sourceforge.io) over Keccak-f[1600] (FIPS 202, section 3).

Only what verifying needs: absorbing and one challenge.
"""

from __future__ import annotations

_MASK = (1 << 64) - 1


def _rotations() -> list[int]:
    """Offsets of rho for the lane x + 5y (FIPS 202, section 3.2.2)."""
    offsets = [0] * 25
    x, y = 1, 0
    for t in range(24):
        offsets[x + 5 * y] = (t + 1) * (t + 2) // 2 % 64
        x, y = y, (2 * x + 3 * y) % 5
    return offsets


def _round_constants() -> list[int]:
    """Constants of iota (section 3.2.5)."""
    constants = []
    register = 1
    for _ in range(24):
        constant = 0
        for j in range(7):
            if register & 1:
                constant |= 1 << ((1 << j) - 1)
            register <<= 1
            if register & 0x100:
                register ^= 0x171
        constants.append(constant)
    return constants


_ROTATIONS = _rotations()
_ROUND_CONSTANTS = _round_constants()


def _rotate(lane: int, by: int) -> int:
    return (lane << by | lane >> (64 - by)) & _MASK if by else lane


def keccak_f1600(state: bytearray) -> None:
    """The permutation, in place, of 200 bytes."""
    a = [int.from_bytes(state[8 * i : 8 * i + 8], "little") for i in range(25)]
    for constant in _ROUND_CONSTANTS:
        c = [a[x] ^ a[x + 5] ^ a[x + 10] ^ a[x + 15] ^ a[x + 20] for x in range(5)]
        d = [c[(x - 1) % 5] ^ _rotate(c[(x + 1) % 5], 1) for x in range(5)]
        b = [0] * 25
        for x in range(5):
            for y in range(5):
                lane = x + 5 * y
                b[y + 5 * ((2 * x + 3 * y) % 5)] = _rotate(a[lane] ^ d[x], _ROTATIONS[lane])
        for y in range(0, 25, 5):
            for x in range(5):
                a[y + x] = b[y + x] ^ (~b[y + (x + 1) % 5] & b[y + (x + 2) % 5] & _MASK)
        a[0] ^= constant
    for i, lane_value in enumerate(a):
        state[8 * i : 8 * i + 8] = lane_value.to_bytes(8, "little")


class _Strobe:
    """STROBE-128, the part that Merlin uses."""

    RATE = 166
    # Flags of operations: inbound, application, cipher, meta, key.
    INBOUND, APPLICATION, CIPHER, META, KEY = 1, 2, 4, 16, 32

    def __init__(self, label: bytes) -> None:
        self.state = bytearray(200)
        self.state[:6] = bytes([1, self.RATE + 2, 1, 0, 1, 96])
        self.state[6:18] = b"STROBEv1.0.2"
        keccak_f1600(self.state)
        self.position = 0
        self.begin = 0
        self.meta_ad(label)

    def _run(self) -> None:
        self.state[self.position] ^= self.begin
        self.state[self.position + 1] ^= 0x04
        self.state[self.RATE + 1] ^= 0x80
        keccak_f1600(self.state)
        self.position = 0
        self.begin = 0

    def _absorb(self, data: bytes) -> None:
        for byte in data:
            self.state[self.position] ^= byte
            self.position += 1
            if self.position == self.RATE:
                self._run()

    def _operation(self, flags: int) -> None:
        old, self.begin = self.begin, self.position + 1
        self._absorb(bytes([old, flags]))
        if flags & (self.CIPHER | self.KEY) and self.position != 0:
            self._run()

    def meta_ad(self, data: bytes) -> None:
        self._operation(self.META | self.APPLICATION)
        self._absorb(data)

    def ad(self, data: bytes) -> None:
        self._operation(self.APPLICATION)
        self._absorb(data)

    def prf(self, length: int) -> bytes:
        self._operation(self.INBOUND | self.APPLICATION | self.CIPHER)
        out = bytearray()
        while len(out) < length:
            out.append(self.state[self.position])
            self.state[self.position] = 0
            self.position += 1
            if self.position == self.RATE:
                self._run()
        return bytes(out)


class Transcript:
    """A Merlin transcript."""

    def __init__(self, label: bytes) -> None:
        self._strobe = _Strobe(b"Merlin v1.0")
        self.append(b"dom-sep", label)

    def append(self, label: bytes, message: bytes) -> None:
        """Take in a message. Its length follows the label within one operation of STROBE."""
        self._strobe.meta_ad(label + len(message).to_bytes(4, "little"))
        self._strobe.ad(message)

    def challenge(self, label: bytes, length: int) -> bytes:
        """So many bytes that follow from all that was taken in."""
        self._strobe.meta_ad(label + length.to_bytes(4, "little"))
        return self._strobe.prf(length)
