import { expect, test } from "vitest";
import { micros, plain, unit } from "./prices";

test("what is typed becomes millionths, and nothing else does", () => {
  expect(micros("12")).toBe(12_000_000);
  expect(micros(" 0,50 ")).toBe(500_000);
  expect(micros("0.039")).toBe(39_000);
  for (const wrong of ["", "-1", "1e3", "1.2.3", "free", "12345678901"])
    expect(micros(wrong)).toBeNull();
});

test("a price of one figure can be corrected", () => {
  expect(unit({ per: "second", micros: 400_000, currency: "USD" })).toBe(400_000);
  expect(unit({ per: "unknown" })).toBeNull();
  expect(plain(39_000)).toBe("0.039");
  expect(plain(null)).toBe("");
});
