/** Sizes and speeds in words of the language. */
import { language } from "@ui/i18n/index.svelte";

const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"] as const;

/** "5.2 MB". */
export function bytes(value: number, locale: string = language()): string {
  const step = value > 0 ? Math.min(UNITS.length - 1, Math.floor(Math.log10(value) / 3)) : 0;
  return new Intl.NumberFormat(locale, {
    style: "unit",
    unit: UNITS[step] ?? "byte",
    unitDisplay: "short",
    maximumFractionDigits: step < 2 ? 0 : 1,
  }).format(value / 1000 ** step);
}

export function percent(share: number, locale: string = language()): string {
  return new Intl.NumberFormat(locale, { style: "percent" }).format(
    Math.floor(Math.min(1, Math.max(0, share)) * 100) / 100,
  );
}
