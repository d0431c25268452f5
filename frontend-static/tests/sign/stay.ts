// SPDX-License-Identifier: EUPL-1.2
// Starts the ledger of these tests and stays up, to look at by hand: `node .tests/tests/sign/stay.js`.

import { Ledger } from "./ledger.ts";

const ledger = await Ledger.start();
process.stdout.write(`${ledger.site} (data ${ledger.data})\n`);
await ledger.organise();
process.stdout.write(
  `${JSON.stringify(ledger.people, (_, value: unknown) => (value instanceof Uint8Array ? Buffer.from(value).toString("hex") : value))}\n`,
);
process.once("SIGINT", () => void ledger.stop().then(() => process.exit(0)));
process.once("SIGTERM", () => void ledger.stop().then(() => process.exit(0)));
