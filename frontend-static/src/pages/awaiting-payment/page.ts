// SPDX-License-Identifier: EUPL-1.2
// Work list: milestones of which more is attested than paid.

import type { TemplateResult } from "lit";
import { ask, type Page } from "../../shared/api/index.ts";
import type { Here } from "../../shared/begin.ts";
import { list } from "../../shared/list.ts";
import { t } from "../../shared/texts.ts";
import { payment } from "../../shared/work-lists/columns.ts";
import type { PayableMilestone } from "../../shared/work-lists/types.ts";

export function show(here: Here): Promise<TemplateResult> {
  const { filters, lists } = t.workLists;
  const path = "/v1/work-lists/awaiting-payment";
  return list<PayableMilestone>({
    here,
    path,
    lead: lists["awaiting-payment"].lead,
    empty: lists["awaiting-payment"].empty,
    caption: t.pages["awaiting-payment"].title,
    fields: [
      { name: "administration", label: filters.administration, kind: "number" },
      { name: "beneficiary", label: filters.beneficiary, kind: "number" },
      { name: "award", label: filters.award, kind: "number" },
      { name: "sort", label: filters.sort, options: filters.sorts.milestones, usual: "due" },
    ],
    read: (query) => ask<Page<PayableMilestone>>(path, { query }),
    columns: payment(),
  });
}
