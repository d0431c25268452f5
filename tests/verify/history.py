# SPDX-License-Identifier: EUPL-1.2
"""Goes through the histories entry by entry (docs/evidence.md, *hash-chain, signatures, rules, facts*).

It does not have the ledger's rules: the check `rules` is not made. Must not know how seq and head of a history were proven.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

import sr25519
from decode import HEAD, Entry, Variant, as_subject, decode_entry
from facts import state_of
from outcome import CheckFailed, CheckUndecided, Malformed
from scale import subject_bytes
from signed_text import OPENING, signed_text
from spelling import KINDS, Bundle, History, Subject, subject_name


@dataclass(frozen=True)
class _Statement:
    """A fact of the entry `seq` of some subject, stated at the time `at`."""

    head: bytes
    value: Variant
    at: int
    stated_by: str


@dataclass
class _Reading:
    """What is kept of a history's readable entries after the first time through. Bodies are not: they are decoded again."""

    times: list[int] = field(default_factory=list)
    stated: list[Subject] = field(default_factory=list)


@dataclass(frozen=True)
class Shown:
    """What a history showed."""

    at: int
    facts_checked: int
    facts_taken: int


class Histories:
    """The histories of one bundle."""

    def __init__(self, bundle: Bundle) -> None:
        self._genesis = bundle.genesis
        #: SHA-256 of every document that an entry which was gone through refers to.
        self.documents: set[bytes] = set()
        there = {history.subject for contract in bundle.contracts for history in contract.histories}
        self._readings: dict[Subject, _Reading] = {}
        self._statements: dict[Subject, dict[int, list[_Statement]]] = {subject: {} for subject in there}
        for contract in bundle.contracts:
            for history in contract.histories:
                self._readings[history.subject] = self._read(history)

    def _read(self, history: History) -> _Reading:
        """Collect times and statements of the readable entries."""
        reading = _Reading()
        for place, data in enumerate(history.entries):
            try:
                entry = decode_entry(data)
            except Malformed:
                break
            reading.times.append(entry.at)
            by = f"entry {place} of {subject_name(history.subject)}"
            for fact in entry.facts:
                subject = as_subject(fact["subject"])
                reading.stated.append(subject)
                if subject in self._statements:
                    statement = _Statement(fact["head"], fact["value"], entry.at, by)
                    self._statements[subject].setdefault(fact["seq"], []).append(statement)
        return reading

    def check(self, address: bytes, history: History, proven_seq: int, proven_head: bytes) -> Shown:
        """Make the checks of one history. Raises `CheckFailed` or `CheckUndecided`."""
        subject = history.subject
        name = subject_name(subject)
        reading = self._readings[subject]
        statements = self._statements[subject]
        state = state_of(subject)
        first_head = hashlib.sha256(b"portico/entry/v1" + self._genesis + address + subject_bytes(subject)).digest()
        head = first_head
        readable = len(reading.times)
        for place in range(readable):
            data = history.entries[place]
            entry = decode_entry(data)
            where = f"entry {place} of {name}"
            head = hashlib.sha256(head + data[:-HEAD]).digest()
            self._check_chain(entry, subject, place, head, where)
            self._check_signature(entry, address, where)
            state.add(entry)
            self.documents.update(entry.documents)
            for statement in statements.get(place, ()):
                if statement.head != head:
                    raise CheckFailed("facts", f"{statement.stated_by}: {where} has another head")
                if entry.at > statement.at:
                    raise CheckFailed("facts", f"{statement.stated_by}: {where} is later")
                if place + 1 < readable and reading.times[place + 1] < statement.at:
                    raise CheckFailed("facts", f"{statement.stated_by}: there was an entry after {where} already")
                if not state.holds(statement.value):
                    raise CheckFailed("facts", f"{statement.stated_by}: at {where} it is not as stated")
        if readable < len(history.entries):
            self._unreadable(history.entries, first_head, proven_head, f"entry {readable} of {name}")
        if not history.entries:
            raise CheckFailed("hash-chain", f"{name} has no entries")
        if readable - 1 != proven_seq or head != proven_head:
            raise CheckFailed("hash-chain", f"the last entry of {name} is not the one that is proven")
        for seq, made in statements.items():
            if seq >= readable:
                raise CheckFailed("facts", f"{made[0].stated_by}: {name} has no entry {seq}")
        checked = sum(1 for one in reading.stated if one in self._statements)
        return Shown(reading.times[-1], checked, len(reading.stated) - checked)

    @staticmethod
    def _check_chain(entry: Entry, subject: Subject, place: int, head: bytes, where: str) -> None:
        if entry.subject != subject:
            raise CheckFailed("hash-chain", f"{where} is of another subject")
        if entry.body_kind != KINDS[subject[0]]:
            raise CheckFailed("hash-chain", f"the body of {where} is for another kind of subject")
        if ((entry.body_kind, entry.body.name) in OPENING) != (place == 0):
            raise CheckFailed("hash-chain", f"{where}: the first entry, and no other, opens a subject")
        if entry.seq != place:
            raise CheckFailed("hash-chain", f"{where} is numbered {entry.seq}")
        if entry.head != head:
            raise CheckFailed("hash-chain", f"the head of {where} does not follow")

    def _check_signature(self, entry: Entry, address: bytes, where: str) -> None:
        if entry.signature.name == "Direct":
            return
        carried = entry.signature.value
        if carried["expiry"] < entry.at:
            raise CheckFailed("signatures", f"{where} was carried after its expiry")
        try:
            text = signed_text(entry, self._genesis, address)
        except Malformed as error:
            raise CheckFailed("signatures", f"{where}: {error}") from None
        wrapped = b"<Bytes>" + text + b"</Bytes>"
        if not any(sr25519.verify(entry.by, carried["signature"], one) for one in (text, wrapped)):
            raise CheckFailed("signatures", f"the signature of {where} is wrong")

    @staticmethod
    def _unreadable(entries: list[bytes], head: bytes, proven_head: bytes, where: str) -> None:
        for data in entries:
            if len(data) < HEAD:
                raise CheckFailed("hash-chain", f"{where} cannot be decoded, and an entry is too short to have a head")
            head = hashlib.sha256(head + data[:-HEAD]).digest()
            if data[-HEAD:] != head:
                raise CheckFailed("hash-chain", f"{where} cannot be decoded, and the heads do not follow")
        if head != proven_head:
            raise CheckFailed("hash-chain", f"{where} cannot be decoded, and the last head is not the one that is proven")
        raise CheckUndecided("hash-chain", f"{where} is the ledger's, but this program does not know what it says")
