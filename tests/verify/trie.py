# SPDX-License-Identifier: EUPL-1.2
"""Look-ups in a Merkle trie by a proof (docs/evidence.md, *Tries*).

Must not know what keys and values mean.
"""

from __future__ import annotations

from dataclasses import dataclass

from header import blake2_256
from outcome import Malformed
from scale import Reader

MAX_NIBBLES = 65_535


@dataclass(frozen=True)
class _Node:
    partial: list[int]
    #: The value, or its hash; none if the node has none.
    value: bytes | None
    value_by_hash: bool
    #: For a branch: nibble to the child's hash (32 bytes) or its node.
    children: dict[int, bytes]


def _nibbles(data: bytes) -> list[int]:
    return [half for byte in data for half in (byte >> 4, byte & 15)]


def _read_node(data: bytes) -> _Node | None:
    """A node; none if it is that of the empty trie. Raises `Malformed`."""
    reader = Reader(data)
    first = reader.byte()
    if first == 0:
        reader.end()
        return None
    if first >> 6 == 0b01:
        branch, value, by_hash, room = False, True, False, 6
    elif first >> 6 == 0b10:
        branch, value, by_hash, room = True, False, False, 6
    elif first >> 6 == 0b11:
        branch, value, by_hash, room = True, True, False, 6
    elif first >> 5 == 0b001:
        branch, value, by_hash, room = False, True, True, 5
    elif first >> 4 == 0b0001:
        branch, value, by_hash, room = True, True, True, 4
    else:
        raise Malformed(f"a node with the unknown first byte {first:02x}")
    full = (1 << room) - 1
    length = first & full
    if length == full:
        while True:
            if length > MAX_NIBBLES:
                raise Malformed("a node with too long a partial key")
            more = reader.byte()
            length += more
            if more != 0xFF:
                break
    partial = _nibbles(reader.take((length + 1) // 2))
    if length % 2 and partial.pop(0) != 0:
        raise Malformed("a partial key that is not padded with 0")
    bitmap = reader.unsigned(2) if branch else 0
    content = None
    if value:
        content = reader.take(32) if by_hash else reader.take(reader.compact())
    children = {}
    for nibble in range(16):
        if bitmap >> nibble & 1:
            children[nibble] = reader.take(reader.compact())
    reader.end()
    return _Node(partial, content, by_hash, children)


class Proof:
    """The nodes of a proof, used in the order of first need."""

    def __init__(self, nodes: list[bytes]) -> None:
        self._nodes = nodes
        self._used: dict[bytes, bytes] = {}
        self._next = 0

    def _need(self, digest: bytes) -> bytes:
        """The node with this hash: one that was used before, or the next."""
        known = self._used.get(digest)
        if known is not None:
            return known
        if self._next == len(self._nodes):
            raise Malformed("the proof lacks a node")
        node = self._nodes[self._next]
        if blake2_256(node) != digest:
            raise Malformed(f"node {self._next} of the proof is not the one that is needed there")
        self._next += 1
        self._used[digest] = node
        return node

    def look_up(self, root: bytes, key: bytes) -> bytes | None:
        """The value under a key, or none. Raises `Malformed` if the proof does not show it."""
        data = self._need(root)
        nibbles = _nibbles(key)
        at = 0
        # Each turn but the first takes a nibble off: it ends.
        while True:
            node = _read_node(data)
            if node is None:
                return None
            end = at + len(node.partial)
            if nibbles[at:end] != node.partial:
                return None
            at = end
            if at == len(nibbles):
                if node.value is None or not node.value_by_hash:
                    return node.value
                return self._need(node.value)
            child = node.children.get(nibbles[at])
            if child is None:
                return None
            at += 1
            data = self._need(child) if len(child) == 32 else child

    def end(self) -> None:
        """All nodes must have been used."""
        if self._next != len(self._nodes):
            raise Malformed(f"node {self._next} of the proof is not needed")
