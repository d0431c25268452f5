// SPDX-License-Identifier: EUPL-1.2
// All dictionaries, for the documents that are written when the site is built. A page loads its own language's only.

import type { Language } from "../languages.ts";
import { en } from "./en/index.ts";
import { it, type Texts } from "./it/index.ts";

export const dictionaries: Record<Language, Texts> = { it, en };
