/** Names of what the books write in letters: kinds of account, units, territories, references. */
import { number } from "@ui/i18n/format";
import { direction, locale } from "@ui/i18n/index.svelte";
import { money } from "@ui/i18n/money";
import { w, wMaybe } from "../words/index.svelte";

/** "Coin float": in words where there are some, else the letters themselves. */
export const accountName = (kind: string): string =>
  wMaybe(`account.${kind}`) ?? kind.replaceAll("_", " ");

export const referenceName = (kind: string): string =>
  wMaybe(`reference.${kind}`) ?? kind.replaceAll("_", " ");

export const revenueName = (kind: string): string => wMaybe(`revenue.${kind}`) ?? kind;

/** An amount of a unit of the books: money, or coins. */
export function amount(value: number, unit: string, digits: number): string {
  if (unit === "COIN") return w("unit.coins", { count: value });
  if (unit === "BONUS") return w("unit.bonus", { count: value });
  return money({ minor: value, currency: unit, digits });
}

export const coins = (count: number): string => w("unit.coins", { count });

export function territoryName(code: string): string {
  try {
    return new Intl.DisplayNames([locale()], { type: "region" }).of(code) ?? code;
  } catch {
    return code;
  }
}

/** The first letters of an id: enough to tell two apart. */
export const short = (id: string): string => id.slice(0, 8);

/** "Nov 26, 2026, 5:30 PM" */
export const moment = (iso: string): string =>
  new Intl.DateTimeFormat(locale(), { dateStyle: "medium", timeStyle: "short" }).format(
    new Date(iso),
  );

/** A text in one piece amid text from right to left, where the parts of a day or a name would change places. */
export const alone = (text: string): string =>
  direction() === "rtl" ? `\u2068${text}\u2069` : text;

/** What there is of these, beside each other in a line. */
export const beside = (...parts: (string | null | undefined)[]): string =>
  parts.flatMap((part) => (part ? [alone(part)] : [])).join(" · ");

export const count = number;

/** Names are the providers' own; test money is ours. */
export const providerName = (kind: string): string =>
  wMaybe(`provider.${kind}`) ?? kind.charAt(0).toUpperCase() + kind.slice(1);

/** "Crimson Vow, Paper Crown and Midnight Heir" */
export const sayList = (names: readonly string[]): string =>
  new Intl.ListFormat(locale(), { type: "conjunction" }).format(names);
