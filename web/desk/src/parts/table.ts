import { decimals, type Money, money } from "@ui/i18n/money";
import type { Snippet } from "svelte";
import type { Cell } from "../lib/csv";

/** A column of a table of `Row`s. */
export interface Column<Row> {
  key: string;
  label: string;
  /** What it is ordered by. */
  value: (row: Row) => Cell;
  /** What stands in a file, where that is not the value. */
  file?: (row: Row) => Cell;
  /** Of an amount: its currency, which a file names in a column of its own. */
  unit?: (row: Row) => string;
  /** What is shown, where that is not the value. */
  text?: (row: Row) => string;
  /** Numbers stand at the end of their column. */
  end?: boolean;
  cell?: Snippet<[Row]>;
  /** Left out of files and not ordered by: buttons. */
  action?: boolean;
}

/** A column of amounts: ordered by them, shown as money, decimals in a file. */
export const moneyColumn = <Row>(
  key: string,
  label: string,
  of: (row: Row) => Money,
): Column<Row> => ({
  key,
  label,
  end: true,
  value: (row) => of(row).minor,
  text: (row) => money(of(row)),
  file: (row) => decimals(of(row).minor, of(row).digits),
  unit: (row) => of(row).currency,
});

/** Pure: head and lines of a file. The currency of its amounts comes last. */
export function fileOf<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  currency: string,
): { head: string[]; lines: Cell[][] } {
  const kept = columns.filter((column) => !column.action);
  const unit = kept.find((column) => column.unit)?.unit;
  return {
    head: [...kept.map((column) => column.label), ...(unit ? [currency] : [])],
    lines: rows.map((row) => [
      ...kept.map((column) => (column.file ?? column.value)(row)),
      ...(unit ? [unit(row)] : []),
    ]),
  };
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
