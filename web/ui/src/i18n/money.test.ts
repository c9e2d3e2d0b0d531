import { expect, test } from "vitest";
import { decimals, minorOf, money } from "./money";

test("minor units as decimals, to the last digit", () => {
  expect(decimals(1234, 2)).toBe("12.34");
  expect(decimals(-5, 2)).toBe("-0.05");
  expect(decimals(1240, 0)).toBe("1240");
  expect(decimals(9007199254740991, 3)).toBe("9007199254740.991");
});

test("money in the language's own way, with the currency's own digits", () => {
  expect(money({ minor: 1234, currency: "USD", digits: 2 }, { locale: "en" })).toBe("$12.34");
  expect(money({ minor: 1240, currency: "JPY", digits: 0 }, { locale: "en" })).toBe("¥1,240");
  expect(money({ minor: 1250, currency: "KWD", digits: 3 }, { locale: "en" })).toContain("1.250");
  expect(money({ minor: -50, currency: "EUR", digits: 2 }, { locale: "es" })).toMatch(/-0,50\s€/);
  expect(
    money({ minor: 123_456_700, currency: "USD", digits: 2 }, { locale: "en", short: true }),
  ).toBe("$1.2M");
});

test("money stays in one piece within text from right to left", () => {
  const text = money({ minor: 1234, currency: "USD", digits: 2 }, { locale: "ar" });
  expect(text).toMatch(/^\u2066[^\u200f]*12\.34[^\u200f]*\u2069$/);
});

test("what was typed in minor units, or nothing", () => {
  expect(minorOf("12.3", 2)).toBe(1230);
  expect(minorOf(" 12,34 ", 2)).toBe(1234);
  expect(minorOf("-1", 0)).toBe(-1);
  for (const wrong of ["", "1.234", "x", "1.2.3", "1e3", "99999999999999", "12.5 USD"]) {
    expect([wrong, minorOf(wrong, 2)]).toEqual([wrong, null]);
  }
});
