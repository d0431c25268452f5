// SPDX-License-Identifier: EUPL-1.2
// What the API answers as work lists (`/v1/work-lists/…`).

import type { AwardReference, Claim, Day, Milestone, PartyReference, Payment } from "../api/index.ts";

export interface WaitingClaim extends Claim {
  award: AwardReference;
  attestations: number;
  attesters_required: number;
  milestone_title: string;
  due: Day;
  /** Who can attest it and has not. */
  waiting_for: (PartyReference & { good_standing: boolean })[];
}

export interface PayableMilestone extends Milestone {
  award: AwardReference;
  beneficiary_in_good_standing: boolean;
}

export interface WaitingPayment extends Payment {
  award: AwardReference;
  cup: string | null;
  cig: string | null;
}
