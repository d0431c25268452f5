// SPDX-License-Identifier: EUPL-1.2
// What the API can be asked, by name.

import { type Asked, ask, type Query } from "./client.ts";
import type { Award, AwardDetail, Line, Page, Statistics, Status } from "./types.ts";

export { ApiError, address, ask, NoAnswer, type Query, send } from "./client.ts";
export type * from "./types.ts";

const list =
  <T>(path: string) =>
  (query: Query = {}, signal?: AbortSignal): Promise<Page<T>> =>
    ask<Page<T>>(path, signal === undefined ? { query } : { query, signal });

const one =
  <T>(path: (id: number) => string) =>
  (id: number, asked?: Asked): Promise<T> =>
    ask<T>(path(id), asked);

export const api = {
  status: () => ask<Status>("/v1/status"),
  statistics: (query: Query = {}) => ask<Statistics>("/v1/statistics", { query }),
  awards: list<Award>("/v1/awards"),
  award: one<AwardDetail>((id) => `/v1/awards/${id}`),
  awardTrail: (id: number, query: Query = {}) => ask<Page<Line>>(`/v1/awards/${id}/trail`, { query }),
  entries: list<Line>("/v1/entries"),
};
