// SPDX-License-Identifier: EUPL-1.2
// Bytes as 0x and hexadecimal digits.

export const toHex = (bytes: Uint8Array): string =>
  `0x${Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
