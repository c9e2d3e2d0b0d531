/** What an instalment of a deal is written down for. */
import type { Block } from "../api/rights";

/** The code of a single territory, if that is what the text is: a group of two letters is none. */
function territoryOf(text: string): string | null {
  const code = text.trim().toUpperCase();
  if (!/^[A-Z]{2}$/.test(code) || code === "EU") return null;
  // Contracts say it so; the code of ISO 3166-1 is another.
  return code === "UK" ? "GB" : code;
}

/** Pure: what all have in common, if they have. */
function only(values: readonly string[]): string | null {
  const [first, ...others] = new Set(values);
  return first !== undefined && others.length === 0 ? first : null;
}

/** What is licensed; a deal without a grant is about all of its blocks. */
function licensed(blocks: readonly Block[]): readonly Block[] {
  const grants = blocks.filter((one) => one.kind === "grant");
  return grants.length > 0 ? grants : blocks;
}

/** Pure: whether the deal is about more than one series, so that nobody can say which of them earned its fee. */
export const severalSeries = (blocks: readonly Block[]): boolean =>
  new Set(licensed(blocks).flatMap((one) => one.series_ids)).size > 1;

/** Pure: the only series and the only territory of what is licensed; null where there are several. */
export function earnedBy(blocks: readonly Block[]): {
  series_id: string | null;
  territory: string | null;
} {
  const all = licensed(blocks);
  const territories = all.map((one) => territoryOf(one.territories));
  const [first] = territories;
  return {
    series_id: only(all.flatMap((one) => one.series_ids)),
    territory: first && territories.every((one) => one === first) ? first : null,
  };
}
