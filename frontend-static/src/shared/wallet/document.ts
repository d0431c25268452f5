// SPDX-License-Identifier: EUPL-1.2
// Documents as the ledger refers to them. They are read here and hashed here; a document never leaves the browser.

import { toHex } from "../hex.ts";

export interface Document {
  /** SHA-256: 0x and 64 hexadecimal digits. */
  sha256: string;
  media_type: string;
  title: string;
  /** Where it can be had; empty if it is in an archive. */
  uri: string;
}

/** The longest media type that the ledger takes, bytes (`bounds::MEDIA_TYPE`). Those of office documents are longer. */
const MEDIA_TYPE = 64;

/** What the ledger is told of what a file contains. */
export const mediaType = ({ type }: File): string =>
  type === "" || type.length > MEDIA_TYPE ? "application/octet-stream" : type;

/** Whether this page can hash: browsers allow it on pages that come by HTTPS, or from this computer. */
export const canHash = (): boolean => isSecureContext;

/** SHA-256 of a file. @throws DOMException if it cannot be read, because it was moved or changed. */
export async function hashFile(file: File): Promise<string> {
  return toHex(new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer())));
}
