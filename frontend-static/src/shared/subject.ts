// SPDX-License-Identifier: EUPL-1.2
// How what entries are about is named, and where it has its page.

import type { SubjectKind } from "./api/index.ts";
import { href, t } from "./texts.ts";

/** Its page. */
export const subjectHref = (kind: SubjectKind, id: number): string => href(kind, { id });

export const subjectName = (kind: SubjectKind, id: number): string => `${t.words.subject[kind]} ${id}`;
