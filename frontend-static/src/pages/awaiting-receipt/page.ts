// SPDX-License-Identifier: EUPL-1.2
// Work list: payments that the beneficiary has not confirmed.

import type { TemplateResult } from "lit";
import { ask, type Page } from "../../shared/api/index.ts";
import type { Here } from "../../shared/begin.ts";
import { list } from "../../shared/list.ts";
import { t } from "../../shared/texts.ts";
import { receipt } from "../../shared/work-lists/columns.ts";
import type { WaitingPayment } from "../../shared/work-lists/types.ts";

export function show(here: Here): Promise<TemplateResult> {
  const { filters, lists } = t.workLists;
  const path = "/v1/work-lists/awaiting-receipt";
  return list<WaitingPayment>({
    here,
    path,
    lead: lists["awaiting-receipt"].lead,
    empty: lists["awaiting-receipt"].empty,
    caption: t.pages["awaiting-receipt"].title,
    fields: [
      { name: "administration", label: filters.administration, kind: "number" },
      { name: "beneficiary", label: filters.beneficiary, kind: "number" },
      {
        name: "receipt",
        label: filters.receipt,
        options: { awaited: t.words.receipt.awaited, disputed: t.words.receipt.disputed },
      },
      { name: "award", label: filters.award, kind: "number" },
      { name: "sort", label: filters.sort, options: filters.sorts.payments, usual: "recorded_at" },
    ],
    read: (query) => ask<Page<WaitingPayment>>(path, { query }),
    columns: receipt(),
  });
}
