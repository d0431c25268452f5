// SPDX-License-Identifier: EUPL-1.2
// Reads an award, or one of its milestones, as any program outside this project would: with polkadot.js
// from the npm registry and the contract's committed metadata. It must not use anything of Portico's
// but that file, so that what it prints shows what the metadata alone is worth.
//
//   node read-award.mjs METADATA URL CONTRACT AWARD [MILESTONE]
//
// prints the row as JSON (amounts in cents, days as days since 1970-01-01, fields as polkadot.js names them).
// It ends with 1 and a sentence if there is nothing to print.

import { readFile } from 'node:fs/promises';

import { ApiPromise, WsProvider } from '@polkadot/api';
import { ContractPromise } from '@polkadot/api-contract';

// Reading is open to everybody, so it is asked for by an account that nobody has.
const NOBODY = `0x${'00'.repeat(32)}`;

async function read(metadata, url, address, award, milestone) {
  const provider = new WsProvider(url);
  const api = await ApiPromise.create({ provider, throwOnConnect: true, noInitWarn: true });
  try {
    const contract = new ContractPromise(api, metadata, address);

    // An address without code answers every call with nothing, which decodes as "no such award": so first
    // look what runs there, and whether the metadata is about that.
    const account = await api.query.revive.accountInfoOf(contract.address);
    if (account.isNone || !account.unwrap().accountType.isContract) {
      throw new Error(`there is no contract at ${address}`);
    }
    const running = account.unwrap().accountType.asContract.codeHash.toHex();
    const described = metadata.source?.hash;
    if (running !== described) {
      throw new Error(`the contract at ${address} runs the code ${running}, the metadata describes ${described}`);
    }

    // Left to itself, polkadot.js allows a call no proof size at all, and the chain finds it out of gas.
    const options = { gasLimit: api.consts.system.blockWeights.maxBlock };
    const { output, result } =
      milestone === undefined
        ? await contract.query.award(NOBODY, options, award)
        : await contract.query.milestone(NOBODY, options, award, milestone);
    if (result.isErr) {
      const error = result.asErr;
      const name = error.isModule ? api.registry.findMetaError(error.asModule).method : error.type;
      throw new Error(`the chain refuses the call: ${name}`);
    }
    const { ok: row, err } = output.toJSON();
    if (err !== undefined) {
      throw new Error(`the contract refuses the message: ${JSON.stringify(err)}`);
    }
    if (row === null) {
      throw new Error(`there is no award ${award}${milestone === undefined ? '' : ` with a milestone ${milestone}`}`);
    }
    return row;
  } finally {
    await api.disconnect();
  }
}

const [file, url, address, award, milestone, ...rest] = process.argv.slice(2);
if (award === undefined || rest.length > 0) {
  console.error('usage: node read-award.mjs METADATA URL CONTRACT AWARD [MILESTONE]');
  process.exit(2);
}
try {
  const metadata = JSON.parse(await readFile(file, 'utf8'));
  console.log(JSON.stringify(await read(metadata, url, address, award, milestone)));
} catch (error) {
  console.error(error.message ?? error);
  process.exit(1);
}
