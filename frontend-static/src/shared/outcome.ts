// SPDX-License-Identifier: EUPL-1.2
// The colours of what attesters find.

export const OUTCOMES = { met: "success", partly_met: "warning", not_met: "danger" } as const;
