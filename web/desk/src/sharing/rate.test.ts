import { expect, it } from "vitest";
import { rateOf, sayRate } from "./rate";

it("reads decimals and fractions", () => {
  expect(rateOf("0.92")).toBe(0.92);
  expect(rateOf(" 0,92 ")).toBe(0.92);
  expect(rateOf("1/150")).toBeCloseTo(1 / 150, 12);
});

it("takes nothing for a rate that is none", () => {
  for (const typed of ["", "0", "0/5", "1/0", "-1", "1.5/2", "1e9", "a", "1/2/3", "1.2.3"])
    expect([typed, rateOf(typed)]).toEqual([typed, null]);
});

it("says a fraction as a decimal where it has an end", () => {
  expect(["5/4", "1/150", "23/2500", "7/1", "0.9", "0/0"].map(sayRate)).toEqual([
    "1.25",
    "1/150",
    "0.0092",
    "7",
    "0.9",
    "0/0",
  ]);
});
