// SPDX-License-Identifier: EUPL-1.2
// What the API can be asked, by name.

import { type Asked, ask, type Query } from "./client.ts";
import type { Aid, MemberRegister, Tender, TenderDetail, Undertaking } from "./tenders.ts";
import type {
  AdministrationSums,
  Agreement,
  AgreementDetail,
  Award,
  AwardAttestation,
  AwardDetail,
  AwardMilestone,
  AwardPayment,
  BeneficiarySums,
  DocumentReference,
  Found,
  HistoricalRecord,
  Import,
  Line,
  Page,
  Party,
  PartyDetail,
  Statistics,
  Status,
  YearSums,
} from "./types.ts";

export { ApiError, address, ask, NoAnswer, type Query, send } from "./client.ts";
export type * from "./tenders.ts";
export type * from "./types.ts";

const list =
  <T>(path: string) =>
  (query: Query = {}, signal?: AbortSignal): Promise<Page<T>> =>
    ask<Page<T>>(path, signal === undefined ? { query } : { query, signal });

const one =
  <T>(path: (id: number) => string) =>
  (id: number, asked?: Asked): Promise<T> =>
    ask<T>(path(id), asked);

export const api = {
  status: () => ask<Status>("/v1/status"),
  statistics: (query: Query = {}) => ask<Statistics>("/v1/statistics", { query }),
  awards: list<Award>("/v1/awards"),
  award: one<AwardDetail>((id) => `/v1/awards/${id}`),
  agreements: list<Agreement>("/v1/agreements"),
  agreement: one<AgreementDetail>((id) => `/v1/agreements/${id}`),
  tenders: list<Tender>("/v1/tenders"),
  tender: one<TenderDetail>((id) => `/v1/tenders/${id}`),
  aids: (id: number, query: Query = {}) => ask<Page<Aid>>(`/v1/parties/${id}/aids`, { query }),
  deMinimis: one<Undertaking>((id) => `/v1/parties/${id}/de-minimis`),
  memberRegisters: (id: number, query: Query = {}) =>
    ask<Page<MemberRegister>>(`/v1/parties/${id}/member-registers`, { query }),
  parties: list<Party>("/v1/parties"),
  party: one<PartyDetail>((id) => `/v1/parties/${id}`),
  payments: list<AwardPayment>("/v1/payments"),
  attestations: list<AwardAttestation>("/v1/attestations"),
  sumsByAdministration: list<AdministrationSums>("/v1/statistics/by-administration"),
  sumsByBeneficiary: list<BeneficiarySums>("/v1/statistics/by-beneficiary"),
  sumsByYear: list<YearSums>("/v1/statistics/by-year"),
  milestones: list<AwardMilestone>("/v1/milestones"),
  documentReferences: (sha256: string, query: Query = {}) =>
    ask<Page<DocumentReference>>(`/v1/documents/${sha256}`, { query }),
  search: list<Found>("/v1/search"),
  imports: list<Import>("/v1/imports"),
  import: one<Import>((id) => `/v1/imports/${id}`),
  historicalRecords: list<HistoricalRecord>("/v1/historical-records"),
  entries: list<Line>("/v1/entries"),
};
