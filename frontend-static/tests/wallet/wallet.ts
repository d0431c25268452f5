// SPDX-License-Identifier: EUPL-1.2
// A wallet for tests, as pages see one: `window.injectedWeb3` with real sr25519 keys. The keys stay in the test's process, as
// those of a wallet stay in the extension; the page gets accounts and signatures.
//
//     const wallet = new TestWallet([testAccount("Il Glicine")]);
//     await wallet.into(context);      // before any page is opened
//     wallet.answer = "refuse";        // from now on its owner says no
//     wallet.shown.at(-1)              // the text that its owner was shown last
//
// What it does with a text is what polkadot{.js}'s extension does: wrap it in <Bytes> unless it is wrapped, sign it in the
// context `substrate`. What it cannot do: ask anybody. So no test of ours says that a person understood.

import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { AccountId } from "@polkadot-api/substrate-bindings";
import { getPublicKey, secretFromSeed, sign } from "@scure/sr25519";
import type { BrowserContext } from "playwright-core";

export interface TestAccount {
  name: string;
  /** SS58, with the prefix of no chain in particular. */
  address: string;
  /** 0x and 64 hexadecimal digits. */
  publicKey: string;
  secret: Uint8Array;
}

/** What runs in the page, before its own scripts: as text, because whatever compiles these tests must not touch it. */
const IN_PAGE = readFileSync("tests/wallet/in-page.js", "utf8")
  .replace(/^\/\/.*\n/gm, "")
  .trim()
  .replace(/;$/, "");

const hex = (bytes: Uint8Array): string => `0x${Buffer.from(bytes).toString("hex")}`;

/** An account with a key that nobody else has. */
export function testAccount(name: string, seed: Uint8Array = randomBytes(32)): TestAccount {
  const secret = secretFromSeed(seed);
  const publicKey = getPublicKey(secret);
  return { name, secret, publicKey: hex(publicKey), address: AccountId(42).dec(publicKey) };
}

export class TestWallet {
  /** How its owner answers when asked to sign. */
  answer: "sign" | "refuse" = "sign";
  /** Whether its owner lets pages see the accounts. */
  admits = true;
  /** What its owner was shown, in order. */
  readonly shown: string[] = [];
  readonly name: string;
  readonly accounts: readonly TestAccount[];

  constructor(accounts: readonly TestAccount[], name = "polkadot-js") {
    this.accounts = accounts;
    this.name = name;
  }

  /** Puts it into every page that is opened from now on. */
  async into(context: BrowserContext): Promise<void> {
    const binding = `__testWallet_${this.name.replace(/\W/g, "_")}`;
    await context.exposeFunction(binding, (asked: string, about: unknown) => this.#answer(asked, about));
    await context.addInitScript({ content: `(${IN_PAGE})(${JSON.stringify({ name: this.name, binding })});` });
  }

  #answer(asked: string, about: unknown): unknown {
    if (asked === "enable") {
      if (!this.admits) throw new Error("Rejected");
      return this.accounts.map(({ name, address }) => ({ name, address, type: "sr25519" }));
    }
    const { address, data } = about as { address: string; data: string };
    const account = this.accounts.find((one) => one.address === address);
    if (account === undefined) throw new Error("Unable to find the account");
    const bytes = Buffer.from(data.replace(/^0x/, ""), "hex");
    const text = bytes.toString("utf8");
    this.shown.push(text);
    if (this.answer === "refuse") throw new Error("Cancelled");
    const isWrapped = text.startsWith("<Bytes>") && text.endsWith("</Bytes>");
    const signed = isWrapped ? bytes : Buffer.concat([Buffer.from("<Bytes>"), bytes, Buffer.from("</Bytes>")]);
    return { id: this.shown.length, signature: hex(sign(account.secret, signed)) };
  }
}
