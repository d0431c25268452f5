// SPDX-License-Identifier: EUPL-1.2
// Every act that can be signed in the browser, and what it is about.

import type { ActName } from "../../../shared/wallet/links.ts";
import type { Act } from "../act.ts";
import { attest } from "./attest.ts";
import { claim } from "./claim.ts";
import { pay } from "./pay.ts";
import { confirm, dispute } from "./receipt.ts";
import { standing } from "./standing.ts";
import { sign } from "./version.ts";

/** Reads what the ledger says, and makes the form. @throws ApiError, NoAnswer */
type Open = (subject: number, query: URLSearchParams) => Promise<Act>;

export const ACTS: Readonly<Record<ActName, { about: "award" | "agreement" | "party"; open: Open }>> = {
  claim: { about: "award", open: claim },
  attest: { about: "award", open: attest },
  pay: { about: "award", open: pay },
  confirm: { about: "award", open: confirm },
  dispute: { about: "award", open: dispute },
  sign: { about: "agreement", open: sign },
  standing: { about: "party", open: standing },
};

export const isAct = (name: string | null): name is ActName => name !== null && Object.hasOwn(ACTS, name);
