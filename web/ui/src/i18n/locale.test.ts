import { afterEach, expect, test } from "vitest";
import { compact, date, dateTime, number } from "./format";
import { locale, t, useLanguage, writeAs } from "./index.svelte";
import { money } from "./money";

const day = "2026-11-28T12:00:00Z";
const price = { minor: 123_450, currency: "USD", digits: 2 };

/** A house in a country, read in a language. */
async function visit(language: string, locales: Record<string, string>) {
  writeAs(locales);
  await useLanguage(language);
}

afterEach(() => visit("en", {}));

test("before the house has said where it is, a language is written as it is by itself", () => {
  expect([locale(), date(day)]).toEqual(["en", "Nov 28, 2026"]);
});

test("English in Britain has the day first, in India its own thousands", async () => {
  await visit("en", { en: "en-GB" });
  expect(date(day)).toBe("28 Nov 2026");
  await visit("en", { en: "en-IN" });
  expect([number(1_234_567), compact(150_000)]).toEqual(["12,34,567", "1.5L"]);
});

test("Spanish in Mexico has points where Spain has commas", async () => {
  await visit("es", {});
  expect(money(price)).toMatch(/^1234,50\s\$$/);
  await visit("es", { en: "en-US", es: "es-MX" });
  expect(money(price)).toBe("$1,234.50");
  // Also amid a sentence.
  expect(t("series.episodes", { count: 12_345 })).toContain("12,345");
});

test("English where it is nobody's has the day first", async () => {
  await visit("en", { en: "en-001" });
  expect(date(day)).toBe("28 Nov 2026");
  expect(dateTime(day)).toMatch(/28 Nov/);
});

test("Arabic keeps the figures and the calendar of the page", async () => {
  await visit("ar", { ar: "ar-SA-u-ca-gregory-nu-latn" });
  expect(money(price)).toMatch(/^\u2066[^\u200f]*1,234\.50[^\u200f]*\u2069$/);
  expect(date(day)).toContain("2026");
});

test("a pair that the browser does not know is the language alone", async () => {
  await visit("ko", { ko: "ko-MX" });
  expect(date(day)).toBe("2026. 11. 28.");
});
