import { describe, expect, it } from "vitest";
import type { Policy } from "../api/paywalls";
import { along } from "./along";
import { formOf, policyOf, USUAL, whole } from "./form";

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
  const coins = [0, 0, 20, 20, 40, 40, 40];
  const episodes = coins.map((one, at) => ({
    number: at + 1,
    coins: one,
    free: one === 0,
    free_until: null,
  }));
  const preview = { arm: "all", episodes, singles: 160, next_ten: 150, series: 100 };

  it("is nothing, then the price, then nothing again once the series is paid", () => {
    expect(along(preview).map((one) => [one.kind, one.paid])).toEqual([
      ["free", 0],
      ["free", 0],
      ["paid", 20],
      ["paid", 20],
      ["paid", 40],
      ["capped", 20],
      ["capped", 0],
    ]);
  });

  it("goes on without a cap", () => {
    const paid = along({ ...preview, series: null }).reduce((sum, one) => sum + one.paid, 0);
    expect(paid).toBe(preview.singles);
  });
});

describe("the form", () => {
  it("gives the same policy back", () => {
    expect(policyOf(formOf(policy))).toEqual(policy);
    expect(policyOf(formOf(USUAL))).toEqual(USUAL);
    expect(policyOf(formOf({ ...USUAL, free: null }))?.free).toBeNull();
    expect(policyOf(formOf(whole({ free: 3 })))).toEqual(whole({ free: 3 }));
  });

  it("gives none when something is no number", () => {
    for (const wrong of ["x", "-1", "9999999999999"])
      expect(policyOf({ ...formOf(USUAL), seriesPrice: wrong })).toBeNull();
    expect(policyOf({ ...formOf(USUAL), free: "" })).toBeNull();
  });
});
