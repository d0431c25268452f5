// SPDX-License-Identifier: EUPL-1.2
// What the API answers of tenders, of de minimis aid and of members' registers, as its OpenAPI document says.

import type { Day, Identifier, Money, PartyReference, Recent, SubjectDocument, Time } from "./types.ts";

export type TenderStatus = "active" | "awarded" | "contracted" | "cancelled";
export type Procedure = "open" | "restricted" | "negotiated" | "negotiated_without_notice" | "direct";
export type ContractType = "works" | "supplies" | "services" | "social_services";
export type Reserve = "social_integration" | "social_cooperatives";
export type Criterion = "quality_price" | "lowest_price";
export type BidStatus = "sealed" | "withdrawn" | "revealed" | "excluded";
export type DirectGround = "below_threshold" | "social_cooperative";
export type Standstill =
  | "applies"
  | "single_bid"
  | "framework_agreement"
  | "dynamic_purchasing_system"
  | "below_threshold";
export type ChangeCause = "clause" | "supplementary" | "unforeseen" | "minor" | "not_substantial" | "fifth";
export type SubcontractStatus = "requested" | "authorised" | "denied";

export interface Tender {
  id: number;
  status: TenderStatus;
  /** `direct` is a direct award: it has no deadlines, no criterion and no bids. */
  procedure: Procedure;
  contract_type: ContractType;
  reserve: Reserve | null;
  criterion: Criterion | null;
  title: string;
  administration: PartyReference;
  cig: string;
  cup: string | null;
  /** Net of VAT. */
  value: Money;
  published: Day;
  bids_until: Time | null;
  bids: number;
  admitted: number;
  winner: (PartyReference & { identifier: Identifier }) | null;
  price: Money | null;
  contract_value: Money | null;
  /** The award that carries its contract out. */
  award: number | null;
}

export interface TenderDetail extends Tender {
  object: string;
  legal_basis: string;
  office: string;
  responsible_role: string;
  labour_intensive: boolean;
  clarify_until: Time | null;
  /** A bid that is still sealed afterwards is out. */
  reveal_until: Time | null;
  direct_award: { ground: DirectGround; reason: string; requirements: string; rotation: string } | null;
  standstill_until: Day | null;
  cancellation: { reason: string; cancelled_at: Time } | null;
  extensions: Recent<DeadlineExtension>;
  clarifications: Recent<Clarification>;
  invitations: Recent<{ party: PartyReference; reason: string; invited_at: Time }>;
  bids_received: Recent<Bid>;
  evaluations: Recent<{ evaluation: number; report_sha256: string; deposited_at: Time }>;
  awards: Recent<TenderAward>;
  contract: TenderContract | null;
  changes: Recent<ContractChange>;
  subcontracts: Recent<Subcontract>;
  subcontracted: Money;
  documents: Recent<SubjectDocument>;
}

export interface DeadlineExtension {
  clarify_until: Time;
  bids_until: Time;
  reveal_until: Time;
  reason: string;
  extended_at: Time;
}

export interface Clarification {
  clarification: number;
  question: string;
  answer: string;
  answered_at: Time;
}

export interface Bid {
  party: PartyReference;
  identifier: Identifier;
  status: BidStatus;
  commitment: string;
  committed_at: Time;
  price: Money | null;
  salt: string | null;
  revealed_at: Time | null;
  exclusion_reason: string | null;
  excluded_at: Time | null;
  place: number | null;
  /** Hundredths. */
  points: number | null;
}

export interface TenderAward {
  winner: PartyReference;
  price: Money;
  reason: string;
  act_sha256: string;
  awarded_at: Time;
  communicated: Day | null;
  standstill: Standstill | null;
  standstill_until: Day | null;
  revoked_at: Time | null;
  revocation_reason: string | null;
  ranking: Ranked[];
}

export interface Ranked {
  place: number;
  party: PartyReference;
  price: Money;
  /** Hundredths. */
  points: number;
}

export interface TenderContract {
  contractor: PartyReference;
  reference: string;
  value: Money;
  signed: Day;
  start_date: Day;
  end_date: Day;
  document_sha256: string;
  deposited_at: Time;
}

export interface ContractChange {
  change: number;
  cause: ChangeCause;
  value_before: Money;
  value_after: Money;
  /** Hundredths of a percent of the initial value. */
  share: number;
  reason: string;
  act_sha256: string;
  changed_at: Time;
}

export interface Subcontract {
  subcontract: number;
  status: SubcontractStatus;
  subcontractor: string;
  name: string;
  object: string;
  amount: Money;
  requested: Day;
  decided_at: Time | null;
  decision_reason: string | null;
}

/** A de minimis aid. */
export interface Aid {
  aid: number;
  administration: PartyReference;
  amount: Money;
  granted: Day;
  elsewhere: Money;
  legal_basis: string;
  declaration_sha256: string;
  registered_at: Time;
  reduced_at: Time | null;
  reduction_reason: string | null;
  award: number | null;
}

/** What an undertaking received of de minimis aid in three years. */
export interface Undertaking {
  as_of: Day;
  /** Aid granted after this day counts. */
  after: Day;
  ceiling: Money;
  received: Money;
  parties: (PartyReference & { received: Money })[];
}

export interface MemberRegister {
  year: number;
  members: number;
  root: string;
  corrections: number;
  deposited_at: Time;
  corrected_at: Time | null;
  correction_reason: string | null;
}
