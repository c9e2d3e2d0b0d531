import { expect, it } from "vitest";
import { rateOf } from "./rate";

it("reads decimals and fractions", () => {
  expect(rateOf("0.92")).toBe(0.92);
  expect(rateOf(" 0,92 ")).toBe(0.92);
  expect(rateOf("1/150")).toBeCloseTo(1 / 150, 12);
});

it("takes nothing for a rate that is none", () => {
  for (const typed of ["", "0", "0/5", "1/0", "-1", "1.5/2", "1e9", "a", "1/2/3", "1.2.3"])
    expect([typed, rateOf(typed)]).toEqual([typed, null]);
});
