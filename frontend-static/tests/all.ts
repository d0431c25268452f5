// SPDX-License-Identifier: EUPL-1.2
// All tests of the site, in one process: they share a browser.

import "./pages.ts";
