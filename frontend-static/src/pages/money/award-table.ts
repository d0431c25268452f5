// SPDX-License-Identifier: EUPL-1.2
// What the flow shows, as a table.

import { html, type TemplateResult } from "lit";
import type { Award } from "../../shared/api/index.ts";
import { euro } from "../../shared/format.ts";
import { party } from "../../shared/html.ts";
import { table } from "../../shared/table.ts";
import { href, t } from "../../shared/texts.ts";

/** What an award rests on, in a word. */
export function basisName({ basis: { kind, agreement, tender, reference } }: Award): string {
  if (agreement !== null) return t.award.fields.agreement(agreement);
  if (tender !== null) return t.tender.number(tender);
  const words = t.money.flow;
  if (kind === "call") return words.call(reference ?? "");
  return kind === "act" ? words.act(reference ?? "") : `${t.words.basis[kind]} ${reference ?? ""}`.trim();
}

/** The page of what an award rests on; calls and acts have none. */
export function basisHref({ basis: { agreement, tender } }: Award): string | null {
  if (agreement !== null) return href("agreement", { id: agreement });
  return tender === null ? null : href("tender", { id: tender });
}

export function awardTable(awards: readonly Award[]): TemplateResult {
  const { caption, table: columns } = t.money.flow;
  const { granted, attested, paid } = t.words.sums;
  return table(
    caption,
    [
      {
        header: columns.award,
        heads: true,
        cell: ({ id, title }) => html`<a href=${href("award", { id })}>${title}</a>`,
      },
      { header: columns.administration, cell: ({ administration }) => party(administration) },
      {
        header: columns.basis,
        cell: (award) => {
          const to = basisHref(award);
          return to === null
            ? html`<span lang="it">${basisName(award)}</span>`
            : html`<a href=${to}>${basisName(award)}</a>`;
        },
      },
      { header: columns.beneficiary, cell: ({ beneficiary }) => party(beneficiary) },
      { header: granted, numeric: true, cell: (award) => euro(award.granted) },
      { header: attested, numeric: true, cell: (award) => euro(award.attested) },
      { header: paid, numeric: true, cell: (award) => euro(award.paid) },
    ],
    awards,
  );
}
