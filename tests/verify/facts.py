# SPDX-License-Identifier: EUPL-1.2
"""What facts say: values as they follow from a subject's own entries (docs/evidence.md, *What facts say*).

Must not know who states a fact, nor whether the entries are allowed.
"""

from __future__ import annotations

from typing import Any

from decode import Entry, Variant
from spelling import KINDS, Subject


class _Party:
    def __init__(self, number: int) -> None:
        self.number = number
        self.kind: Variant | None = None
        self.keys: dict[bytes, int] = {}
        self.suspended = False
        self.valid_until: int | None = None

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


class _Other:
    """A subject of which there are no facts."""

    def add(self, entry: Entry) -> None:
        """Nothing follows."""

    def holds(self, _stated: Variant) -> bool:
        return False


State = _Party | _Agreement | _Other


def state_of(subject: Subject) -> State:
    """The state of a subject without entries: `add` its entries, then ask what `holds`."""
    kind, number = KINDS[subject[0]], subject[1]
    return _Party(number) if kind == "party" else _Agreement(number) if kind == "agreement" else _Other()
