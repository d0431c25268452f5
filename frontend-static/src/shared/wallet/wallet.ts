// SPDX-License-Identifier: EUPL-1.2
// Polkadot wallets in the browser: an extension that holds the keys, shows what is to be signed, and signs it. No key
// ever comes here.

import {
  connectInjectedExtension,
  getInjectedExtensions,
  type InjectedPolkadotAccount,
} from "@polkadot-api/pjs-signer";
import { toHex } from "../hex.ts";

/** What the extension is told of who asks. */
const ASKING = "Portico";

export interface Account {
  address: string;
  /** What its owner calls it. */
  name: string;
  /** The public key: 0x and 64 hexadecimal digits. */
  key: string;
  /** Signs a text as it is. @throws NotSigned */
  sign: (text: string) => Promise<string>;
}

export interface Wallet {
  name: string;
  accounts: () => Account[];
  /** How many accounts have keys of another kind, which the ledger does not know. */
  others: () => number;
  /** Calls when its owner shows other accounts to this page. */
  watch: (changed: () => void) => void;
  disconnect: () => void;
}

/** The wallet did not let this page in; why, in its own words. */
export class NotConnected extends Error {
  override name = "NotConnected";
}

/** The wallet did not sign; why, in its own words. */
export class NotSigned extends Error {
  override name = "NotSigned";
}

/** The wallets of this browser, by the names that they give themselves. */
export const wallets = (): string[] => getInjectedExtensions();

const said = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Asks a wallet for its accounts; its owner is asked by the wallet. @throws NotConnected */
export async function connect(name: string): Promise<Wallet> {
  const extension = await connectInjectedExtension(name, ASKING).catch((error: unknown) => {
    throw new NotConnected(said(error));
  });
  const isKnown = ({ type }: InjectedPolkadotAccount) => type === "sr25519";
  return {
    name,
    accounts: () => extension.getAccounts().filter(isKnown).map(account),
    others: () => extension.getAccounts().filter((other) => !isKnown(other)).length,
    watch: (changed) => void extension.subscribe(changed),
    disconnect: () => extension.disconnect(),
  };
}

function account({ address, name, polkadotSigner }: InjectedPolkadotAccount): Account {
  return {
    address,
    name: name ?? "",
    key: toHex(polkadotSigner.publicKey),
    sign: async (text) => {
      let signature: Uint8Array;
      try {
        signature = await polkadotSigner.signBytes(new TextEncoder().encode(text));
      } catch (error) {
        throw new NotSigned(said(error));
      }
      // 64 bytes; some wallets put the kind of the key before them, 1 for sr25519.
      if (signature.length === 65 && signature[0] === 1) signature = signature.slice(1);
      if (signature.length !== 64) throw new NotSigned(`${signature.length} bytes, not 64`);
      return toHex(signature);
    },
  };
}
