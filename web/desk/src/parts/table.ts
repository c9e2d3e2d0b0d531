import type { Snippet } from "svelte";
import type { Cell } from "../lib/csv";

/** A column of a table of `Row`s. */
export interface Column<Row> {
  key: string;
  label: string;
  /** What it is ordered by, and what stands in a file. */
  value: (row: Row) => Cell;
  /** What is shown, where that is not the value. */
  text?: (row: Row) => string;
  /** Numbers stand at the end of their column. */
  end?: boolean;
  cell?: Snippet<[Row]>;
  /** Left out of files and not ordered by: buttons. */
  action?: boolean;
}

/** Pure: the rows in the order of a column; nothing comes last, equals keep their places. */
export function ordered<Row>(
  rows: readonly Row[],
  value: (row: Row) => Cell,
  down: boolean,
  locale: string,
): Row[] {
  const words = new Intl.Collator(locale, { numeric: true });
  const sign = down ? -1 : 1;
  return [...rows].sort((left, right) => {
    const [a, b] = [value(left), value(right)];
    const empty = Number(a === null || a === undefined) - Number(b === null || b === undefined);
    if (empty || a === null || a === undefined || b === null || b === undefined) return empty;
    if (typeof a === "number" && typeof b === "number") return sign * (a - b);
    return sign * words.compare(String(a), String(b));
  });
}
