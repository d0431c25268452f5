// SPDX-License-Identifier: EUPL-1.2
// Hashing files and verifying evidence, in this browser. Nothing is sent anywhere.

import type { Answer, DocumentDigest } from "./module.ts";
import type { Task, Told } from "./worker.ts";

export type { Answer, DocumentDigest } from "./module.ts";

/** A worker for one task; it is ended with it, and its memory with it. */
function run<T>(task: Task, take: (told: Told) => T | undefined): Promise<T> {
  const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
  return new Promise<T>((resolve, reject) => {
    worker.addEventListener("message", ({ data }: MessageEvent<Told>) => {
      if ("failed" in data) reject(new Error(data.failed));
      const taken = take(data);
      if (taken !== undefined) resolve(taken);
    });
    worker.addEventListener("error", (event) => reject(new Error(event.message)));
    worker.postMessage(task);
  }).finally(() => worker.terminate());
}

/** The SHA-256 of a file of any length, as `0x…`; `progress` is told how many bytes are done. */
export const hashFile = (file: Blob, progress: (done: number) => void = () => {}): Promise<string> =>
  run({ task: "hash", file }, (told) => {
    if ("done" in told) progress(told.done);
    return "digest" in told ? told.digest : undefined;
  });

export const verifyBundle = (bundle: Blob, trust: Blob, documents: readonly DocumentDigest[]): Promise<Answer> =>
  run({ task: "verify", bundle, trust, documents }, (told) => ("answer" in told ? told.answer : undefined));
