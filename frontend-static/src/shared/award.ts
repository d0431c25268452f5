// SPDX-License-Identifier: EUPL-1.2
// How an award is named wherever it stands.

import type { TemplateResult } from "lit";
import type { AwardStatus } from "./api/index.ts";
import { badge } from "./html.ts";
import { t } from "./texts.ts";

const COLOURS = { published: "success", suspended: "warning", closed: "secondary" } as const;

export const awardStatus = ({ status }: { status: AwardStatus }): TemplateResult =>
  badge(t.words.awardStatus[status], COLOURS[status]);
