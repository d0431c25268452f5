// SPDX-License-Identifier: EUPL-1.2
// What the API answers, as its OpenAPI document says (`/v1/openapi.json`); the names are that document's.

export interface Money {
  /** Whole cents. */
  cents: number;
  /** The same as decimal text, such as `1234.50`. */
  amount: string;
  currency: "EUR";
}

/** A day, `2026-03-02`. */
export type Day = string;
/** A moment, `2026-03-02T09:01:12Z`. */
export type Time = string;

export interface Page<T> {
  items: T[];
  next_cursor: string | null;
}

/** The newest hundred, and how many there are. */
export interface Recent<T> {
  total: number;
  items: T[];
}

export interface PartyReference {
  id: number;
  name: string;
}

export interface Identifier {
  scheme: string;
  id: string;
}

export type SubjectKind = "party" | "agreement" | "award" | "tender" | "import";

export interface SubjectReference {
  kind: SubjectKind;
  id: number;
}

export interface BlockReference {
  number: number;
  hash: string;
}

export type PartyKind = "administration" | "cooperative" | "third_sector_body" | "supplier" | "oversight_body";
export type StandingKind = "review_certificate" | "register_check";
export type Permission = "manage_keys" | "publish" | "attest" | "pay" | "sign";

export interface Standing {
  good: boolean;
  as_of: Day;
  suspended: boolean;
  kind: StandingKind | null;
  attested_by: PartyReference | null;
  valid_until: Day | null;
}

export interface Party {
  id: number;
  kind: PartyKind;
  identifier: Identifier;
  name: string;
  municipality: string | null;
  registered_by: PartyReference;
  registered_at: Time;
  standing: Standing;
}

export interface PartyDetail extends Party {
  keys: Recent<PartyKey>;
  standings: Recent<AttestedStanding>;
  suspensions: Recent<Suspension>;
}

export interface PartyKey {
  key: string;
  label: string;
  permissions: Permission[];
  revoked: boolean;
}

export interface AttestedStanding {
  kind: StandingKind;
  attested_by: PartyReference;
  attested_at: Time;
  valid_until: Day;
  document_sha256: string;
}

export interface Suspension {
  suspended: boolean;
  reason: string;
  decided_by: PartyReference;
  decided_at: Time;
}

export type AgreementStatus = "notice" | "in_force" | "terminated";

export interface Agreement {
  id: number;
  status: AgreementStatus;
  title: string;
  administration: PartyReference;
  start_date: Day;
  end_date: Day;
  budget: Money;
  published_at: Time;
  version_in_force: number | null;
  versions_proposed: number;
}

export interface AgreementDetail extends Agreement {
  purpose: string;
  object: string;
  requirements: string;
  criteria: string;
  respond_by: Day | null;
  termination: { reason: string; terminated_at: Time } | null;
  invitations: Recent<Invitation>;
  versions: Recent<Version>;
  documents: Recent<SubjectDocument>;
}

export interface Invitation {
  party: PartyReference;
  reason: string;
  invited_at: Time;
}

export interface Version {
  version: number;
  text_sha256: string;
  budget: Money;
  end_date: Day;
  proposed_at: Time;
  in_force: boolean;
  signatures: number;
  participants: Participant[];
}

export interface Participant {
  party: PartyReference;
  money: Money;
  staff: Money;
  assets: Money;
  signed_at: Time | null;
}

export type AwardKind = "grant" | "contract";
export type AwardStatus = "published" | "suspended" | "closed";
export type BasisKind = "agreement" | "call" | "tender" | "act";

export interface Award {
  id: number;
  kind: AwardKind;
  status: AwardStatus;
  title: string;
  administration: PartyReference;
  beneficiary: PartyReference & { identifier: Identifier };
  basis: { kind: BasisKind; agreement: number | null; tender: number | null; reference: string | null };
  /** Of a grant under the de minimis regime: the number of the beneficiary's aid. */
  de_minimis_aid: number | null;
  granted: Money;
  attested: Money;
  /** What was recovered is not taken off. */
  paid: Money;
  recovered: Money;
  cup: string | null;
  cig: string | null;
  published: Day;
  start_date: Day;
  end_date: Day;
}

export interface AwardDetail extends Award {
  legal_basis: string;
  office: string;
  responsible_role: string;
  selection_method: string;
  status_change: { reason: string; at: Time } | null;
  attesters_required: number;
  attesters: PartyReference[];
  pending_claims: number;
  milestones: Milestone[];
  claims: Recent<AttestedClaim>;
  payments: Recent<Payment>;
  recoveries: Recent<Recovery>;
  amendments: Recent<Amendment>;
  documents: Recent<SubjectDocument>;
}

export interface Milestone {
  milestone: number;
  title: string;
  amount: Money;
  due: Day;
  attested: Money;
  paid: Money;
  unpaid: Money;
  unclaimed: Money;
  claims: number;
  pending: Money | null;
}

export interface Claim {
  milestone: number;
  claim: number;
  amount: Money;
  statement: string;
  claimed_at: Time;
  decided: boolean;
  attested: Money | null;
}

export interface AttestedClaim extends Claim {
  attestations: Attestation[];
}

export type Outcome = "met" | "partly_met" | "not_met";

export interface Attestation {
  attester: PartyReference;
  outcome: Outcome;
  amount: Money;
  key: string;
  report_sha256: string;
  attested_at: Time;
}

export type ReceiptStatus = "awaited" | "confirmed" | "disputed";

export interface Payment {
  payment: number;
  milestone: number;
  amount: Money;
  date: Day;
  mandate: { year: number; number: string };
  recorded_at: Time;
  recovered: Money;
  receipt: { status: ReceiptStatus; at: Time | null; dispute_reason: string | null };
}

export interface AwardReference {
  id: number;
  status: AwardStatus;
  title: string;
  administration: PartyReference;
  beneficiary: PartyReference;
}

export interface AwardPayment extends Payment {
  award: AwardReference;
  cup: string | null;
  cig: string | null;
}

export interface AwardMilestone extends Milestone {
  award: AwardReference;
}

export interface AwardClaim extends Claim {
  award: AwardReference;
  attestations: number;
  attesters_required: number;
}

export interface AwardAttestation extends Attestation {
  award: AwardReference;
  milestone: number;
  claim: number;
}

export interface Recovery {
  recovery: number;
  payment: number;
  amount: Money;
  reason: string;
  recorded_at: Time;
}

export type Side = "administration" | "beneficiary";

export interface Amendment {
  amendment: number;
  status: "proposed" | "accepted" | "withdrawn";
  proposed_by: Side;
  amount: Money;
  end_date: Day;
  reason: string;
  terms_sha256: string;
  proposed_at: Time;
  settled_at: Time | null;
  withdrawal_reason: string | null;
}

export interface SubjectDocument {
  sha256: string;
  media_type: string;
  title: string;
  uri: string;
  seq: number;
  action: string;
}

/** A line of an audit trail. */
export interface Line {
  subject: SubjectReference;
  seq: number;
  at: Time;
  block: BlockReference;
  event_index: number;
  signer: { key: string; label: string | null; party: PartyReference | null };
  carried: boolean;
  action: string;
  amount: Money | null;
  signature: "direct" | { carried: { signature: string; nonce: number; expiry: number } };
  /** `{"award": {"claim": {…}}}`: the kind, the act, its fields; amounts in cents. */
  body: { [kind: string]: { [act: string]: { [field: string]: unknown } } };
  facts: { subject: { [kind: string]: number }; seq: number; head: string; value: unknown }[];
  previous: { subject_block: number; contract_block: number };
  head: string;
}

export interface AwardSums {
  awards: number;
  granted: Money;
  attested: Money;
  paid: Money;
  recovered: Money;
  open_claims: number;
}

export interface AdministrationSums extends AwardSums {
  administration: PartyReference;
}

export interface BeneficiarySums extends AwardSums {
  beneficiary: PartyReference;
  identifier: Identifier;
  municipality: string | null;
}

export interface RecordSums {
  records: number;
  awarded: Money;
  paid: Money;
  paid_above_awarded: number;
}

export interface Statistics {
  awards: AwardSums;
  historical_records: RecordSums;
}

export interface YearSums extends AwardSums {
  year: number;
}

export interface DocumentReference {
  sha256: string;
  subject: SubjectReference;
  seq: number;
  at: Time;
  action: string;
  signer: PartyReference | null;
  place: string;
  title: string;
  media_type: string | null;
  uri: string;
}

export type FoundKind =
  | "party"
  | "agreement"
  | "award"
  | "milestone"
  | "claim"
  | "tender"
  | "import"
  | "historical_record"
  | "document";

export interface Found {
  kind: FoundKind;
  id: number | null;
  /** Of a milestone or a claim. */
  award: number | null;
  import: number | null;
  row: number | null;
  sha256: string | null;
  title: string;
  snippet: { text: string; found: boolean }[];
}

export interface Totals {
  rows: number;
  awarded: Money;
  paid: Money;
}

export interface Import {
  id: number;
  administration: PartyReference;
  source: {
    sha256: string;
    format: string;
    title: string;
    publisher: string;
    licence: string;
    uri: string;
    rows: number;
  };
  opened_at: Time;
  recorded: Totals;
  paid_above_awarded: number;
  last_row: number;
  complete: boolean;
  rejected: Totals | null;
  rejects_sha256: string | null;
  finished_at: Time | null;
}

export interface HistoricalRecord {
  import: number;
  row: number;
  seq: number;
  authority: string | null;
  recipient: string;
  recipient_name: string;
  cig: string | null;
  cup: string | null;
  procedure: string;
  awarded: Money | null;
  paid: Money | null;
  paid_above_awarded: boolean;
  start_date: Day | null;
  end_date: Day | null;
  year: number | null;
}

export interface Status {
  service: string;
  version: string;
  chain: { genesis: string };
  contracts: {
    subject_kind: SubjectKind;
    address: string;
    subjects: number;
    entries: number;
    last_block: number | null;
  }[];
  entries: number;
  indexed_block: BlockReference;
  finalised_block: number | null;
  blocks_behind: number | null;
}

/** What was found: a name, and a number or a text; amounts are whole cents, and their names end in `_cents`. */
export interface Observation {
  name: string;
  value: number | string | null;
}

/** A question that the ledger raises. */
export interface RedFlag {
  indicator: string;
  subject: SubjectReference;
  part: string;
  administration: PartyReference | null;
  beneficiary: PartyReference | null;
  day: Day;
  amount: Money | null;
  observed: Observation[];
  entry_count: number;
  entries: { subject: SubjectReference; seq: number; at: Time; action: string; head: string }[];
}

export interface RedFlagDefinition {
  indicator: string;
  title: string;
  definition: string;
  why: string;
  false_positives: string;
  source: string;
  source_url: string | null;
  data: string[];
  parameters: {
    name: string;
    unit: "days" | "percent" | "hundredths" | "count" | "cents";
    value: number | number[];
    usual: number | number[];
    about: string;
  }[];
  sql: string;
}

/** RFC 9457. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail?: string;
}
