# SPDX-License-Identifier: EUPL-1.2
"""A cursor over bytes in SCALE (the Polkadot specification, *SCALE Codec*).

Must not know which values the bytes hold.
"""

from __future__ import annotations

from outcome import Malformed


class Reader:
    """Reads from the front of `data`; whatever is not there raises `Malformed`."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def left(self) -> int:
        """How many bytes are left."""
        return len(self.data) - self.at

    def take(self, count: int) -> bytes:
        """The next `count` bytes."""
        if count > self.left():
            raise Malformed(f"at byte {self.at}: {count} bytes needed, {self.left()} left")
        start, self.at = self.at, self.at + count
        return self.data[start : self.at]

    def byte(self) -> int:
        """The next byte, as a number."""
        return self.take(1)[0]

    def unsigned(self, width: int) -> int:
        """An integer of `width` bytes, little-endian."""
        return int.from_bytes(self.take(width), "little")

    def compact(self) -> int:
        """A compact integer in its shortest form."""
        first = self.byte()
        mode = first & 3
        if mode == 0:
            return first >> 2
        if mode == 1:
            value = (first | self.byte() << 8) >> 2
            least = 1 << 6
        elif mode == 2:
            value = (first | self.unsigned(3) << 8) >> 2
            least = 1 << 14
        else:
            width = (first >> 2) + 4
            value = self.unsigned(width)
            least = 1 << 30 if width == 4 else 1 << (8 * (width - 1))
        if value < least:
            raise Malformed(f"before byte {self.at}: a compact integer that is not in its shortest form")
        return value

    def count(self, least_size: int) -> int:
        """A compact count of elements of at least `least_size` bytes each; more than can follow is an error."""
        count = self.compact()
        if count * least_size > self.left():
            raise Malformed(f"before byte {self.at}: {count} elements do not fit into the bytes that are left")
        return count

    def text(self) -> str:
        """A compact length and so many bytes of UTF-8."""
        data = self.take(self.compact())
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError:
            raise Malformed(f"before byte {self.at}: no UTF-8") from None

    def flag(self) -> bool:
        """`bool`, or whether an option has a value: `00` or `01`."""
        value = self.byte()
        if value > 1:
            raise Malformed(f"before byte {self.at}: neither 00 nor 01")
        return value == 1

    def end(self) -> None:
        """Nothing may be left."""
        if self.left():
            raise Malformed(f"{self.left()} bytes more than needed")


def compact_bytes(value: int) -> bytes:
    """A compact integer below 2^30, as bytes."""
    if value < 1 << 6:
        return bytes([value << 2])
    if value < 1 << 14:
        return (value << 2 | 1).to_bytes(2, "little")
    return (value << 2 | 2).to_bytes(4, "little")


def subject_bytes(subject: tuple[int, int]) -> bytes:
    """`SCALE(Subject)`."""
    return bytes([subject[0]]) + subject[1].to_bytes(4, "little")
