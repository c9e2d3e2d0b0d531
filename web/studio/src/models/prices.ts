/** Amounts in millionths, as people read and write them. */
import { locale } from "@ui/i18n/index.svelte";
import type { Price } from "./api";

/** `0.39 USD` in the reader's own way; small prices keep their figures. */
export function amount(micros: number, currency: string): string {
  const options: Intl.NumberFormatOptions = {
    maximumFractionDigits: micros % 10_000 ? 6 : 2,
    minimumFractionDigits: 2,
  };
  try {
    return new Intl.NumberFormat(locale(), { ...options, style: "currency", currency }).format(
      micros / 1e6,
    );
  } catch {
    return `${new Intl.NumberFormat(locale(), options).format(micros / 1e6)} ${currency}`.trim();
  }
}

/** What somebody has typed, as millionths; nothing where it is no amount. */
export function micros(text: string): number | null {
  const plain = text.trim().replace(",", ".");
  if (!/^\d{1,9}(\.\d{0,6})?$/.test(plain)) return null;
  return Math.round(Number(plain) * 1e6);
}

export const plain = (value: number | null | undefined): string =>
  value == null ? "" : String(value / 1e6);

/** What one of it costs: the figure that can be corrected, where there is one figure. */
export const unit = (price: Price): number | null => ("micros" in price ? price.micros : null);
