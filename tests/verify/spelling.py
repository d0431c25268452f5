# SPDX-License-Identifier: EUPL-1.2
"""Reads a bundle's file, and what other files share with it: JSON of which exactly one spelling is allowed (docs/evidence.md, *The file*).

It walks along the text and compares; there is no JSON parser. Must not know what the bytes mean.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol, TypeVar

from outcome import Malformed

#: Largest file, in bytes.
MAX_FILE = 67_108_864
MAX_SUBJECTS = 100_000
MAX_HEADER = 65_536
MAX_NODES = 1_048_576
MAX_NODE = 16_384
MAX_CONTRACTS = 16
MAX_ENTRIES = 1_048_576
MAX_ENTRY = 16_384
MAX_DOCUMENTS = 1_048_576
MAX_SET_CHANGES = 10_000
MAX_JUSTIFICATION = 1_048_576
MAX_HEADERS = 4_096
MAX_COSIGNATURES = 256

#: Kinds of subjects, in the order in which subjects are compared; the index is also SCALE's.
KINDS = ("party", "agreement", "award", "tender", "import")

#: A subject: index of its kind in `KINDS`, and its number. Compares as the format asks.
Subject = tuple[int, int]

_HEX = re.compile(rb'"0x([0-9a-f]*+)"')
_SUBJECT = re.compile(rb'"(party|agreement|award|tender|import) (0|[1-9][0-9]{0,9})"')
_NUMBER = re.compile(rb"0|[1-9][0-9]{0,9}(?![0-9])")

T = TypeVar("T")


def subject_name(subject: Subject) -> str:
    """A subject as the file writes it: `award 7`."""
    return f"{KINDS[subject[0]]} {subject[1]}"


@dataclass(frozen=True)
class SetChange:
    """A change of the validators."""

    header: bytes
    justification: bytes


@dataclass(frozen=True)
class Cosignature:
    """A witness's signature."""

    key: bytes
    signature: bytes


@dataclass(frozen=True)
class Checkpoint:
    """What witnesses signed."""

    root: bytes
    cosignatures: list[Cosignature]


@dataclass(frozen=True)
class History:
    """One subject's entries, each `SCALE(Appended)`."""

    subject: Subject
    entries: list[bytes]


@dataclass(frozen=True)
class Contract:
    """One contract's proof and histories."""

    address: bytes
    storage: list[bytes]
    histories: list[History]


class Claimed(Protocol):
    """A block, and what is said to make it final."""

    @property
    def header(self) -> bytes:
        """Its header."""

    @property
    def set_changes(self) -> list[SetChange]:
        """The changes of the validators."""

    @property
    def headers(self) -> list[bytes]:
        """Headers up to the signed block's."""

    @property
    def justification(self) -> bytes:
        """The signed block's justification."""


@dataclass(frozen=True)
class Bundle:
    """A well-spelled file. Nothing of what it says has been checked."""

    bundle_id: bytes
    genesis: bytes
    about: list[Subject]
    header: bytes
    state: list[bytes]
    contracts: list[Contract]
    documents: list[bytes]
    set_changes: list[SetChange]
    headers: list[bytes]
    justification: bytes
    checkpoint: Checkpoint | None


class Text:
    """A place in a file's text."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def expect(self, literal: bytes) -> None:
        """Step over `literal`, which must stand here."""
        if not self.data.startswith(literal, self.at):
            raise Malformed(f"at byte {self.at}: expected {literal.decode()}")
        self.at += len(literal)

    def take(self, literal: bytes) -> bool:
        """Step over `literal` if it stands here."""
        if self.data.startswith(literal, self.at):
            self.at += len(literal)
            return True
        return False

    def bytes_up_to(self, limit: int) -> bytes:
        """`BYTES`, at most `limit` of them."""
        match = _HEX.match(self.data, self.at)
        if match is None:
            raise Malformed(f"at byte {self.at}: expected bytes in hexadecimal, in lower case")
        start, end = match.span(1)
        if (end - start) % 2:
            raise Malformed(f"at byte {start}: an odd number of digits")
        if (end - start) // 2 > limit:
            raise Malformed(f"at byte {start}: more than {limit} bytes")
        self.at = match.end()
        return bytes.fromhex(self.data[start:end].decode("ascii"))

    def bytes_exact(self, length: int) -> bytes:
        """`BYTES` of exactly this length."""
        start = self.at
        value = self.bytes_up_to(length)
        if len(value) != length:
            raise Malformed(f"at byte {start}: expected {length} bytes")
        return value

    def subject(self) -> Subject:
        """`SUBJECT`."""
        match = _SUBJECT.match(self.data, self.at)
        if match is None:
            raise Malformed(f"at byte {self.at}: expected a subject")
        number = int(match.group(2))
        if number >= 1 << 32:
            raise Malformed(f"at byte {self.at}: the subject's number is too large")
        self.at = match.end()
        return KINDS.index(match.group(1).decode("ascii")), number

    def number(self) -> int:
        """`NUMBER`: decimal, below 2^32."""
        match = _NUMBER.match(self.data, self.at)
        if match is None or int(match.group()) >= 1 << 32:
            raise Malformed(f"at byte {self.at}: expected a number below 2^32")
        self.at = match.end()
        return int(match.group())

    def nodes(self) -> list[bytes]:
        """Nodes of a trie."""
        return self.list_of(lambda: self.bytes_up_to(MAX_NODE), MAX_NODES)

    def signed(self) -> tuple[list[SetChange], list[bytes], bytes]:
        """What makes a block final, up to the justification."""

        def set_change() -> SetChange:
            self.expect(b'{"header":')
            header = self.bytes_up_to(MAX_HEADER)
            self.expect(b',"justification":')
            justification = self.bytes_up_to(MAX_JUSTIFICATION)
            self.expect(b"}")
            return SetChange(header, justification)

        self.expect(b',"finality":{"set_changes":')
        set_changes = self.list_of(set_change, MAX_SET_CHANGES)
        self.expect(b',"headers":')
        headers = self.list_of(lambda: self.bytes_up_to(MAX_HEADER), MAX_HEADERS)
        self.expect(b',"justification":')
        return set_changes, headers, self.bytes_up_to(MAX_JUSTIFICATION)

    def end(self) -> None:
        """Nothing may follow."""
        if self.at != len(self.data):
            raise Malformed(f"at byte {self.at}: more after the end")

    def list_of(self, item: Callable[[], T], limit: int) -> list[T]:
        """`[`, at most `limit` items with commas between, `]`."""
        self.expect(b"[")
        items: list[T] = []
        if self.take(b"]"):
            return items
        while True:
            if len(items) == limit:
                raise Malformed(f"at byte {self.at}: more than {limit} items")
            items.append(item())
            if self.take(b"]"):
                return items
            self.expect(b",")


def ascending(items: list[T], key: Callable[[T], bytes | int | Subject], what: str) -> None:
    """Strictly ascending, or `Malformed`."""
    keys = [key(item) for item in items]
    for before, after in pairwise(keys):
        if not before < after:  # type: ignore[operator]  # all keys of one call are of one type
            raise Malformed(f"{what} are not in ascending order")


def is_of_another_version(data: bytes, name: bytes) -> bool:
    """Whether a file that does not conform begins as one of another version of the format with this name."""
    match = re.compile(rb'\{"format":"portico/' + name + rb'/v([0-9]+)"').match(data)
    return match is not None and match.group(1) != b"1"


def read_bundle(data: bytes) -> Bundle:
    """Read a file. Raises `Malformed` if it is not spelled as the format asks."""
    if len(data) > MAX_FILE:
        raise Malformed(f"the file has more than {MAX_FILE} bytes")
    text = Text(data)

    def history() -> History:
        text.expect(b'{"subject":')
        subject = text.subject()
        text.expect(b',"entries":')
        entries = text.list_of(lambda: text.bytes_up_to(MAX_ENTRY), MAX_ENTRIES)
        text.expect(b"}")
        return History(subject, entries)

    def contract() -> Contract:
        text.expect(b'{"address":')
        address = text.bytes_exact(20)
        text.expect(b',"storage":')
        storage = text.nodes()
        text.expect(b',"histories":')
        histories = text.list_of(history, MAX_SUBJECTS)
        text.expect(b"}")
        if not histories:
            raise Malformed(f"before byte {text.at}: a contract without histories")
        if any(one.subject[0] != histories[0].subject[0] for one in histories):
            raise Malformed(f"before byte {text.at}: a contract with histories of several kinds")
        ascending(histories, lambda one: one.subject, "histories")
        return Contract(address, storage, histories)

    def cosignature() -> Cosignature:
        text.expect(b'{"key":')
        key = text.bytes_exact(32)
        text.expect(b',"signature":')
        signature = text.bytes_exact(64)
        text.expect(b"}")
        return Cosignature(key, signature)

    text.expect(b'{"format":"portico/evidence/v1","genesis":')
    genesis = text.bytes_exact(32)
    text.expect(b',"about":')
    about = text.list_of(text.subject, MAX_SUBJECTS)
    ascending(about, lambda subject: subject, "subjects of about")
    text.expect(b',"header":')
    header = text.bytes_up_to(MAX_HEADER)
    text.expect(b',"state":')
    state = text.nodes()
    text.expect(b',"contracts":')
    contracts = text.list_of(contract, MAX_CONTRACTS)
    ascending(contracts, lambda one: one.histories[0].subject[0], "contracts")
    text.expect(b',"documents":')
    documents = text.list_of(lambda: text.bytes_exact(32), MAX_DOCUMENTS)
    ascending(documents, lambda digest: digest, "documents")
    # The id is taken of all before this point.
    bundle_id = hashlib.sha256(memoryview(data)[: text.at]).digest()
    set_changes, headers, justification = text.signed()
    checkpoint = None
    if text.take(b',"checkpoint":{"root":'):
        root = text.bytes_exact(32)
        text.expect(b',"cosignatures":')
        cosignatures = text.list_of(cosignature, MAX_COSIGNATURES)
        ascending(cosignatures, lambda one: one.key, "cosignatures")
        text.expect(b"}")
        checkpoint = Checkpoint(root, cosignatures)
    text.expect(b"}}\n")
    text.end()

    if not about:
        raise Malformed("the bundle is about nothing")
    there = {one.subject for each in contracts for one in each.histories}
    for subject in about:
        if subject not in there:
            raise Malformed(f"there is no history of {subject_name(subject)}, which the bundle is about")
    return Bundle(bundle_id, genesis, about, header, state, contracts, documents, set_changes, headers, justification, checkpoint)
