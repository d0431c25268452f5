// SPDX-License-Identifier: EUPL-1.2
// The verifier, beside the page: checking a large bundle or hashing a large file must not stop the page.

import { type Answer, type DocumentDigest, sha256, verify } from "./module.ts";

export type Task =
  | { task: "hash"; file: Blob }
  | { task: "verify"; bundle: Blob; trust: Blob; documents: readonly DocumentDigest[] };
export type Told = { done: number } | { digest: string } | { answer: Answer } | { failed: string };

const tell = (told: Told) => postMessage(told);

addEventListener("message", async ({ data }: MessageEvent<Task>) => {
  try {
    if (data.task === "hash") tell({ digest: await sha256(data.file, (done) => tell({ done })) });
    else tell({ answer: await verify(data.bundle, data.trust, data.documents) });
  } catch (error) {
    tell({ failed: String(error) });
  }
});
