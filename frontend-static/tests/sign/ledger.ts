// SPDX-License-Identifier: EUPL-1.2
// A ledger of its own for the tests that sign: a node, contracts, indexer, API with the site, and relay (`portico up`), and the
// organisations of the story. The command line gives the administration's word; everything else the tests
// sign in the browser.

import { type ChildProcess, execFile, spawn } from "node:child_process";
import { createWriteStream } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { type TestAccount, testAccount } from "../wallet/wallet.ts";
import { Clock } from "./clock.ts";

/** Ends what hangs; asserts nothing about speed. Milliseconds. */
export const PATIENCE = 180_000;

const run = promisify(execFile);
const demo = resolve("../demo");

export const documents = (name: string): string => join(demo, "documents", name);

function told(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === "") throw new Error(`${name} is not set: run scripts/check-site`);
  return value;
}

const freePort = (): Promise<number> =>
  new Promise((done, failed) => {
    const server = createServer();
    server.once("error", failed);
    server.listen(0, "127.0.0.1", () => {
      const place = server.address();
      server.close(() =>
        typeof place === "object" && place !== null ? done(place.port) : failed(new Error("no port")),
      );
    });
  });

/** Today, and a day so many days from it, UTC. */
export const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

/** Waits until an API answers, or whoever should start it ends. */
async function answering(api: string, program: ChildProcess, log: () => Promise<string>): Promise<void> {
  const until = Date.now() + PATIENCE;
  for (;;) {
    const answer = await fetch(`${api}/v1/status`).catch(() => null);
    if (answer?.ok) return;
    if (program.exitCode !== null || Date.now() > until) throw new Error(`${api} does not answer:\n${await log()}`);
    await new Promise((done) => setTimeout(done, 300));
  }
}

async function end(program: ChildProcess): Promise<void> {
  if (program.exitCode !== null || program.signalCode !== null) return;
  const ended = new Promise((done) => program.once("exit", done));
  program.kill("SIGTERM");
  await ended;
}

export interface People {
  /** The administration's offices: one attests, the other records payments. */
  welfare: TestAccount;
  accounting: TestAccount;
  /** The one that keeps tenders. */
  tenders: TestAccount;
  /** A key of the administration that was revoked. */
  former: TestAccount;
  glicine: TestAccount;
  rondine: TestAccount;
  oversight: TestAccount;
  stranger: TestAccount;
}

export class Ledger {
  readonly data: string;
  /** Where the site is, and the API with it. */
  readonly site: string;
  readonly people: People = {
    welfare: testAccount("Ufficio welfare"),
    accounting: testAccount("Ragioneria"),
    tenders: testAccount("Ufficio gare"),
    former: testAccount("Vecchia ragioneria"),
    glicine: testAccount("Il Glicine"),
    rondine: testAccount("La Rondine"),
    oversight: testAccount("Revisori"),
    stranger: testAccount("Nessuno"),
  };
  readonly clock: Clock;
  #up: ChildProcess | undefined;

  private constructor(data: string, site: string, clock: Clock) {
    this.data = data;
    this.site = site;
    this.clock = clock;
  }

  /** What its programs run with. */
  get #environment(): NodeJS.ProcessEnv {
    return { ...process.env, ...this.clock.environment, PORTICO_DATA: this.data };
  }

  /** Starts it. */
  static async start(): Promise<Ledger> {
    const port = await freePort();
    const data = await mkdtemp(join(tmpdir(), "portico-sign."));
    const ledger = new Ledger(data, `http://127.0.0.1:${port}`, await Clock.of(data));
    try {
      await ledger.#start(port);
      return ledger;
    } catch (error) {
      await ledger.stop();
      throw error;
    }
  }

  async #start(port: number): Promise<void> {
    const options = ["--api", `127.0.0.1:${port}`, "--site", told("PORTICO_SITE"), "--rpc-port", "0", "--rate", "0"];
    const story = ["--founder", join(demo, "founder.toml"), "--relay-dev", "//Eve"];
    const up = spawn(told("PORTICO_BIN"), ["up", ...options, ...story], {
      env: this.#environment,
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#up = up;
    const log = createWriteStream(join(this.data, "up.log"));
    up.stdout.pipe(log);
    up.stderr.pipe(log, { end: false });
    await answering(this.site, up, () => readFile(join(this.data, "up.log"), "utf8"));
  }

  async stop(): Promise<void> {
    if (this.#up !== undefined) await end(this.#up);
    await rm(this.data, { recursive: true, force: true });
  }

  /** The same data behind another address, where no commands are taken. */
  async serveAlone(): Promise<{ site: string; stop: () => Promise<void> }> {
    const port = await freePort();
    const options = ["--api", `127.0.0.1:${port}`, "--site", told("PORTICO_SITE")];
    const serve = spawn(told("PORTICO_BIN"), ["serve", ...options], {
      env: this.#environment,
      stdio: "ignore",
    });
    const site = `http://127.0.0.1:${port}`;
    await answering(site, serve, async () => "it ended");
    return { site, stop: () => end(serve) };
  }

  /** Runs `portico`. */
  async portico(...command: string[]): Promise<string> {
    const { stdout } = await run(told("PORTICO_BIN"), command, {
      env: this.#environment,
      timeout: PATIENCE,
    });
    return stdout;
  }

  /** As the administration: a command, until the pages show what it did. */
  asAdministration = async (...command: string[]): Promise<void> => {
    const done = JSON.parse(await this.portico("--json", ...command, "--dev", "//Alice")) as { block: number };
    // Final is not yet read.
    while ((await this.get<{ indexed_block: { number: number } }>("/v1/status")).indexed_block.number < done.block)
      await new Promise((later) => setTimeout(later, 200));
  };

  async get<T>(path: string): Promise<T> {
    const answer = await fetch(this.site + path);
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as T;
  }

  /** A file of the demo with its days filled in. */
  async filled(name: string): Promise<string> {
    const days: Readonly<Record<string, string>> = {
      "@today@": inDays(0),
      "@in-a-month@": inDays(30),
      "@in-half-a-year@": inDays(180),
      "@in-a-year@": inDays(365),
    };
    const text = await readFile(join(demo, name), "utf8");
    const path = join(this.data, name);
    await writeFile(
      path,
      text.replace(/@[a-z-]+@/g, (word) => days[word] ?? word),
    );
    return path;
  }

  /** Organisations and their keys. */
  async organise(): Promise<void> {
    const { welfare, accounting, tenders, former, glicine, rondine, oversight } = this.people;
    const key = (account: TestAccount, permissions: string, label: string) => [
      "--public-key",
      account.publicKey,
      "--permissions",
      permissions,
      "--label",
      label,
    ];
    await this.asAdministration("party", "add-key", "1", ...key(welfare, "attest", "ufficio welfare"));
    await this.asAdministration("party", "add-key", "1", ...key(accounting, "pay", "ragioneria"));
    await this.asAdministration("party", "add-key", "1", ...key(tenders, "publish", "ufficio gare"));
    await this.asAdministration("party", "add-key", "1", ...key(former, "pay", "vecchia ragioneria"));
    await this.asAdministration(
      "party",
      "revoke-key",
      "1",
      "--public-key",
      former.publicKey,
      "--reason",
      "Cambio di ufficio",
    );
    const register = (kind: string, taxCode: string, name: string, more: string[]) =>
      this.asAdministration("party", "register", "--kind", kind, "--tax-code", taxCode, "--name", name, ...more);
    await register("oversight_body", "22345000370", "Lega Immaginaria delle Cooperative", [
      ...key(oversight, "manage_keys,attest", "ufficio revisioni"),
    ]);
    await register("cooperative", "32345000379", "Cooperativa Sociale Il Glicine", [
      ...["--municipality", "037006"],
      ...key(glicine, "manage_keys,sign", "amministrazione"),
    ]);
    await register("cooperative", "42345000378", "Cooperativa La Rondine", [
      ...["--municipality", "037006"],
      ...key(rondine, "manage_keys,sign", "amministrazione"),
    ]);
  }

  /** An agreement whose text awaits the cooperative's signature; its standing must be attested before. */
  async agree(): Promise<void> {
    const notice = await this.filled("notice.toml");
    await this.asAdministration("agreement", "publish", notice, "--document", documents("notice.txt"));
    await this.asAdministration("agreement", "invite", "1", "--party", "3", "--reason", "Prima in graduatoria");
    await this.asAdministration(
      ...["agreement", "propose", "1", "--text", documents("agreement.txt"), "--budget", "50000", "--end", inDays(365)],
      ...["--contribution", "1:money=40000,assets=3000", "--contribution", "3:staff=7000"],
    );
    await this.asAdministration("agreement", "sign", "1", "--text", documents("agreement.txt"));
  }

  /** The grant that rests on the agreement, once it is in force. */
  async grant(): Promise<void> {
    const grant = await this.filled("grant.toml");
    await this.asAdministration("award", "publish", grant, "--document", documents("determination.txt"));
  }

  /** A tender that is open to all. */
  async tender(): Promise<void> {
    const notice = await this.filled("tender.toml");
    const papers = ["--criteria", documents("notice.txt"), "--document", documents("determination.txt")];
    await this.asAdministration("tender", "publish", notice, ...papers);
  }

  /** The grant to the cooperative whose standing lapses afterwards. */
  async grantToLapsed(): Promise<void> {
    const grant = await this.filled("grant-to-lapsed.toml");
    await this.asAdministration("award", "publish", grant, "--document", documents("determination.txt"));
  }
}
