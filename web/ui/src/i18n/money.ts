/** Money as the house writes it in the language: exact, because the decimals are made from the minor units as text. */
import { direction, locale } from "./index.svelte";

/** The one shape of money in the API: minor units, ISO 4217 code, how many digits of it are decimals. */
export interface Money {
  minor: number;
  currency: string;
  digits: number;
}

/** -1234 with 2 digits is "-12.34": for forms, files and `Intl`. */
export function decimals(minor: number, digits: number): string {
  const text = String(Math.abs(minor)).padStart(digits + 1, "0");
  const cut = text.length - digits;
  return `${minor < 0 ? "-" : ""}${text.slice(0, cut)}${digits ? `.${text.slice(cut)}` : ""}`;
}

/** "$12.34", "¥1,240", "KWD 1.250". */
export function money(
  amount: Money,
  options: { locale?: string; signed?: boolean; short?: boolean } = {},
): string {
  const { locale: tag = locale(), signed = false, short = false } = options;
  const format = new Intl.NumberFormat(tag, {
    style: "currency",
    currency: amount.currency,
    currencyDisplay: "narrowSymbol",
    signDisplay: signed ? "exceptZero" : "auto",
    ...(short
      ? { notation: "compact", maximumFractionDigits: 1 }
      : { minimumFractionDigits: amount.digits, maximumFractionDigits: amount.digits }),
  });
  const text = format.format(decimals(amount.minor, amount.digits) as `${number}`);
  // Within text from right to left, "US$" would be torn: an isolate keeps the amount in one piece.
  return direction(tag) === "rtl"
    ? `\u2066${text.replace(/[\u200e\u200f\u061c]/g, "")}\u2069`
    : text;
}

/** What somebody typed ("12.34", "12,34", "1 200") in minor units, or nothing when it is no amount. */
export function minorOf(typed: string, digits: number): number | null {
  const text = typed.trim().replace(/[\s_]/g, "").replace(",", ".");
  const found = /^(-?)(\d{1,13})(?:\.(\d*))?$/.exec(text);
  if (!found) return null;
  const [, sign, whole, part = ""] = found;
  if (part.length > digits) return null;
  const minor = Number(`${whole}${part.padEnd(digits, "0")}`);
  return Number.isSafeInteger(minor) ? (sign ? -minor : minor) : null;
}
