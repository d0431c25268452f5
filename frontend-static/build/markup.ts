// SPDX-License-Identifier: EUPL-1.2
// HTML as text, for the documents that are written when the site is built. What is put in is escaped unless it is markup
// itself.

/** Text that is markup already. */
export class Markup {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

type Value = Markup | string | number | false | null | undefined | readonly Value[];

const ESCAPES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

function write(value: Value): string {
  if (value instanceof Markup) return value.text;
  if (value === false || value === null || value === undefined) return "";
  if (typeof value === "object") return value.map(write).join("");
  return String(value).replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character);
}

export function html(strings: TemplateStringsArray, ...values: Value[]): Markup {
  return new Markup(strings.reduce((text, string, at) => text + write(values[at - 1]) + string));
}
