// SPDX-License-Identifier: EUPL-1.2
// Work list: parties whose standing ends soon.

import type { TemplateResult } from "lit";
import { ask, type Page, type Party } from "../../shared/api/index.ts";
import type { Here } from "../../shared/begin.ts";
import { list } from "../../shared/list.ts";
import { t } from "../../shared/texts.ts";
import { lapsing } from "../../shared/work-lists/columns.ts";

export function show(here: Here): Promise<TemplateResult> {
  const { filters, lists } = t.workLists;
  const path = "/v1/work-lists/lapsing-standings";
  return list<Party>({
    here,
    path,
    lead: lists["lapsing-standings"].lead,
    empty: lists["lapsing-standings"].empty,
    caption: t.pages["lapsing-standings"].title,
    fields: [
      { name: "within_days", label: filters.within, kind: "number", usual: "60" },
      { name: "attested_by", label: filters.attestedBy, kind: "number" },
      { name: "municipality", label: filters.municipality },
    ],
    read: (query) => ask<Page<Party>>(path, { query }),
    columns: lapsing(),
  });
}
