import { expect, test } from "vitest";
import { sums } from "./sums";

test("currencies are never added to each other", () => {
  const usd = (minor: number) => ({ minor, currency: "USD", digits: 2 });
  const jpy = { minor: 7, currency: "JPY", digits: 0 };
  expect(sums([usd(100), jpy, usd(50)])).toEqual([usd(150), jpy]);
  expect(sums([])).toEqual([]);
});
