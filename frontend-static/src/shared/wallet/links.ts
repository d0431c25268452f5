// SPDX-License-Identifier: EUPL-1.2
// Where something is signed: the page, with everything filled in that is known.

import { href } from "../texts.ts";

export type ActName =
  | "claim"
  | "attest"
  | "pay"
  | "confirm"
  | "dispute"
  | "sign"
  | "standing"
  | "bid"
  | "withdraw"
  | "reveal"
  | "exclude";

/** What an act can be about; numbers, as in the API. */
export interface About {
  award?: number;
  milestone?: number;
  claim?: number;
  payment?: number;
  agreement?: number;
  party?: number;
  tender?: number;
}

/** `/sign/?do=claim&award=7&milestone=2`. */
export const signHref = (act: ActName, about: About = {}): string => href("sign", { do: act, ...about });
