// SPDX-License-Identifier: EUPL-1.2
// What the flow diagram shows: places in columns, and how much goes from one to the next. No cent is lost or doubled.

export interface Node {
  id: string;
  name: string;
  column: number;
  /** Where it has a page. */
  address: string | null;
}

export interface Link {
  source: string;
  target: string;
  value: number;
}

export interface Place {
  id: string;
  name: string;
  address: string | null;
}

/** The way of some money, column by column. */
export interface Way {
  way: readonly Place[];
  /** Cents. */
  value: number;
}

/** How many names a column has at most; the smallest share one. */
const MOST = 12;

/** Nodes and links, with the smallest of each column taken together. */
export function graph(all: readonly Way[], others: (count: number) => string): { nodes: Node[]; links: Link[] } {
  const columns = Math.max(...all.map(({ way }) => way.length));
  const nodes = new Map<string, Node>();
  const named = new Map<string, string>();
  for (let column = 0; column < columns; column += 1) {
    const sums = new Map<string, { place: Place; sum: number }>();
    for (const { way, value: sum } of all) {
      const place = way[column];
      if (place !== undefined) sums.set(place.id, { place, sum: (sums.get(place.id)?.sum ?? 0) + sum });
    }
    const sorted = [...sums.values()].sort((a, b) => b.sum - a.sum);
    const alone = sorted.length > MOST ? sorted.slice(0, MOST - 1) : sorted;
    const together = sorted.slice(alone.length);
    for (const { place } of alone) {
      nodes.set(place.id, { ...place, column });
      named.set(place.id, place.id);
    }
    if (together.length > 0) {
      const id = `others ${column}`;
      nodes.set(id, { id, name: others(together.length), column, address: null });
      for (const { place } of together) named.set(place.id, id);
    }
  }
  const links = new Map<string, Link>();
  for (const { way, value: sum } of all) {
    for (let at = 1; at < way.length; at += 1) {
      const [source, target] = [named.get(way[at - 1]?.id ?? ""), named.get(way[at]?.id ?? "")];
      if (source === undefined || target === undefined) continue;
      const key = `${source} > ${target}`;
      links.set(key, { source, target, value: (links.get(key)?.value ?? 0) + sum });
    }
  }
  return { nodes: [...nodes.values()], links: [...links.values()] };
}
