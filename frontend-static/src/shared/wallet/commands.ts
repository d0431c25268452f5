// SPDX-License-Identifier: EUPL-1.2
// Commands to the ledger on their way: prepared by the API, signed by a wallet, brought to the queue, followed until they
// are settled. What is allowed the rules say, in `trial`; nothing here knows a rule.

import type { BlockReference, SubjectKind, SubjectReference, Time } from "../api/index.ts";
import { ApiError, ask } from "../api/index.ts";

/** As it stands in an entry: `{"award": {"claim": {…}}}`; a word alone where what is done has no fields: `{"tender": "withdraw_bid"}`. */
export type Body = Readonly<Record<string, string | Readonly<Record<string, unknown>>>>;

/** A rule's name, or its name with its fields. */
export type Refusal = string | Readonly<Record<string, Readonly<Record<string, unknown>>>>;

export interface Refused {
  /** For a person, in English. */
  sentence: string;
  refusal: Refusal | null;
}

export interface Trial {
  block: BlockReference;
  at: Time;
  accepted: boolean;
  entry: { subject: SubjectReference; seq: number } | null;
  refused: Refused | null;
}

/** A command that is to be signed. */
export interface UnsignedCommand {
  format: string;
  genesis: string;
  contract: string;
  subject: number | null;
  body: Body;
  key: string;
  nonce: number;
  /** Seconds since the epoch. */
  expiry: number;
  text: string;
}

export interface SignedCommand extends UnsignedCommand {
  /** 0x and 128 hexadecimal digits. */
  signature: string;
}

export interface Prepared {
  id: string;
  text: string;
  wrapped_text: string;
  command: UnsignedCommand;
  trial: Trial;
}

export type CommandState = "waiting" | "carrying" | "carried" | "refused" | "expired" | "failed";

export interface CommandStatus {
  id: string;
  state: CommandState;
  received_at: Time;
  expires_at: Time;
  settled_at: Time | null;
  subject: { kind: SubjectKind; id: number | null };
  action: string;
  signer_key: string;
  attempts: number;
  entry: { subject: SubjectReference; seq: number; head: string; block: BlockReference } | null;
  refused: Refused | null;
}

export type RelayState = "working" | "out_of_funds" | "node_unreachable" | "stopped" | "silent";

export interface RelayStatus {
  state: RelayState;
  waiting: number;
  waiting_since: Time | null;
}

/** What the API made of a command is not what was asked for. */
export class OtherCommand extends Error {
  override name = "OtherCommand";
}

export interface Asked {
  subject: number;
  body: Body;
  key: string;
}

/** The text to sign, and what the rules say. @throws OtherCommand, ApiError, NoAnswer */
export async function prepare(asked: Asked): Promise<Prepared> {
  const prepared = await ask<Prepared>("/v1/commands/prepare", { body: asked });
  const { command, text, wrapped_text: wrapped } = prepared;
  const isAsked =
    command.text === text &&
    wrapped === `<Bytes>${text}</Bytes>` &&
    command.subject === asked.subject &&
    command.key === asked.key &&
    canonical(command.body) === canonical(asked.body);
  if (!isAsked) throw new OtherCommand();
  return prepared;
}

/** JSON with the names in an order of their own. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === "object" && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

/** Brings a signed command. Brought again, it is the same one. @throws ApiError, NoAnswer */
export const bring = (command: SignedCommand): Promise<CommandStatus> =>
  ask<CommandStatus>("/v1/commands", { body: command });

/** What became of it. @throws ApiError, NoAnswer */
export const follow = (id: string, signal: AbortSignal): Promise<CommandStatus> =>
  ask<CommandStatus>(`/v1/commands/${id}`, { signal });

/** Who carries what is brought here; null where nothing is taken. @throws ApiError, NoAnswer */
export async function relay(): Promise<RelayStatus | null> {
  try {
    return await ask<RelayStatus>("/v1/relay");
  } catch (error) {
    if (isProblem(error, "not-offered")) return null;
    throw error;
  }
}

/** Whether the API answered with this type of problem. */
export const isProblem = (error: unknown, name: string): boolean =>
  error instanceof ApiError && error.problem.type.endsWith(`/problems/${name}`);

/** The rule that a problem document names. */
export function refusedBy(error: unknown): Refused | null {
  if (!isProblem(error, "refused")) return null;
  const { problem } = error as ApiError;
  const refusal = (problem as { refusal?: Refusal }).refusal ?? null;
  return { sentence: problem.detail ?? problem.title, refusal };
}
