/** Sizes and speeds in words of the language. */
import { locale } from "@ui/i18n/index.svelte";

const UNITS = ["kilobyte", "megabyte", "gigabyte", "terabyte"] as const;

/** "5.2 MB", in kilobytes at the least. */
export function bytes(value: number, tag: string = locale()): string {
  const thousands = value > 0 ? Math.floor(Math.log10(value) / 3) : 1;
  const step = Math.min(UNITS.length, Math.max(1, thousands));
  return new Intl.NumberFormat(tag, {
    style: "unit",
    unit: UNITS[step - 1] ?? "kilobyte",
    unitDisplay: "short",
    maximumFractionDigits: step < 2 ? 0 : 1,
  }).format(value / 1000 ** step);
}

export function percent(share: number, tag: string = locale()): string {
  return new Intl.NumberFormat(tag, { style: "percent" }).format(
    Math.floor(Math.min(1, Math.max(0, share)) * 100) / 100,
  );
}

/** "3.0": a length in seconds, to the tenth. */
export const tenths = (value: number, tag: string = locale()): string =>
  new Intl.NumberFormat(tag, { minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(value);
