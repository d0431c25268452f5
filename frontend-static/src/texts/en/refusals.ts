// SPDX-License-Identifier: EUPL-1.2
// The rules' own sentences are English.

import type { RefusalTexts } from "../it/refusals.ts";

export const refusals: RefusalTexts = {};
