// SPDX-License-Identifier: EUPL-1.2
// The trust file that a visitor chose, remembered in this browser if that is wished. It is public; what matters is that it
// came from somebody the visitor knows.

const KEY = "portico/trust";

export interface RememberedTrust {
  name: string;
  text: string;
}

export function remembered(): RememberedTrust | null {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(KEY) ?? "null");
    if (typeof stored === "object" && stored !== null && "name" in stored && "text" in stored) {
      return { name: String(stored.name), text: String(stored.text) };
    }
  } catch {
    // Storage is forbidden, or somebody else wrote there: then nothing is remembered.
  }
  return null;
}

export function remember(trust: RememberedTrust | null): void {
  try {
    if (trust === null) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, JSON.stringify(trust));
  } catch {
    // Storage is full or forbidden: it is asked for again next time.
  }
}
