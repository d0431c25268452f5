// SPDX-License-Identifier: EUPL-1.2
// The work lists: where the API has each, and how it is told whose work is meant.

import type { PageName } from "../../pages.ts";
import type { PartyKind } from "../api/index.ts";
import type { Column } from "../table.ts";
import { attestation, lapsing, payment, receipt } from "./columns.ts";

export interface WorkList {
  page: Extract<PageName, "awaiting-attestation" | "awaiting-payment" | "awaiting-receipt" | "lapsing-standings">;
  path: string;
  columns: () => Column<never>[];
  /** The filters that mean "mine", by what kind of party I am. */
  mine: Readonly<Partial<Record<PartyKind, string>>>;
}

const BENEFICIARY = { cooperative: "beneficiary", third_sector_body: "beneficiary", supplier: "beneficiary" } as const;

export const WORK_LISTS: readonly WorkList[] = [
  {
    page: "awaiting-attestation",
    path: "/v1/work-lists/awaiting-attestation",
    columns: attestation as () => Column<never>[],
    mine: { ...BENEFICIARY, administration: "attester", oversight_body: "attester" },
  },
  {
    page: "awaiting-payment",
    path: "/v1/work-lists/awaiting-payment",
    columns: payment as () => Column<never>[],
    mine: { ...BENEFICIARY, administration: "administration" },
  },
  {
    page: "awaiting-receipt",
    path: "/v1/work-lists/awaiting-receipt",
    columns: receipt as () => Column<never>[],
    mine: { ...BENEFICIARY, administration: "administration" },
  },
  {
    page: "lapsing-standings",
    path: "/v1/work-lists/lapsing-standings",
    columns: lapsing as () => Column<never>[],
    mine: { oversight_body: "attested_by" },
  },
];
