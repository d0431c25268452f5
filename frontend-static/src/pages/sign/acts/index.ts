// SPDX-License-Identifier: EUPL-1.2
// Every act that can be signed in the browser, and what it is about.

import type { ActName } from "../../../shared/wallet/links.ts";
import type { Act } from "../act.ts";
import { attest } from "./attest.ts";
import { bid } from "./bid.ts";
import { claim } from "./claim.ts";
import { exclude } from "./exclude.ts";
import { pay } from "./pay.ts";
import { confirm, dispute } from "./receipt.ts";
import { reveal } from "./reveal.ts";
import { standing } from "./standing.ts";
import { sign } from "./version.ts";
import { withdraw } from "./withdraw.ts";

/** Reads what the ledger says, and makes the form. @throws ApiError, NoAnswer */
type Open = (subject: number, query: URLSearchParams) => Promise<Act>;

export type Subject = "award" | "agreement" | "party" | "tender";

interface Kind {
  about: Subject;
  open: Open;
  /** Whether the ledger cannot tell who may sign it: then `party` in the address says who does. */
  signer?: true;
}

export const ACTS: Readonly<Record<ActName, Kind>> = {
  claim: { about: "award", open: claim },
  attest: { about: "award", open: attest },
  pay: { about: "award", open: pay },
  confirm: { about: "award", open: confirm },
  dispute: { about: "award", open: dispute },
  sign: { about: "agreement", open: sign },
  standing: { about: "party", open: standing },
  bid: { about: "tender", open: bid, signer: true },
  withdraw: { about: "tender", open: withdraw },
  reveal: { about: "tender", open: reveal },
  exclude: { about: "tender", open: exclude },
};

export const isAct = (name: string | null): name is ActName => name !== null && Object.hasOwn(ACTS, name);
