# SPDX-License-Identifier: EUPL-1.2
"""How entries are laid out, in the words of docs/format.md, *Layouts*, and these words as types.

The text is that of the document, from `Appended` up to `Previous`; `run_vectors.py` fails if they differ. Must not know what the fields
mean.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

TEXT = """\
`Appended`: entry Entry, head Digest

`Entry`: subject Subject, seq u32, at u64, by Key, signature Signature, facts Vec<Fact>, body Body, previous Previous

`Subject`, one of

- 0 `Party`: u32
- 1 `Agreement`: u32
- 2 `Award`: u32
- 3 `Tender`: u32
- 4 `Import`: u32

`Key`: [u8; 32]

`Signature`, one of

- 0 `Direct`
- 1 `Carried`: signature SignatureBytes, nonce u64, expiry u64

`SignatureBytes`: [u8; 64]

`Fact`: subject Subject, seq u32, head Digest, value FactValue

`Digest`: [u8; 32]

`FactValue`, one of

- 0 `Signer`: SignerFact
- 1 `Standing`: StandingFact
- 2 `Agreement`: AgreementFact
- 3 `Tender`: TenderFact
- 4 `Undertaking`: UndertakingFact
- 5 `Aid`: AidFact

`SignerFact`: key Key, party u32, kind PartyKind, permissions Permissions

`PartyKind`, one of

- 0 `Administration`
- 1 `Cooperative`
- 2 `ThirdSectorBody`
- 3 `Supplier`
- 4 `OversightBody`

`Permissions`: u8

`StandingFact`: party u32, kind PartyKind, suspended bool, valid_until Option<Date>

`Date`: u32

`AgreementFact`: agreement u32, party u32, administration u32, in_force Option<u32>, end Date, budget Cents, participates bool

`Cents`: u64

`TenderFact`: tender u32, administration u32, status TenderStatus, winner Option<u32>, value Option<Cents>, standstill_until Option<Date>, cig Cig, cup Option<Cup>

`TenderStatus`, one of

- 0 `Active`
- 1 `Awarded`
- 2 `Contracted`
- 3 `Cancelled`

`Cig`, one of

- 0 `Code`: [u8; 10]
- 1 `Exclusion`: u8

`Cup`: [u8; 15]

`UndertakingFact`: party u32, after Date, total Cents, members Digest

`AidFact`: party u32, aid u32, administration u32, amount Cents, granted Date

`Body`, one of

- 0 `Party`: PartyBody
- 1 `Agreement`: AgreementBody
- 2 `Award`: AwardBody
- 3 `Tender`: TenderBody
- 4 `Import`: ImportBody

`PartyBody`, one of

- 0 `Found`: Registration
- 1 `Register`: Registration
- 2 `AddKey`: key Key, permissions Permissions, label str
- 3 `RevokeKey`: key Key, reason str
- 4 `AttestStanding`: kind StandingKind, valid_until Date, document Document
- 5 `Suspend`: reason str
- 6 `Reinstate`: reason str
- 7 `Rename`: name str, municipality Option<IstatCode>
- 8 `RegisterAid`: Aid
- 9 `ReduceAid`: aid u32, amount Cents, reason str, act Document
- 10 `Link`: other u32, reason str, declaration Document
- 11 `Unlink`: other u32, reason str, declaration Document
- 12 `DepositMembers`: year u16, members u32, root Digest
- 13 `CorrectMembers`: year u16, members u32, root Digest, reason str

`Registration`: kind PartyKind, identifier Identifier, name str, municipality Option<IstatCode>, key Key, permissions Permissions, label str

`Identifier`, one of

- 0 `ItCf`: TaxCode

`TaxCode`: [u8; 11]

`IstatCode`: [u8; 6]

`StandingKind`, one of

- 0 `ReviewCertificate`
- 1 `RegisterCheck`

`Document`: sha256 Digest, media_type str, title str, uri str

`Aid`: aid u32, amount Cents, legal_basis str, elsewhere Cents, declaration Document

`AgreementBody`, one of

- 0 `Publish`: Notice
- 1 `Invite`: party u32, reason str
- 2 `Propose`: version u32, text Document, budget Cents, end Date, contributions Vec<Contribution>
- 3 `Sign`: version u32, text_sha256 Digest
- 4 `Terminate`: reason str, act Document

`Notice`: title str, purpose str, object str, requirements str, criteria str, start Date, end Date, respond_by Date, budget Cents, documents Vec<Document>

`Contribution`: party u32, money Cents, staff Cents, assets Cents

`AwardBody`, one of

- 0 `Publish`: Publication
- 1 `Claim`: milestone u8, claim u32, amount Cents, statement str, documents Vec<Document>
- 2 `Attest`: milestone u8, claim u32, outcome Outcome, report Document
- 3 `Pay`: Payment
- 4 `Confirm`: payment u32
- 5 `Dispute`: payment u32, reason str
- 6 `Recover`: recovery u32, payment u32, amount Cents, reason str, act Document
- 7 `ProposeAmendment`: AmendmentTerms
- 8 `AcceptAmendment`: AmendmentTerms
- 9 `WithdrawAmendment`: amendment u32, reason str
- 10 `Suspend`: reason str
- 11 `Resume`: reason str
- 12 `Close`: paid Cents, recovered Cents, reason str, accounting_document Document
- 13 `PublishDeMinimis`: publication Publication, aid u32

`Publication`: kind AwardKind, beneficiary u32, basis Basis, title str, amount Cents, legal_basis str, office str, responsible_role str, selection_method str, project Option<Document>, cup Option<Cup>, cig Option<Cig>, start Date, end Date, attesters_required u8, attesters Vec<u32>, milestones Vec<MilestoneTerms>, documents Vec<Document>

`AwardKind`, one of

- 0 `Grant`
- 1 `Contract`

`Basis`, one of

- 0 `Agreement`: u32
- 1 `Call`: reference str
- 2 `Tender`: u32
- 3 `Act`: reference str

`MilestoneTerms`: title str, amount Cents, due Date

`Outcome`, one of

- 0 `Met`
- 1 `PartlyMet`: amount Cents
- 2 `NotMet`

`Payment`: payment u32, milestone u8, amount Cents, mandate Mandate, date Date, cup Option<Cup>, cig Option<Cig>

`Mandate`: year u16, number str

`AmendmentTerms`: amendment u32, amount Cents, end Date, milestones Vec<MilestoneTerms>, reason str, act Document

`TenderBody`, one of

- 0 `Publish`: TenderNotice
- 1 `AwardDirectly`: DirectAward
- 2 `Invite`: party u32, reason str
- 3 `Clarify`: clarification u32, question str, answer str, documents Vec<Document>
- 4 `Extend`: clarify_until u64, bids_until u64, reveal_until u64, reason str
- 5 `Bid`: commitment Digest
- 6 `WithdrawBid`
- 7 `Reveal`: salt Digest, offer Offer
- 8 `Exclude`: party u32, reason str, act Document
- 9 `Evaluate`: evaluation u32, report Document
- 10 `Award`: AwardDecision
- 11 `RevokeAward`: reason str, act Document
- 12 `Contract`: ContractTerms
- 13 `Change`: ContractChange
- 14 `RequestSubcontract`: Subcontract
- 15 `DecideSubcontract`: subcontract u32, authorised bool, reason str, act Document
- 16 `Cancel`: reason str, act Document

`TenderNotice`: cig Cig, cup Option<Cup>, title str, object str, contract_type ContractType, procedure Procedure, reserve Option<Reserve>, legal_basis str, office str, responsible_role str, value Cents, criterion Criterion, labour_intensive bool, criteria Document, clarify_until u64, bids_until u64, reveal_until u64, documents Vec<Document>

`ContractType`, one of

- 0 `Works`
- 1 `Supplies`
- 2 `Services`
- 3 `SocialServices`

`Procedure`, one of

- 0 `Open`
- 1 `Restricted`
- 2 `Negotiated`
- 3 `NegotiatedWithoutNotice`
- 4 `Direct`

`Reserve`, one of

- 0 `SocialIntegration`
- 1 `SocialCooperatives`

`Criterion`, one of

- 0 `QualityPrice`
- 1 `LowestPrice`

`DirectAward`: ground DirectGround, cig Cig, cup Option<Cup>, title str, object str, contract_type ContractType, labour_intensive bool, legal_basis str, office str, responsible_role str, amount Cents, contractor u32, reason str, requirements str, rotation str, selection Option<Document>, act Document, documents Vec<Document>

`DirectGround`, one of

- 0 `BelowThreshold`
- 1 `SocialCooperative`

`Offer`: price Cents, documents Vec<Document>

`AwardDecision`: winner u32, price Cents, ranking Vec<Ranked>, reason str, act Document, communicated Date, standstill Standstill

`Ranked`: party u32, points u16

`Standstill`, one of

- 0 `Applies`
- 1 `SingleBid`
- 2 `FrameworkAgreement`
- 3 `DynamicPurchasingSystem`
- 4 `BelowThreshold`

`ContractTerms`: reference str, signed Date, start Date, end Date, document Document

`ContractChange`: change u32, cause ChangeCause, value Cents, reason str, act Document

`ChangeCause`, one of

- 0 `Clause`
- 1 `Supplementary`
- 2 `Unforeseen`
- 3 `Minor`
- 4 `NotSubstantial`
- 5 `Fifth`

`Subcontract`: subcontract u32, subcontractor TaxCode, name str, object str, amount Cents, documents Vec<Document>

`ImportBody`, one of

- 0 `Open`: Source
- 1 `Record`: after u32, records Vec<HistoricalRecord>
- 2 `Finish`: recorded ImportTotals, rejected ImportTotals, rejects_sha256 Digest

`Source`: sha256 Digest, format str, title str, publisher str, licence str, uri str, rows u32

`HistoricalRecord`: row u32, authority Option<TaxCode>, recipient TaxCode, recipient_name str, cig Option<Cig>, cup Option<Cup>, procedure str, awarded Option<Cents>, paid Option<Cents>, start Option<Date>, end Option<Date>, year Option<u16>

`ImportTotals`: rows u32, awarded Cents, paid Cents

`Previous`: subject_block u32, contract_block u32
"""


@dataclass(frozen=True)
class Unsigned:
    """An integer of `width` bytes."""

    width: int


@dataclass(frozen=True)
class Text:
    """A compact length and UTF-8."""


@dataclass(frozen=True)
class Flag:
    """`bool`."""


@dataclass(frozen=True)
class Array:
    """So many bytes."""

    length: int


@dataclass(frozen=True)
class Option:
    """A value or none."""

    of: Type


@dataclass(frozen=True)
class Vector:
    """A compact count and elements."""

    of: Type


@dataclass(frozen=True)
class Named:
    """A type that has a line of its own."""

    name: str


@dataclass(frozen=True)
class Fields:
    """Named fields in order."""

    fields: tuple[tuple[str, Type], ...]


@dataclass(frozen=True)
class Choice:
    """One byte of index, and what the variant holds; none if it holds nothing."""

    variants: dict[int, tuple[str, Type | None]]


Type = Unsigned | Text | Flag | Array | Option | Vector | Named | Fields | Choice

_PLAIN: dict[str, Type] = {
    "u8": Unsigned(1),
    "u16": Unsigned(2),
    "u32": Unsigned(4),
    "u64": Unsigned(8),
    "str": Text(),
    "bool": Flag(),
}
_ARRAY = re.compile(r"\[u8; ([0-9]+)\]")
_WRAPPED = re.compile(r"(Option|Vec)<(\w+)>")
_FIELD = re.compile(r"([a-z_0-9]+) (.+)")
_LINE = re.compile(r"`(\w+)`(?:: (.+)|, one of)")
_VARIANT = re.compile(r"- ([0-9]+) `(\w+)`(?:: (.+))?")


def _type(words: str) -> Type:
    if words in _PLAIN:
        return _PLAIN[words]
    if match := _ARRAY.fullmatch(words):
        return Array(int(match.group(1)))
    if match := _WRAPPED.fullmatch(words):
        inner = _type(match.group(2))
        return Option(inner) if match.group(1) == "Option" else Vector(inner)
    return Named(words)


def _content(words: str) -> Type:
    """One type, or fields."""
    if _FIELD.fullmatch(words) is None:
        return _type(words)
    fields = []
    for part in words.split(", "):
        match = _FIELD.fullmatch(part)
        assert match is not None, part  # our own text above, read when the program starts
        fields.append((match.group(1), _type(match.group(2))))
    return Fields(tuple(fields))


def _read(text: str) -> dict[str, Type]:
    types: dict[str, Type] = {}
    choice: dict[int, tuple[str, Type | None]] = {}
    for line in filter(None, text.splitlines()):
        if match := _VARIANT.fullmatch(line):
            content = match.group(3)
            choice[int(match.group(1))] = (match.group(2), None if content is None else _content(content))
            continue
        match = _LINE.fullmatch(line)
        assert match is not None, line  # our own text above, read when the program starts
        if match.group(2) is None:
            choice = {}
            types[match.group(1)] = Choice(choice)
        else:
            types[match.group(1)] = _content(match.group(2))
    return types


#: Every type of the text, by its name.
TYPES = _read(TEXT)
