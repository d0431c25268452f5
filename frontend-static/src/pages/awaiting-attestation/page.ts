// SPDX-License-Identifier: EUPL-1.2
// Work list: claims that wait to be attested.

import type { TemplateResult } from "lit";
import { ask, type Page } from "../../shared/api/index.ts";
import type { Here } from "../../shared/begin.ts";
import { list } from "../../shared/list.ts";
import { t } from "../../shared/texts.ts";
import { attestation } from "../../shared/work-lists/columns.ts";
import type { WaitingClaim } from "../../shared/work-lists/types.ts";

export function show(here: Here): Promise<TemplateResult> {
  const { filters, lists } = t.workLists;
  const path = "/v1/work-lists/awaiting-attestation";
  return list<WaitingClaim>({
    here,
    path,
    lead: lists["awaiting-attestation"].lead,
    empty: lists["awaiting-attestation"].empty,
    caption: t.pages["awaiting-attestation"].title,
    fields: [
      { name: "attester", label: filters.attester, kind: "number" },
      { name: "administration", label: filters.administration, kind: "number" },
      { name: "beneficiary", label: filters.beneficiary, kind: "number" },
      { name: "award", label: filters.award, kind: "number" },
      { name: "sort", label: filters.sort, options: filters.sorts.claims, usual: "claimed_at" },
    ],
    read: (query) => ask<Page<WaitingClaim>>(path, { query }),
    columns: attestation(),
  });
}
