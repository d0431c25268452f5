// SPDX-License-Identifier: EUPL-1.2
// The flow diagram. D3 computes where things stand; it is drawn as SVG whose names are links.

import { sankey, sankeyLinkHorizontal } from "d3-sankey";
import { html, svg, type TemplateResult } from "lit";
import type { Award, AwardMilestone } from "../../shared/api/index.ts";
import { cents, euro } from "../../shared/format.ts";
import { href, t } from "../../shared/texts.ts";
import { basisHref, basisName } from "./award-table.ts";
import { graph, type Link, type Node, type Place, type Way } from "./graph.ts";

export type Sum = "granted" | "attested" | "paid";

const WIDTH = 1000;
const ROW = 44;
const MARGIN = { top: 34, side: 4 };

/** The way of an award's money, column by column, in shares of what is followed. */
function ways(awards: readonly Award[], milestones: readonly AwardMilestone[] | null, of: Sum): Way[] {
  return awards.flatMap((award) => {
    const { administration, beneficiary, basis } = award;
    const way: Place[] = [
      { id: `from ${administration.id}`, name: administration.name, address: href("party", { id: administration.id }) },
      {
        id: `by ${basis.kind} ${basis.agreement ?? basis.tender ?? basis.reference}`,
        name: basisName(award),
        address: basisHref(award),
      },
      { id: `to ${beneficiary.id}`, name: beneficiary.name, address: href("party", { id: beneficiary.id }) },
    ];
    const own = milestones?.filter((milestone) => milestone.award.id === award.id && value(milestone, of) > 0);
    if (own === undefined || own.length === 0) return [{ way, value: award[of].cents }];
    return own.map((milestone) => ({
      way: [
        ...way,
        {
          id: `for ${award.id}/${milestone.milestone}`,
          name: milestone.title,
          address: `${href("award", { id: award.id })}#milestones`,
        },
      ],
      value: value(milestone, of),
    }));
  });
}

const value = (milestone: AwardMilestone, of: Sum): number =>
  (of === "granted" ? milestone.amount : milestone[of]).cents;

export function flow(awards: readonly Award[], milestones: readonly AwardMilestone[] | null, of: Sum): TemplateResult {
  const { nodes, links } = graph(ways(awards, milestones, of), t.money.flow.others);
  const columns = Math.max(...nodes.map(({ column }) => column)) + 1;
  const rows = Math.max(
    ...Array.from({ length: columns }, (_, column) => nodes.filter((node) => node.column === column).length),
  );
  const height = MARGIN.top + Math.max(4, rows) * ROW;
  const laid = sankey<Node, Link>()
    .nodeId(({ id }) => id)
    .nodeAlign((node) => Math.min(node.column, columns - 1))
    .nodeWidth(12)
    .nodePadding(22)
    .extent([
      [MARGIN.side, MARGIN.top],
      [WIDTH - MARGIN.side, height - 6],
    ])({ nodes: nodes.map((node) => ({ ...node })), links: links.map((link) => ({ ...link })) });
  const draw = sankeyLinkHorizontal<Node, Link>();
  const total = awards.reduce((sum, award) => sum + award[of].cents, 0);
  const words = t.money.flow;
  const name = t.words.sums[of];
  const heads = [
    words.columns.administration,
    words.columns.basis,
    words.columns.beneficiary,
    words.columns.milestone,
  ].slice(0, columns);
  const step = (WIDTH - 2 * MARGIN.side - 12) / Math.max(1, columns - 1);
  // A name stands to the right of its node, but for the last column.
  const widest = step - 34;
  return html`<figure class="chart flow ${of}"><figcaption class="fw-semibold mb-2">${name}: ${euro(cents(total))}</figcaption>
    <div class="scroll" tabindex="0" role="region" aria-label=${words.scroll}>
    <svg viewBox="0 0 ${WIDTH} ${height}" role="group" aria-label=${words.about(name, euro(cents(total)))}>
      ${heads.map((head, at) => svg`<text class="head" x=${at === columns - 1 ? WIDTH - MARGIN.side : MARGIN.side + at * step} y="16" text-anchor=${at === columns - 1 ? "end" : "start"}>${head}</text>`)}
      ${laid.links.map((link) => svg`<path class="flow-link" d=${draw(link) ?? ""} stroke-width=${Math.max(1, link.width ?? 0)}><title>${title(link.source, link.target, link.value)}</title></path>`)}
      ${laid.nodes.map((node) => {
        const { x0 = 0, x1 = 0, y0 = 0, y1 = 0 } = node;
        const isLast = node.column === columns - 1;
        const x = isLast ? x0 - 6 : x1 + 6;
        const anchor = isLast ? "end" : "start";
        const middle = (y0 + y1) / 2;
        const sum = euro(cents(node.value ?? 0));
        const text = svg`<text x=${x} y=${middle - 2} text-anchor=${anchor}>${fitted(node.name, widest)}<title>${node.name}</title></text>`;
        return svg`<g><rect class="flow-node" x=${x0} y=${y0} width=${x1 - x0} height=${Math.max(1, y1 - y0)}></rect>${
          node.address === null ? text : svg`<a href=${node.address}>${text}</a>`
        }<text class="value" x=${x} y=${middle + 13} text-anchor=${anchor}>${sum}</text></g>`;
      })}
    </svg></div></figure>`;
}

const title = (from: unknown, to: unknown, sum: number): string => `${named(from)} → ${named(to)}: ${euro(cents(sum))}`;

/** Once it is laid out, a link's ends are nodes. */
const named = (end: unknown): string =>
  typeof end === "object" && end !== null && "name" in end ? String(end.name) : "";

/** A name that fits; the whole one is its title. A letter is some 7 units wide. */
function fitted(name: string, width: number): string {
  const most = Math.max(8, Math.floor(width / 7));
  return name.length <= most ? name : `${name.slice(0, most - 1).trimEnd()}…`;
}
