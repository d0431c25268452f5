# SPDX-License-Identifier: EUPL-1.2
"""Decodes entries by their layouts.

Decoding is strict, so that a value has one encoding and need not be encoded again to compare. Must not know what the fields mean,
except that values of type `Document` are noted.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from layouts import TYPES, Array, Choice, Fields, Flag, Named, Option, Text, Type, Unsigned, Vector
from outcome import Malformed
from scale import Reader
from spelling import Subject

HEAD = 32


class Variant(NamedTuple):
    """A value of an enum: the variant's name, and what it holds. A struct is a dict."""

    name: str
    value: Any


@dataclass(frozen=True)
class Entry:
    """An entry that could be decoded, with the head that is stated after it."""

    subject: Subject
    seq: int
    at: int
    by: bytes
    #: `Direct`, or `Carried` with signature, nonce and expiry.
    signature: Variant
    #: Each a dict of subject, seq, head and value.
    facts: list[dict[str, Any]]
    #: Kind of the subject that the body is for.
    body_kind: str
    body: Variant
    #: SCALE of the body without the index of its kind.
    body_bytes: bytes
    head: bytes
    #: SHA-256 of the documents that the body refers to.
    documents: list[bytes]


_SUBJECT_INDEX = {name: index for index, (name, _) in TYPES["Subject"].variants.items()}  # type: ignore[union-attr]


def as_subject(value: Variant) -> Subject:
    """A decoded `Subject`, as the file's subjects are held."""
    return _SUBJECT_INDEX[value.name], value.value


def _value(reader: Reader, layout: Type, documents: list[bytes]) -> Any:
    """One value. It calls itself as deep as the layouts are nested, which is fixed; the data can't make it deeper."""
    if isinstance(layout, Named):
        value = _value(reader, TYPES[layout.name], documents)
        if layout.name == "Document":
            documents.append(value["sha256"])
        return value
    if isinstance(layout, Unsigned):
        return reader.unsigned(layout.width)
    if isinstance(layout, Array):
        return reader.take(layout.length)
    if isinstance(layout, Text):
        return reader.text()
    if isinstance(layout, Flag):
        return reader.flag()
    if isinstance(layout, Option):
        return _value(reader, layout.of, documents) if reader.flag() else None
    if isinstance(layout, Vector):
        return [_value(reader, layout.of, documents) for _ in range(reader.count(1))]
    if isinstance(layout, Fields):
        return {name: _value(reader, of, documents) for name, of in layout.fields}
    index = reader.byte()
    if index not in layout.variants:
        raise Malformed(f"before byte {reader.at}: unknown index {index}")
    name, of = layout.variants[index]
    return Variant(name, None if of is None else _value(reader, of, documents))


def decode_entry(data: bytes) -> Entry:
    """Decode `SCALE(Appended)`, to its last byte. Raises `Malformed`."""
    reader = Reader(data)
    entry = TYPES["Entry"]
    assert isinstance(entry, Fields) and isinstance(TYPES["Body"], Choice)  # as the layouts' text has them
    fields: dict[str, Any] = {}
    documents: list[bytes] = []
    body_bytes = b""
    for name, of in entry.fields:
        start = reader.at
        fields[name] = _value(reader, of, documents)
        if name == "body":
            body_bytes = data[start + 1 : reader.at]
    head = reader.take(HEAD)
    reader.end()
    body_kind, body = fields["body"]
    return Entry(
        as_subject(fields["subject"]),
        fields["seq"],
        fields["at"],
        fields["by"],
        fields["signature"],
        fields["facts"],
        body_kind.lower(),
        body,
        body_bytes,
        head,
        documents,
    )
