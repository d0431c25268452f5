// SPDX-License-Identifier: EUPL-1.2
// A clock that can be put forward, for what the law lets happen only after months: the same small library as that of the tests
// on nodes (tests/tests/end_to_end/clock.c). The ledger's programs go by it; a browser has its own (`page.clock`).

import { execFile } from "node:child_process";
import { open, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { promisify } from "node:util";

const SOURCE = resolve("../tests/tests/end_to_end/clock.c");

export class Clock {
  /** What programs that go by it run with. */
  readonly environment: Readonly<Record<string, string>>;
  readonly #file: string;
  /** Seconds. */
  #ahead = 0;

  private constructor(library: string, file: string) {
    this.environment = { LD_PRELOAD: library, PORTICO_TEST_CLOCK: file };
    this.#file = file;
  }

  static async of(folder: string): Promise<Clock> {
    const library = join(folder, "clock.so");
    await promisify(execFile)("cc", ["-shared", "-fPIC", "-O1", "-o", library, SOURCE]);
    const file = join(folder, "clock");
    await writeFile(file, Buffer.alloc(8));
    return new Clock(library, file);
  }

  /** What it shows. */
  get now(): Date {
    return new Date(Date.now() + this.#ahead * 1000);
  }

  /** Puts it forward by so many days. The programs have mapped the file: it is written in place. */
  async forward(days: number): Promise<void> {
    this.#ahead += days * 86_400;
    const bytes = Buffer.alloc(8);
    bytes.writeBigInt64LE(BigInt(this.#ahead));
    const file = await open(this.#file, "r+");
    await file.write(bytes, 0, 8, 0);
    await file.close();
  }
}
