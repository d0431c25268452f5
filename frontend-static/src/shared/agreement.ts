// SPDX-License-Identifier: EUPL-1.2
// How an agreement is named wherever it stands.

import type { TemplateResult } from "lit";
import type { AgreementStatus } from "./api/index.ts";
import { badge } from "./html.ts";
import { t } from "./texts.ts";

const COLOURS = { notice: "primary", in_force: "success", terminated: "secondary" } as const;

export const agreementStatus = ({ status }: { status: AgreementStatus }): TemplateResult =>
  badge(t.words.agreementStatus[status], COLOURS[status]);
