// SPDX-License-Identifier: EUPL-1.2
// What an organisation received, and what an administration gave: sums by the other side, awards, payments.

import { html, nothing, type TemplateResult } from "lit";
import { type AwardSums, api, type PartyReference, type RecordSums } from "../../shared/api/index.ts";
import { awardStatus } from "../../shared/award.ts";
import { euro, number, shortDay } from "../../shared/format.ts";
import { part, party, type Shown } from "../../shared/html.ts";
import { receipt } from "../../shared/receipt.ts";
import { empty } from "../../shared/states.ts";
import { sums } from "../../shared/sums.ts";
import { table } from "../../shared/table.ts";
import { href, t } from "../../shared/texts.ts";

const LIMIT = 20;

/** What it received; nothing for whom nobody ever gave anything, and who is no beneficiary. */
export async function received(beneficiary: number, code: string): Promise<TemplateResult | typeof nothing> {
  const [all, from, awards, payments] = await Promise.all([
    api.statistics({ beneficiary }),
    api.sumsByAdministration({ beneficiary, sort: "-granted", limit: LIMIT }),
    api.awards({ beneficiary, sort: "-published", limit: LIMIT }),
    api.payments({ beneficiary, sort: "-date", limit: LIMIT }),
  ]);
  const words = t.party.received;
  const reported = historical(all.historical_records, "recipient", code);
  if (all.awards.awards === 0) return reported === nothing ? nothing : part("received", words.title, reported);
  return part(
    "received",
    words.title,
    html`${sums(all.awards)}
      <h3 class="h5 mt-4">${words.byAdministration}</h3>
      ${byOther(
        words.byAdministrationCaption,
        from.items.map((of) => ({ ...of, other: of.administration })),
      )}
      <h3 class="h5 mt-4">${words.awards}</h3>
      ${awardList(words.awardsCaption, awards.items, ({ administration }) => administration)}
      ${more(awards.next_cursor, href("awards", { beneficiary }))}
      ${paid(words.payments, words.paymentsCaption, payments.items, ({ award }) => award.administration)}${reported}`,
  );
}

/** What an administration gave. */
export async function gave(administration: number, code: string): Promise<TemplateResult> {
  const [all, to, awards, payments] = await Promise.all([
    api.statistics({ administration }),
    api.sumsByBeneficiary({ administration, sort: "-granted", limit: LIMIT }),
    api.awards({ administration, sort: "-published", limit: LIMIT }),
    api.payments({ administration, sort: "-date", limit: LIMIT }),
  ]);
  const words = t.party.gave;
  const reported = historical(all.historical_records, "authority", code);
  if (all.awards.awards === 0) return part("gave", words.title, [empty(words.empty), reported]);
  return part(
    "gave",
    words.title,
    html`${sums(all.awards)}
      <h3 class="h5 mt-4">${words.byBeneficiary}</h3>
      ${byOther(
        words.byBeneficiaryCaption,
        to.items.map((of) => ({ ...of, other: of.beneficiary })),
      )}
      <h3 class="h5 mt-4">${words.awards}</h3>
      ${awardList(words.awardsCaption, awards.items, ({ beneficiary }) => beneficiary)}
      ${more(awards.next_cursor, href("awards", { administration }))}
      ${paid(words.payments, words.paymentsCaption, payments.items, ({ award }) => award.beneficiary)}${reported}`,
  );
}

/** What public files report beside it, which is never added. */
function historical({ records, awarded }: RecordSums, as: "authority" | "recipient", code: string): Shown {
  if (records === 0) return nothing;
  return html`<div class="callout note mt-4"><p class="mb-0">${t.party.reported(number(records), euro(awarded))}
    <a href=${href("historical-records", { [as]: code })}>${t.pages["historical-records"].title}</a></p></div>`;
}

const more = (next: string | null, address: string): Shown =>
  next === null ? nothing : html`<p><a href=${address}>${t.party.all}</a></p>`;

function byOther(caption: string, items: readonly (AwardSums & { other: PartyReference })[]): TemplateResult {
  return table(
    caption,
    [
      { header: t.party.columns.party, heads: true, cell: ({ other }) => party(other) },
      { header: t.party.columns.awards, numeric: true, cell: ({ awards }) => number(awards) },
      { header: t.words.sums.granted, numeric: true, cell: ({ granted }) => euro(granted) },
      { header: t.words.sums.attested, numeric: true, cell: ({ attested }) => euro(attested) },
      { header: t.words.sums.paid, numeric: true, cell: ({ paid }) => euro(paid) },
    ],
    items,
  );
}

type AwardItem = Awaited<ReturnType<typeof api.awards>>["items"][number];
type PaymentItem = Awaited<ReturnType<typeof api.payments>>["items"][number];

function awardList(
  caption: string,
  items: readonly AwardItem[],
  other: (award: AwardItem) => PartyReference,
): TemplateResult {
  const { columns } = t.party;
  return table(
    caption,
    [
      {
        header: columns.award,
        heads: true,
        cell: ({ id, title }) => html`<a href=${href("award", { id })}>${title}</a>`,
      },
      { header: columns.other, cell: (award) => party(other(award)) },
      { header: columns.date, cell: ({ published }) => shortDay(published) },
      { header: t.words.sums.granted, numeric: true, cell: ({ granted }) => euro(granted) },
      { header: t.words.sums.paid, numeric: true, cell: ({ paid: sum }) => euro(sum) },
      { header: columns.status, cell: awardStatus },
    ],
    items,
  );
}

function paid(
  title: string,
  caption: string,
  items: readonly PaymentItem[],
  other: (payment: PaymentItem) => PartyReference,
): TemplateResult {
  const { columns } = t.party;
  return html`<h3 class="h5 mt-4">${title}</h3>${
    items.length === 0
      ? empty(t.award.payments.empty)
      : table(
          caption,
          [
            { header: columns.date, heads: true, cell: ({ date }) => shortDay(date) },
            {
              header: columns.award,
              cell: ({ award: { id, title } }) => html`<a href=${href("award", { id })}>${title}</a>`,
            },
            { header: columns.other, cell: (payment) => party(other(payment)) },
            { header: columns.amount, numeric: true, cell: ({ amount }) => euro(amount) },
            { header: columns.receipt, cell: receipt },
          ],
          items,
        )
  }`;
}
