/** The last searches, kept on this device only. */
const KEY = "recent-searches";
const MOST = 8;

let recent = $state.raw<string[]>(load());

function load(): string[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(stored)
      ? stored.filter((one) => typeof one === "string").slice(0, MOST)
      : [];
  } catch {
    return [];
  }
}

export const recentSearches = (): readonly string[] => recent;

export function rememberSearch(query: string): void {
  if (!query) return;
  recent = [query, ...recent.filter((one) => one !== query)].slice(0, MOST);
  store();
}

export function forgetSearches(): void {
  recent = [];
  store();
}

function store(): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(recent));
  } catch {
    // Kept in memory only.
  }
}
