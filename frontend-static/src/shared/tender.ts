// SPDX-License-Identifier: EUPL-1.2
// How a tender is named wherever it stands, and where it stands in plain words. It must not decide anything: whether a bid
// is in time the rules said, by the ledger's clock.

import type { TemplateResult } from "lit";
import type { Bid, Tender, TenderDetail } from "./api/index.ts";
import { day, hundredths, time, today } from "./format.ts";
import { badge } from "./html.ts";
import { t } from "./texts.ts";

const COLOURS = { active: "primary", awarded: "success", contracted: "success", cancelled: "secondary" } as const;

export const tenderStatus = ({ status }: Pick<Tender, "status">): TemplateResult =>
  badge(t.words.tenderStatus[status], COLOURS[status]);

const isOver = (until: string | null): boolean => until !== null && Date.parse(until) < Date.now();

/** What is possible now, and until when. */
export function stands(tender: TenderDetail): string {
  const words = t.tender.stands;
  const {
    status,
    standstill_until: standstill,
    clarify_until: clarify,
    bids_until: bids,
    reveal_until: reveal,
  } = tender;
  if (status === "cancelled") return words.cancelled;
  if (status === "contracted") return words.contracted;
  if (status === "awarded") {
    if (standstill !== null && standstill >= today()) return words.standstill(day(standstill));
    return tender.procedure === "direct" ? words.direct : words.awarded;
  }
  if (clarify !== null && bids !== null && !isOver(clarify)) return words.clarify(time(clarify), time(bids));
  if (bids !== null && !isOver(bids)) return words.bids(time(bids));
  if (reveal !== null && !isOver(reveal)) return words.reveal(time(reveal));
  return words.evaluation;
}

const BIDS = { sealed: "primary", withdrawn: "secondary", revealed: "success", excluded: "danger" } as const;

/** Where a bid stands; one that is sealed after the window is out. */
export const bidStatus = ({ status }: Bid, { reveal_until: until }: TenderDetail): TemplateResult =>
  status === "sealed" && isOver(until)
    ? badge(t.tender.bids.notRevealed, "danger")
    : badge(t.words.bidStatus[status], BIDS[status]);

/** A bid's points, which come in hundredths. */
export const points = (of: number): string => t.tender.points(hundredths(of));
