/** Rows of a licensor's avails as the deal that is made from them. */
import type { AvailRow } from "../api/avails";
import { type BlockForm, emptyBlock } from "./block";

/** What the form of a deal begins with. */
export interface DealStart {
  direction: "in";
  party: string;
  name: string;
  blocks: BlockForm[];
  fee: { kind: "none" } | { kind: "flat"; currency: string; sum: string };
  note: string;
  rows: string[];
}

/** Pure: whether a deal can be made from a row: its title is a series of this house, and it waits for nothing. */
export const offerable = (row: AvailRow): boolean =>
  row.series_id !== null && row.series_id !== undefined && row.approved && !row.waits;

/** Pure: blocks of rights, one for each that differs in more than its territories and titles. */
export function blocksOf(rows: readonly AvailRow[]): BlockForm[] {
  const found = new Map<string, { form: BlockForm; places: Set<string> }>();
  for (const row of rows) {
    if (!row.series_id) continue;
    const form: BlockForm = {
      ...emptyBlock(),
      series: [row.series_id],
      episodes: row.episode_id ? [row.episode_id] : [],
      media: row.media ?? "",
      languages: (row.languages ?? []).join(", "),
      starts: row.starts ?? "",
      ends: row.ends ?? "",
      exclusive: row.exclusive,
      // What was bought to keep plays on.
      keeps: row.media === "EST",
    };
    const key = JSON.stringify({ ...form, territories: "" });
    const known = found.get(key) ?? { form, places: new Set<string>() };
    known.places.add(row.territories);
    found.set(key, known);
  }
  return [...found.values()].map(({ form, places }) => ({
    ...form,
    territories: [...places].sort().join(", "),
  }));
}

/** Pure: the sum of licence fees where there are nothing else and in one currency; else none, and the note says the prices. */
export function feeOf(rows: readonly AvailRow[]): DealStart["fee"] {
  const [first] = rows;
  const plain = rows.every(
    (row) =>
      row.price_type === "LicenseFee" &&
      row.currency === first?.currency &&
      /^\d+(\.\d+)?$/.test(row.price),
  );
  if (!first?.currency || !plain) return { kind: "none" };
  const digits = Math.max(...rows.map((row) => row.price.split(".")[1]?.length ?? 0));
  const scaled = rows.reduce((sum, row) => {
    const [whole = "0", part = ""] = row.price.split(".");
    return sum + BigInt(whole + part.padEnd(digits, "0"));
  }, 0n);
  const text = scaled.toString().padStart(digits + 1, "0");
  const sum = digits ? `${text.slice(0, -digits)}.${text.slice(-digits)}` : text;
  return { kind: "flat", currency: first.currency, sum };
}

/** Pure: "WSP 0.15 EUR", as the licensor asks. */
export const priceOf = (row: AvailRow): string =>
  [row.price_type === "NA" ? "" : row.price_type, row.price, row.currency]
    .filter(Boolean)
    .join(" ");

/** Pure: the form of a deal about these rows, which are of one party. */
export function dealOf(rows: readonly AvailRow[], name: string): DealStart {
  const fee = feeOf(rows);
  const prices =
    fee.kind === "none" ? new Set(rows.map(priceOf).filter(Boolean)) : new Set<string>();
  return {
    direction: "in",
    party: rows[0]?.party_id ?? "",
    name: name.slice(0, 80),
    blocks: blocksOf(rows),
    fee,
    note: [...prices].join("; ").slice(0, 400),
    rows: rows.map((row) => row.id),
  };
}
