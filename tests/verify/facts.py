# SPDX-License-Identifier: EUPL-1.2
"""What facts say: values as they follow from a subject's own entries (docs/evidence.md, *What facts say*).

Must not know who states a fact, nor whether the entries are allowed.
"""

from __future__ import annotations

import hashlib
from typing import Any

from decode import Entry, Variant
from scale import compact_bytes
from spelling import KINDS, Subject

#: Seconds.
_DAY = 86_400
#: Days (docs/evidence.md, *What facts say*).
_STANDSTILL = 32


class _Party:
    def __init__(self, number: int) -> None:
        self.number = number
        self.kind: Variant | None = None
        self.keys: dict[bytes, int] = {}
        self.suspended = False
        self.valid_until: int | None = None
        #: Of each aid who entered it, on which day, and how much is left of it.
        self.aids: dict[int, tuple[int | None, int, int]] = {}
        self.links: set[int] = set()

    def add(self, entry: Entry) -> None:
        name, value = entry.body
        if name in ("Found", "Register"):
            self.kind = value["kind"]
        if name in ("Found", "Register", "AddKey"):
            self.keys[value["key"]] = value["permissions"]
        elif name == "RevokeKey":
            self.keys.pop(value["key"], None)
        elif name in ("Suspend", "Reinstate"):
            self.suspended = name == "Suspend"
        elif name == "AttestStanding":
            self.valid_until = value["valid_until"]
        elif name == "RegisterAid":
            self.aids[value["aid"]] = (_signing_party(entry), entry.at // _DAY, value["amount"])
        elif name == "ReduceAid" and value["aid"] in self.aids:
            administration, granted, _ = self.aids[value["aid"]]
            self.aids[value["aid"]] = (administration, granted, value["amount"])
        elif name == "Link":
            self.links.add(value["other"])
        elif name == "Unlink":
            self.links.discard(value["other"])

    def holds(self, stated: Variant) -> bool:
        name, value = stated
        if name == "Signer":
            given: dict[str, Any] = {
                "key": value["key"],
                "party": self.number,
                "kind": self.kind,
                "permissions": self.keys.get(value["key"]),
            }
            return bool(given == value)
        if name == "Standing":
            given = {"party": self.number, "kind": self.kind, "suspended": self.suspended, "valid_until": self.valid_until}
            return bool(given == value)
        if name == "Undertaking":
            members = sorted({self.number, *self.links})
            encoded = compact_bytes(len(members)) + b"".join(member.to_bytes(4, "little") for member in members)
            given = {
                "party": self.number,
                "after": value["after"],
                "total": sum(amount for _, granted, amount in self.aids.values() if granted > value["after"]),
                "members": hashlib.sha256(encoded).digest(),
            }
            return bool(given == value)
        if name == "Aid" and value["aid"] in self.aids:
            administration, granted, amount = self.aids[value["aid"]]
            given = {
                "party": self.number,
                "aid": value["aid"],
                "administration": administration,
                "amount": amount,
                "granted": granted,
            }
            return bool(given == value)
        return False


def _signing_party(entry: Entry) -> int | None:
    """The party whose key sent the command: that of the entry's `Signer` fact."""
    for fact in entry.facts:
        if fact["value"].name == "Signer":
            party: int = fact["value"].value["party"]
            return party
    return None


class _Agreement:
    def __init__(self, number: int) -> None:
        self.number = number
        self.administration: int | None = None
        #: Each version's terms, and the parties that have not signed it yet.
        self.versions: dict[int, tuple[dict[str, Any], set[int]]] = {}
        self.in_force: int | None = None
        self.end: int | None = None
        self.budget: int | None = None

    def add(self, entry: Entry) -> None:
        name, value = entry.body
        if name == "Publish":
            self.administration = _signing_party(entry)
            self.end, self.budget = value["end"], value["budget"]
        elif name == "Propose":
            self.versions[value["version"]] = (value, {one["party"] for one in value["contributions"]})
        elif name == "Sign" and value["version"] in self.versions:
            terms, missing = self.versions[value["version"]]
            party = _signing_party(entry)
            if party in missing:
                missing.remove(party)
                if not missing:
                    self.in_force, self.end, self.budget = terms["version"], terms["end"], terms["budget"]
        elif name == "Terminate":
            self.in_force = None

    def holds(self, stated: Variant) -> bool:
        name, value = stated
        if name != "Agreement":
            return False
        participates = self.in_force is not None and any(
            one["party"] == value["party"] for one in self.versions[self.in_force][0]["contributions"]
        )
        given: dict[str, Any] = {
            "agreement": self.number,
            "party": value["party"],
            "administration": self.administration,
            "in_force": self.in_force,
            "end": self.end,
            "budget": self.budget,
            "participates": participates,
        }
        return bool(given == value)


class _Tender:
    def __init__(self, number: int) -> None:
        self.number = number
        self.administration: int | None = None
        self.status = "Active"
        self.winner: int | None = None
        self.value: int | None = None
        self.standstill_until: int | None = None
        self.cig: Variant | None = None
        self.cup: bytes | None = None

    def add(self, entry: Entry) -> None:
        name, value = entry.body
        if name in ("Publish", "AwardDirectly"):
            self.administration = _signing_party(entry)
            self.cig, self.cup = value["cig"], value["cup"]
        if name == "AwardDirectly":
            self.status, self.winner, self.value = "Awarded", value["contractor"], value["amount"]
        elif name == "Award":
            self.status, self.winner, self.value = "Awarded", value["winner"], value["price"]
            waits = value["standstill"].name == "Applies"
            self.standstill_until = max(entry.at // _DAY, value["communicated"]) + _STANDSTILL if waits else None
        elif name == "RevokeAward":
            self.status, self.winner, self.value, self.standstill_until = "Active", None, None, None
        elif name == "Contract":
            self.status = "Contracted"
        elif name == "Change":
            self.value = value["value"]
        elif name == "Cancel":
            self.status = "Cancelled"

    def holds(self, stated: Variant) -> bool:
        name, value = stated
        if name != "Tender":
            return False
        given: dict[str, Any] = {
            "tender": self.number,
            "administration": self.administration,
            "status": Variant(self.status, None),
            "winner": self.winner,
            "value": self.value if self.status == "Contracted" else None,
            "standstill_until": self.standstill_until,
            "cig": self.cig,
            "cup": self.cup,
        }
        return bool(given == value)


class _Other:
    """A subject of which there are no facts."""

    def add(self, entry: Entry) -> None:
        """Nothing follows."""

    def holds(self, _stated: Variant) -> bool:
        return False


State = _Party | _Agreement | _Tender | _Other


def state_of(subject: Subject) -> State:
    """The state of a subject without entries: `add` its entries, then ask what `holds`."""
    kind, number = KINDS[subject[0]], subject[1]
    if kind == "party":
        return _Party(number)
    if kind == "agreement":
        return _Agreement(number)
    return _Tender(number) if kind == "tender" else _Other()
