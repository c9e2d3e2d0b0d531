import type { HistoryEntry, HistoryKind } from "../types";

export const filters = ["all", "bought", "spent", "bonus", "back"] as const;
export type HistoryFilter = (typeof filters)[number];

const kinds: Record<Exclude<HistoryFilter, "all">, readonly HistoryKind[]> = {
  bought: ["bought"],
  spent: ["unlocked"],
  bonus: ["bonus", "reward", "gift", "expired", "merged"],
  back: ["refund", "withdrawn"],
};

/** Pure: whether an entry belongs under a filter. */
export const matches = (filter: HistoryFilter, entry: Pick<HistoryEntry, "kind">): boolean =>
  filter === "all" || kinds[filter].includes(entry.kind);

/** Pure: 3, 4, 5, 9 as "3–5, 9". */
export function ranges(numbers: readonly number[], write: (n: number) => string = String): string {
  const sorted = [...new Set(numbers)].sort((a, b) => a - b);
  const runs: [number, number][] = [];
  for (const one of sorted) {
    const run = runs.at(-1);
    if (run && run[1] === one - 1) run[1] = one;
    else runs.push([one, one]);
  }
  return runs
    .map(([from, to]) => (from === to ? write(from) : `${write(from)}–${write(to)}`))
    .join(", ");
}

/** Pure: a receipt's number as it stands on the paper, its year and its place in the year: 2026000010 is 2026-000010. */
export function receiptNumber(number: number): string {
  const text = String(number);
  return text.length > 6 ? `${text.slice(0, -6)}-${text.slice(-6)}` : text;
}
