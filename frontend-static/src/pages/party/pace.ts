// SPDX-License-Identifier: EUPL-1.2
// How quickly an administration pays after attestation: over its last payments, the days from the attestation before
// each payment to the mandate's date.

import { html, nothing, type TemplateResult } from "lit";
import { api } from "../../shared/api/index.ts";
import { cents, euro, number } from "../../shared/format.ts";
import { part } from "../../shared/html.ts";
import { table } from "../../shared/table.ts";
import { t } from "../../shared/texts.ts";
import { median, waits } from "./waits.ts";

/** As many as the API gives at once. */
const LIMIT = 200;
/** What the law asks for, days (art. 4 D.Lgs. 231/2002). */
const LEGAL = 30;

export async function pace(administration: number): Promise<TemplateResult | typeof nothing> {
  const [payments, attestations] = await Promise.all([
    api.payments({ administration, sort: "-recorded_at", limit: LIMIT }),
    api.attestations({ administration, sort: "-attested_at", limit: LIMIT }),
  ]);
  const all = waits(payments.items, attestations.items);
  if (all.length === 0) return nothing;
  const words = t.party.pace;
  const middle = median(all.map(({ days }) => days).toSorted((a, b) => a - b));
  const classes = [
    { name: words.classes.within, of: all.filter(({ days }) => days <= LEGAL) },
    { name: words.classes.late, of: all.filter(({ days }) => days > LEGAL && days <= 2 * LEGAL) },
    { name: words.classes.later, of: all.filter(({ days }) => days > 2 * LEGAL) },
  ];
  const missing = payments.items.length - all.length;
  return part(
    "pace",
    words.title,
    html`<p class="lead">${words.median}: <strong>${middle === 0 ? words.sameDay : words.days(number(middle), middle === 1)}</strong></p>
      ${table(
        words.caption,
        [
          { header: words.columns.class, heads: true, cell: ({ name }) => name },
          { header: words.columns.payments, numeric: true, cell: ({ of }) => number(of.length) },
          {
            header: words.columns.amount,
            numeric: true,
            cell: ({ of }) => euro(cents(of.reduce((sum, wait) => sum + wait.cents, 0))),
          },
        ],
        classes,
      )}
      ${missing > 0 ? html`<p class="small hint">${words.unmatched(number(missing))}</p>` : nothing}`,
    words.hint(number(payments.items.length), payments.items.length === 1),
  );
}
