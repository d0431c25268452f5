// SPDX-License-Identifier: EUPL-1.2
// Asks the API, and turns what goes wrong into errors that a page can show.

import { ACCEPT, early } from "./early.ts";
import type { Problem } from "./types.ts";

export type Query = Readonly<Record<string, string | number | boolean | undefined>>;

/** The API answered that something is wrong. */
export class ApiError extends Error {
  override name = "ApiError";
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.detail ?? problem.title);
    this.problem = problem;
  }
}

/** The API did not answer. */
export class NoAnswer extends Error {
  override name = "NoAnswer";
}

/** The address of something at the API: `address("/v1/awards", { year: 2026 })`. */
export function address(path: string, query: Query = {}): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== "") parameters.set(name, String(value));
  }
  return `${__API__}${path}${parameters.size > 0 ? `?${parameters}` : ""}`;
}

/** How long a service that is busy is waited for, once, milliseconds. */
const LONGEST_WAIT = 5_000;

export interface Asked {
  query?: Query;
  signal?: AbortSignal | undefined;
  /** What is sent, as JSON; then it is a POST. */
  body?: unknown;
}

/**
 * The API's answer, as JSON.
 * @throws ApiError, NoAnswer, and `AbortError` when `signal` says so.
 */
export async function ask<T>(path: string, asked: Asked = {}): Promise<T> {
  const response = await send(path, asked);
  return (await readJson(response)) as T;
}

/** The same for what is no JSON: the answer itself, once it is good. */
export async function send(path: string, { query = {}, signal, body }: Asked = {}): Promise<Response> {
  const request: RequestInit = { headers: ACCEPT };
  if (signal !== undefined) request.signal = signal;
  if (body !== undefined) {
    request.method = "POST";
    request.headers = { ...ACCEPT, "Content-Type": "application/json" };
    request.body = JSON.stringify(body);
  }
  const url = address(path, query);
  let response = await fetched(url, request);
  const wait = Number(response.headers.get("Retry-After")) * 1000;
  if (response.status === 429 && wait <= LONGEST_WAIT) {
    await new Promise((done) => setTimeout(done, wait));
    response = await fetched(url, request);
  }
  if (!response.ok) throw new ApiError(await problem(response));
  return response;
}

async function fetched(url: string, request: RequestInit): Promise<Response> {
  try {
    return await ((request.method === undefined && early(url)) || fetch(url, request));
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new NoAnswer(String(error));
  }
}

async function readJson(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new NoAnswer(String(error));
  }
}

async function problem(response: Response): Promise<Problem> {
  const { status, statusText } = response;
  const text = await response.text().catch(() => "");
  try {
    const told: unknown = JSON.parse(text);
    if (typeof told === "object" && told !== null && "title" in told && typeof told.title === "string") {
      return { type: "about:blank", ...told, title: told.title, status };
    }
  } catch {
    // Something between the page and the API answered in its place, in a form of its own.
  }
  return { type: "about:blank", title: statusText === "" ? `HTTP ${status}` : statusText, status };
}
