import { describe, expect, it } from "vitest";
import type { Policy } from "../api/paywalls";
import { along, forArm, ways } from "./along";
import { formOf, policyOf, USUAL } from "./form";

const policy: Policy = {
  free: 2,
  price: [
    { from: 1, coins: 20 },
    { from: 5, coins: 40 },
  ],
  next_ten: 150,
  series_price: 100,
  wait_hours: 24,
  vip: true,
  windows: [
    { from: "2026-12-24T10:00:00.000Z", until: "2026-12-26T10:00:00.000Z", first: 3, last: null },
  ],
  discounts: [{ percent: 20, from: "2026-12-01T00:00:00.000Z", until: "2026-12-02T00:00:00.000Z" }],
  arms: [
    { name: "all", weight: 1 },
    { name: "early", weight: 2, free: 0, price: 10, wait_hours: 12 },
  ],
};

describe("what viewers pay along the episodes", () => {
  it("is nothing, then the price, then nothing again once the series is paid", () => {
    expect(along(policy, 8).map((one) => [one.kind, one.paid])).toEqual([
      ["free", 0],
      ["free", 0],
      ["paid", 20],
      ["paid", 20],
      ["paid", 40],
      ["capped", 20],
      ["capped", 0],
      ["capped", 0],
    ]);
  });

  it("never comes to more than the whole series, whichever way", () => {
    expect(ways(policy, 8)).toEqual({ locked: 6, singles: 100, tens: 90, whole: 100 });
    expect(ways({ ...policy, series_price: null, next_ten: null }, 8)).toEqual({
      locked: 6,
      singles: 200,
      tens: null,
      whole: null,
    });
    expect(ways({ ...policy, free: null }, 8).locked).toBe(0);
  });

  it("differs by arm only where the arm says so", () => {
    const early = forArm(policy, policy.arms[1]);
    expect(along(early, 2).map((one) => one.paid)).toEqual([10, 10]);
    expect(early.series_price).toBe(100);
  });
});

describe("the form", () => {
  it("gives the same policy back", () => {
    expect(policyOf(formOf(policy))).toEqual(policy);
    expect(policyOf(formOf(USUAL))).toEqual(USUAL);
    expect(policyOf(formOf({ ...USUAL, free: null }))?.free).toBeNull();
  });

  it("gives none when something is no number", () => {
    for (const wrong of ["x", "-1", "9999999999999"])
      expect(policyOf({ ...formOf(USUAL), seriesPrice: wrong })).toBeNull();
    expect(policyOf({ ...formOf(USUAL), free: "" })).toBeNull();
  });
});
