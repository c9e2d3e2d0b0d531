/**
 * The viewer's wish to unlock the next episodes of a series without being asked each time: off until chosen, kept on this
 * device, and only up to the price that was on screen when it was chosen. A higher price asks again.
 */
const KEY = "auto-unlock";

export interface Agreed {
  title: string;
  /** The most coins for one episode. */
  coins: number;
}

/** Whether this device keeps what is agreed. */
let stored = read() !== null;
let agreed = $state.raw<Record<string, Agreed>>(load());

/** Pure: what stored text means. Anything odd is no agreement. */
export function parseAgreed(stored: string | null): Record<string, Agreed> {
  try {
    const value: unknown = JSON.parse(stored ?? "{}");
    if (typeof value !== "object" || value === null || Array.isArray(value)) return {};
    return Object.fromEntries(
      Object.entries(value as Record<string, Partial<Agreed> | null>)
        .filter(([, one]) => Number.isSafeInteger(one?.coins) && typeof one?.title === "string")
        .map(([id, one]) => [id, { coins: one?.coins ?? 0, title: one?.title ?? "" }]),
    );
  } catch {
    return {};
  }
}

function read(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

function load(): Record<string, Agreed> {
  return parseAgreed(read());
}

/** Log-out removes what was stored: whoever comes next has agreed to nothing. */
function present(): Record<string, Agreed> {
  return stored && read() === null ? {} : agreed;
}

/** What was agreed for a series, if anything. */
export const agreedFor = (seriesId: string): Agreed | null => present()[seriesId] ?? null;

export const allAgreed = (): [string, Agreed][] => Object.entries(present());

/** Agrees to a price, or takes the agreement back. */
export function agree(seriesId: string, wish: Agreed | null): void {
  const { [seriesId]: _, ...others } = present();
  agreed = wish ? { ...others, [seriesId]: wish } : others;
  try {
    localStorage.setItem(KEY, JSON.stringify(agreed));
    stored = true;
  } catch {
    // It then lives as long as the page.
  }
}
