import { direction, locale } from "@ui/i18n/index.svelte";
import { type Money, money as written } from "@ui/i18n/money";

/** Money as it stands in a sentence: in right-to-left text its sign must not change sides. */
export function money(amount: Money): string {
  return isolated(written(amount));
}

/** A coin's own price, finer than any amount that can be paid: a decimal number as the house writes it. */
export function coinPrice(decimal: string, currency: string): string {
  const digits = decimal.split(".")[1]?.length ?? 0;
  const text = new Intl.NumberFormat(locale(), {
    style: "currency",
    currency,
    currencyDisplay: "narrowSymbol",
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(decimal as `${number}`);
  return isolated(text);
}

const isolated = (text: string) => (direction() === "rtl" ? `\u2066${text}\u2069` : text);
