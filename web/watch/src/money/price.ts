import { direction } from "@ui/i18n/index.svelte";
import { type Money, money as written } from "@ui/i18n/money";

/** Money as it stands in a sentence: in right-to-left text its sign must not change sides. */
export function money(amount: Money): string {
  const text = written(amount);
  return direction() === "rtl" ? `\u2066${text}\u2069` : text;
}
