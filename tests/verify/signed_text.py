# SPDX-License-Identifier: EUPL-1.2
"""Writes the text that is signed for a command (docs/format.md, *The text that is signed*; docs/evidence.md, *Lines of signed texts*).

Must not know whether the command is allowed.
"""

from __future__ import annotations

import datetime
import hashlib
import re
from collections.abc import Iterator
from typing import Any

from decode import Entry, Variant
from outcome import Malformed
from spelling import KINDS

Lines = Iterator[tuple[str, str]]

_EPOCH = datetime.date(1970, 1, 1)
_LAST_DAY = (datetime.date(2199, 12, 31) - _EPOCH).days
_PERMISSIONS = ("manage_keys", "publish", "attest", "pay", "sign")

#: `action` of every body.
_ACTIONS = {
    ("party", "Found"): "found the registry",
    ("party", "Register"): "register",
    ("party", "AddKey"): "add key",
    ("party", "RevokeKey"): "revoke key",
    ("party", "AttestStanding"): "attest standing",
    ("party", "Suspend"): "suspend",
    ("party", "Reinstate"): "reinstate",
    ("party", "Rename"): "rename",
    ("party", "RegisterAid"): "register de minimis aid",
    ("party", "ReduceAid"): "reduce de minimis aid",
    ("party", "Link"): "link undertaking",
    ("party", "Unlink"): "unlink undertaking",
    ("party", "DepositMembers"): "deposit members' register",
    ("party", "CorrectMembers"): "correct members' register",
    ("agreement", "Publish"): "publish notice",
    ("agreement", "Invite"): "invite",
    ("agreement", "Propose"): "propose version",
    ("agreement", "Sign"): "sign version",
    ("agreement", "Terminate"): "terminate",
    ("award", "Publish"): "publish award",
    ("award", "Claim"): "claim",
    ("award", "Attest"): "attest",
    ("award", "Pay"): "record payment",
    ("award", "Confirm"): "confirm receipt",
    ("award", "Dispute"): "dispute payment",
    ("award", "Recover"): "record recovery",
    ("award", "ProposeAmendment"): "propose amendment",
    ("award", "AcceptAmendment"): "accept amendment",
    ("award", "WithdrawAmendment"): "withdraw amendment",
    ("award", "Suspend"): "suspend",
    ("award", "Resume"): "resume",
    ("award", "Close"): "close",
    ("award", "PublishDeMinimis"): "publish de minimis grant",
    ("tender", "Publish"): "publish tender",
    ("tender", "AwardDirectly"): "award directly",
    ("tender", "Invite"): "invite to bid",
    ("tender", "Clarify"): "clarify",
    ("tender", "Extend"): "extend deadlines",
    ("tender", "Bid"): "bid",
    ("tender", "WithdrawBid"): "withdraw bid",
    ("tender", "Reveal"): "reveal bid",
    ("tender", "Exclude"): "exclude bid",
    ("tender", "Evaluate"): "deposit evaluation",
    ("tender", "Award"): "award tender",
    ("tender", "RevokeAward"): "revoke award",
    ("tender", "Contract"): "deposit contract",
    ("tender", "Change"): "change contract",
    ("tender", "RequestSubcontract"): "request subcontract",
    ("tender", "DecideSubcontract"): "decide subcontract",
    ("tender", "Cancel"): "cancel tender",
    ("import", "Open"): "open import",
    ("import", "Record"): "record rows",
    ("import", "Finish"): "finish import",
}

#: Bodies that open a subject.
OPENING = frozenset(
    {
        ("party", "Found"),
        ("party", "Register"),
        ("agreement", "Publish"),
        ("award", "Publish"),
        ("award", "PublishDeMinimis"),
        ("tender", "Publish"),
        ("tender", "AwardDirectly"),
        ("import", "Open"),
    }
)


def _amount(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02} EUR"


def _date(days: int) -> str:
    return (_EPOCH + datetime.timedelta(days)).isoformat() if days <= _LAST_DAY else "0000-00-00"


def _moment(seconds: int) -> str:
    days, rest = divmod(seconds, 86_400)
    return f"{_date(days)}T{rest // 3600:02}:{rest // 60 % 60:02}:{rest % 60:02}Z"


def _hex(data: bytes) -> str:
    return "0x" + data.hex()


def _code(data: bytes) -> str:
    if not data.isascii():
        raise Malformed("a code that is not ASCII: no text can be written")
    return data.decode("ascii")


def _cig(cig: Variant) -> str:
    return _code(cig.value) if cig.name == "Code" else f"ES{cig.value:02}"


def _words(variant: Variant) -> str:
    """A variant's name in snake_case."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", variant.name).lower()


def _document(label: str, document: dict[str, Any]) -> Lines:
    yield f"{label} sha256", _hex(document["sha256"])
    yield f"{label} media type", document["media_type"]
    yield f"{label} title", document["title"]
    yield f"{label} uri", document["uri"]


def _documents(documents: list[dict[str, Any]]) -> Lines:
    for number, document in enumerate(documents, 1):
        yield from _document(f"document {number}", document)


def _permissions(permissions: int) -> Lines:
    for bit, name in enumerate(_PERMISSIONS):
        if permissions >> bit & 1:
            yield "permission", name


def _milestones(milestones: list[dict[str, Any]]) -> Lines:
    for number, milestone in enumerate(milestones, 1):
        yield f"milestone {number} title", milestone["title"]
        yield f"milestone {number} amount", _amount(milestone["amount"])
        yield f"milestone {number} due", _date(milestone["due"])


def _present(label: str, text: str | None) -> Lines:
    if text is not None:
        yield label, text


def _cup_and_cig(value: dict[str, Any]) -> Lines:
    yield from _present("CUP", None if value["cup"] is None else _code(value["cup"]))
    yield from _present("CIG", None if value["cig"] is None else _cig(value["cig"]))


def _municipality(value: dict[str, Any]) -> Lines:
    yield from _present("municipality", None if value["municipality"] is None else _code(value["municipality"]))


def _party(name: str, value: dict[str, Any]) -> Lines:
    if name in ("Found", "Register"):
        yield "kind", _words(value["kind"])
        yield "identifier IT-CF", _code(value["identifier"].value)
        yield "name", value["name"]
        yield from _municipality(value)
        yield "key", _hex(value["key"])
        yield from _permissions(value["permissions"])
        yield "label", value["label"]
    elif name == "AddKey":
        yield "key", _hex(value["key"])
        yield from _permissions(value["permissions"])
        yield "label", value["label"]
    elif name == "RevokeKey":
        yield "key", _hex(value["key"])
        yield "reason", value["reason"]
    elif name == "AttestStanding":
        yield "kind", _words(value["kind"])
        yield "valid until", _date(value["valid_until"])
        yield from _document("document", value["document"])
    elif name in ("Suspend", "Reinstate"):
        yield "reason", value["reason"]
    elif name == "Rename":
        yield "name", value["name"]
        yield from _municipality(value)
    elif name == "RegisterAid":
        yield "aid", str(value["aid"])
        yield "amount", _amount(value["amount"])
        yield "legal basis", value["legal_basis"]
        yield "elsewhere", _amount(value["elsewhere"])
        yield from _document("declaration", value["declaration"])
    elif name == "ReduceAid":
        yield "aid", str(value["aid"])
        yield "amount", _amount(value["amount"])
        yield "reason", value["reason"]
        yield from _document("act", value["act"])
    elif name in ("Link", "Unlink"):
        yield "other", str(value["other"])
        yield "reason", value["reason"]
        yield from _document("declaration", value["declaration"])
    elif name in ("DepositMembers", "CorrectMembers"):
        yield "year", str(value["year"])
        yield "members", str(value["members"])
        yield "root", _hex(value["root"])
        if name == "CorrectMembers":
            yield "reason", value["reason"]


def _agreement(name: str, value: dict[str, Any]) -> Lines:
    if name == "Publish":
        for field in ("title", "purpose", "object", "requirements", "criteria"):
            yield field, value[field]
        yield "start", _date(value["start"])
        yield "end", _date(value["end"])
        yield "respond by", _date(value["respond_by"])
        yield "budget", _amount(value["budget"])
        yield from _documents(value["documents"])
    elif name == "Invite":
        yield "party", str(value["party"])
        yield "reason", value["reason"]
    elif name == "Propose":
        yield "version", str(value["version"])
        yield from _document("text", value["text"])
        yield "budget", _amount(value["budget"])
        yield "end", _date(value["end"])
        for number, contribution in enumerate(value["contributions"], 1):
            yield f"contribution {number} party", str(contribution["party"])
            for field in ("money", "staff", "assets"):
                yield f"contribution {number} {field}", _amount(contribution[field])
    elif name == "Sign":
        yield "version", str(value["version"])
        yield "text sha256", _hex(value["text_sha256"])
    elif name == "Terminate":
        yield "reason", value["reason"]
        yield from _document("act", value["act"])


def _publication(value: dict[str, Any]) -> Lines:
    yield "kind", _words(value["kind"])
    yield "beneficiary", str(value["beneficiary"])
    basis = value["basis"]
    yield basis.name.lower(), basis.value["reference"] if basis.name in ("Call", "Act") else str(basis.value)
    yield "title", value["title"]
    yield "amount", _amount(value["amount"])
    for field in ("legal_basis", "office", "responsible_role", "selection_method"):
        yield field.replace("_", " "), value[field]
    if value["project"] is not None:
        yield from _document("project", value["project"])
    yield from _cup_and_cig(value)
    yield "start", _date(value["start"])
    yield "end", _date(value["end"])
    yield "attesters required", str(value["attesters_required"])
    for attester in value["attesters"]:
        yield "attester", str(attester)
    yield from _milestones(value["milestones"])
    yield from _documents(value["documents"])


def _award(name: str, value: dict[str, Any]) -> Lines:
    if name == "Publish":
        yield from _publication(value)
    elif name == "PublishDeMinimis":
        yield "de minimis aid", str(value["aid"])
        yield from _publication(value["publication"])
    elif name == "Claim":
        yield "milestone", str(value["milestone"])
        yield "claim", str(value["claim"])
        yield "amount", _amount(value["amount"])
        yield "statement", value["statement"]
        yield from _documents(value["documents"])
    elif name == "Attest":
        yield "milestone", str(value["milestone"])
        yield "claim", str(value["claim"])
        outcome = value["outcome"]
        yield "outcome", _words(outcome)
        if outcome.name == "PartlyMet":
            yield "amount", _amount(outcome.value["amount"])
        yield from _document("report", value["report"])
    elif name == "Pay":
        yield "payment", str(value["payment"])
        yield "milestone", str(value["milestone"])
        yield "amount", _amount(value["amount"])
        yield "mandate year", str(value["mandate"]["year"])
        yield "mandate number", value["mandate"]["number"]
        yield "date", _date(value["date"])
        yield from _cup_and_cig(value)
    elif name == "Confirm":
        yield "payment", str(value["payment"])
    elif name == "Dispute":
        yield "payment", str(value["payment"])
        yield "reason", value["reason"]
    elif name == "Recover":
        yield "recovery", str(value["recovery"])
        yield "payment", str(value["payment"])
        yield "amount", _amount(value["amount"])
        yield "reason", value["reason"]
        yield from _document("act", value["act"])
    elif name in ("ProposeAmendment", "AcceptAmendment"):
        yield "amendment", str(value["amendment"])
        yield "amount", _amount(value["amount"])
        yield "end", _date(value["end"])
        yield from _milestones(value["milestones"])
        yield "reason", value["reason"]
        yield from _document("act", value["act"])
    elif name == "WithdrawAmendment":
        yield "amendment", str(value["amendment"])
        yield "reason", value["reason"]
    elif name in ("Suspend", "Resume"):
        yield "reason", value["reason"]
    elif name == "Close":
        yield "paid", _amount(value["paid"])
        yield "recovered", _amount(value["recovered"])
        yield "reason", value["reason"]
        yield from _document("accounting document", value["accounting_document"])


def _yes_or_no(value: bool) -> str:
    return "yes" if value else "no"


def _deadlines(value: dict[str, Any]) -> Lines:
    for field in ("clarify_until", "bids_until", "reveal_until"):
        yield field.replace("_", " "), _moment(value[field])


def _texts(value: dict[str, Any], *fields: str) -> Lines:
    for field in fields:
        yield field.replace("_", " "), value[field]


def _tender_notice(value: dict[str, Any]) -> Lines:
    yield "CIG", _cig(value["cig"])
    yield from _present("CUP", None if value["cup"] is None else _code(value["cup"]))
    yield from _texts(value, "title", "object")
    yield "contract type", _words(value["contract_type"])
    yield "procedure", _words(value["procedure"])
    yield from _present("reserved for", None if value["reserve"] is None else _words(value["reserve"]))
    yield from _texts(value, "legal_basis", "office", "responsible_role")
    yield "value", _amount(value["value"])
    yield "criterion", _words(value["criterion"])
    yield "labour intensive", _yes_or_no(value["labour_intensive"])
    yield from _document("criteria", value["criteria"])
    yield from _deadlines(value)
    yield from _documents(value["documents"])


def _direct_award(value: dict[str, Any]) -> Lines:
    yield "ground", _words(value["ground"])
    yield "CIG", _cig(value["cig"])
    yield from _present("CUP", None if value["cup"] is None else _code(value["cup"]))
    yield from _texts(value, "title", "object")
    yield "contract type", _words(value["contract_type"])
    yield "labour intensive", _yes_or_no(value["labour_intensive"])
    yield from _texts(value, "legal_basis", "office", "responsible_role")
    yield "amount", _amount(value["amount"])
    yield "contractor", str(value["contractor"])
    yield from _texts(value, "reason", "requirements", "rotation")
    if value["selection"] is not None:
        yield from _document("selection", value["selection"])
    yield from _document("act", value["act"])
    yield from _documents(value["documents"])


def _tender(name: str, value: Any) -> Lines:
    if name == "Publish":
        yield from _tender_notice(value)
    elif name == "AwardDirectly":
        yield from _direct_award(value)
    elif name in ("Invite", "Exclude"):
        yield "party", str(value["party"])
        yield "reason", value["reason"]
        if name == "Exclude":
            yield from _document("act", value["act"])
    elif name == "Clarify":
        yield "clarification", str(value["clarification"])
        yield from _texts(value, "question", "answer")
        yield from _documents(value["documents"])
    elif name == "Extend":
        yield from _deadlines(value)
        yield "reason", value["reason"]
    elif name == "Bid":
        yield "commitment", _hex(value["commitment"])
    elif name == "Reveal":
        yield "salt", _hex(value["salt"])
        yield "price", _amount(value["offer"]["price"])
        yield from _documents(value["offer"]["documents"])
    elif name == "Evaluate":
        yield "evaluation", str(value["evaluation"])
        yield from _document("report", value["report"])
    elif name == "Award":
        yield "winner", str(value["winner"])
        yield "price", _amount(value["price"])
        for number, ranked in enumerate(value["ranking"], 1):
            yield f"rank {number} party", str(ranked["party"])
            yield f"rank {number} points", f"{ranked['points'] // 100}.{ranked['points'] % 100:02}"
        yield "reason", value["reason"]
        yield from _document("act", value["act"])
        yield "communicated", _date(value["communicated"])
        yield "standstill", _words(value["standstill"])
    elif name in ("RevokeAward", "Cancel"):
        yield "reason", value["reason"]
        yield from _document("act", value["act"])
    elif name == "Contract":
        yield "reference", value["reference"]
        for field in ("signed", "start", "end"):
            yield field, _date(value[field])
        yield from _document("document", value["document"])
    elif name == "Change":
        yield "change", str(value["change"])
        yield "cause", _words(value["cause"])
        yield "value", _amount(value["value"])
        yield "reason", value["reason"]
        yield from _document("act", value["act"])
    elif name == "RequestSubcontract":
        yield "subcontract", str(value["subcontract"])
        yield "subcontractor", _code(value["subcontractor"])
        yield from _texts(value, "name", "object")
        yield "amount", _amount(value["amount"])
        yield from _documents(value["documents"])
    elif name == "DecideSubcontract":
        yield "subcontract", str(value["subcontract"])
        yield "authorised", _yes_or_no(value["authorised"])
        yield "reason", value["reason"]
        yield from _document("act", value["act"])


def _import(name: str, value: dict[str, Any]) -> Lines:
    if name == "Open":
        yield "sha256", _hex(value["sha256"])
        for field in ("format", "title", "publisher", "licence", "uri"):
            yield field, value[field]
        yield "rows", str(value["rows"])
    elif name == "Record":
        yield "after row", str(value["after"])
        records = value["records"]
        yield "records", str(len(records))
        if records:
            yield "first row", str(records[0]["row"])
            yield "last row", str(records[-1]["row"])
    elif name == "Finish":
        for which in ("recorded", "rejected"):
            yield f"{which} rows", str(value[which]["rows"])
            yield f"{which} awarded", _amount(value[which]["awarded"])
            yield f"{which} paid", _amount(value[which]["paid"])
        yield "rejects sha256", _hex(value["rejects_sha256"])


_FIELDS = {"party": _party, "agreement": _agreement, "award": _award, "tender": _tender, "import": _import}


def signed_text(entry: Entry, genesis: bytes, address: bytes) -> bytes:
    """The text for a carried entry. Raises `Malformed` if none can be written."""
    kind = KINDS[entry.subject[0]]
    command = (entry.body_kind, entry.body.name)
    subject = "new" if command in OPENING else str(entry.subject[1])
    lines = [
        "Portico: I sign this for the public ledger",
        f"chain: {_hex(genesis)}",
        f"contract: {_hex(address)}",
        f"{kind}: {subject}",
        f"action: {_ACTIONS[command]}",
    ]
    lines += [f"{label}: {text}" for label, text in _FIELDS[entry.body_kind](entry.body.name, entry.body.value)]
    lines += [
        f"content sha256: {_hex(hashlib.sha256(entry.body_bytes).digest())}",
        f"nonce: {entry.signature.value['nonce']}",
        f"expires: {_moment(entry.signature.value['expiry'])}",
    ]
    return "".join(line + "\n" for line in lines).encode("utf-8")
