import type { Money } from "@ui/i18n/money";

/** What amounts come to, currency by currency: they are never added across. */
export function sums(amounts: readonly Money[]): Money[] {
  const all = new Map<string, Money>();
  for (const one of amounts) {
    const before = all.get(one.currency)?.minor ?? 0;
    all.set(one.currency, { ...one, minor: before + one.minor });
  }
  return [...all.values()];
}
