// SPDX-License-Identifier: EUPL-1.2
// Where what was found has its page.

import type { Found } from "./api/index.ts";
import { href } from "./texts.ts";

export function foundHref({ kind, id, award, sha256, import: file, row }: Found): string {
  switch (kind) {
    case "party":
    case "agreement":
    case "award":
    case "tender":
    case "import":
      return href(kind, { id: id ?? undefined });
    case "milestone":
    case "claim":
      return href("award", { id: award ?? undefined });
    case "document":
      return href("document", { sha256: sha256 ?? undefined });
    case "historical_record":
      return href("historical-records", { import: file ?? undefined, row: row ?? undefined });
  }
}
