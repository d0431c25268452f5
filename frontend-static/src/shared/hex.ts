// SPDX-License-Identifier: EUPL-1.2
// Bytes as 0x and hexadecimal digits.

export const toHex = (bytes: Uint8Array): string =>
  `0x${Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")}`;

/** The bytes of `0x` and an even number of hexadecimal digits. */
export const fromHex = (text: string): Uint8Array =>
  Uint8Array.from({ length: (text.length - 2) / 2 }, (_, at) =>
    Number.parseInt(text.slice(2 + 2 * at, 4 + 2 * at), 16),
  );
