// SPDX-License-Identifier: EUPL-1.2
// All tests of the site, in one process: they share a browser. What makes entries comes last.

import { after } from "node:test";
import { closeBrowser } from "./harness/browser.ts";
import "./pages.ts";
import "./weight.ts";
import "./keyboard.ts";
import "./addresses.ts";
import "./states.ts";
import "./tenders.ts";
import "./verify.ts";
import "./documents.ts";
import "./print.ts";
import "./live.ts";
import "./reckoned.ts";
import "./sealed-bids.ts";
import "./typed.ts";

after(closeBrowser);
