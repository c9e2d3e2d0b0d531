import { expect, test } from "vitest";
import { distinct, exactCoins, exactPrice, firstOffer, spends, topUps } from "../quote";
import type { Offer, Shop } from "../types";

const usd = (minor: number) => ({ minor, currency: "USD", digits: 2 });
const shop: Shop = {
  currency: "USD",
  territory: "US",
  provider: { kind: "test", publishable_key: null },
  test_money: true,
  packs: [
    { id: "large", coins: 1000, bonus: 100, price: usd(1599), coin_price: "$0.016", best: true },
    { id: "small", coins: 100, bonus: 5, price: usd(199), coin_price: "$0.0199", best: false },
  ],
  exact: { min: 10, max: 500, step: 5, coins_for: { coins: 50, price: usd(99) } },
  plans: [],
  tax_included: true,
};
const offer = (kind: Offer["kind"]) => ({ kind, coins: 1 }) as Offer;

test("the episode alone is chosen, never more, unless more was asked for", () => {
  const offers = [offer("series"), offer("next_ten"), offer("episode")];
  expect(firstOffer(offers)?.kind).toBe("episode");
  expect(firstOffer(offers, "series")?.kind).toBe("series");
  expect(firstOffer([offer("series")])?.kind).toBe("series");
  expect(firstOffer([])).toBeNull();
});

test.each([
  [1, 10],
  [10, 10],
  [11, 15],
  [15, 15],
  [498, 500],
  [501, null],
])("%i missing coins are sold as %s", (missing, sold) => {
  expect(exactCoins(missing, shop.exact)).toBe(sold);
});

test("a part of a cent is rounded up, as the house does", () => {
  expect(exactPrice(50, shop.exact)).toEqual(usd(99));
  expect(exactPrice(51, shop.exact)).toEqual(usd(101)); // 100.98
  expect(exactPrice(1, shop.exact)).toEqual(usd(2)); // 1.98
  expect(exactPrice(100, shop.exact)).toEqual(usd(198));
});

test("missing coins: the exact amount first, then packs that are enough, cheapest first", () => {
  const ways = topUps(12, shop);
  expect(ways.map((way) => [way.key, way.coins, way.left])).toEqual([
    ["exact", 15, 3],
    ["small", 100, 93],
    ["large", 1000, 1088],
  ]);
  expect(topUps(105, shop).map((way) => way.key)).toEqual(["exact", "small", "large"]);
  expect(topUps(106, shop).map((way) => way.key)).toEqual(["exact", "large"]);
  expect(topUps(600, shop).map((way) => way.key)).toEqual(["large"]);
  expect(topUps(0, shop)).toEqual([]);
  expect(topUps(5000, shop)).toEqual([]);
});

test("coins are spent in the order the viewer chose, and no more than there are", () => {
  const wallet = { paid: 10, bonus: 4 };
  expect(spends(6, wallet, "bonus_first")).toEqual({ bonus: 4, paid: 2 });
  expect(spends(6, wallet, "paid_first")).toEqual({ bonus: 0, paid: 6 });
  expect(spends(12, wallet, "paid_first")).toEqual({ bonus: 2, paid: 10 });
  expect(spends(99, wallet, "bonus_first")).toEqual({ bonus: 4, paid: 10 });
});

test("what is no cheaper than the whole and no more than it is not offered beside it", () => {
  const of = (kind: Offer["kind"], count: number, coins: number) =>
    ({ kind, count, coins }) as Offer;
  const kinds = (...offers: Offer[]) => distinct(offers).map((one) => one.kind);
  const [episode, whole] = [of("episode", 1, 10), of("series", 4, 30)];
  expect(kinds(episode, of("next_ten", 4, 30), whole)).toEqual(["episode", "series"]);
  expect(kinds(episode, of("next_ten", 4, 28), whole)).toEqual(["episode", "next_ten", "series"]);
  expect(kinds(episode, of("next_ten", 3, 30), whole)).toEqual(["episode", "next_ten", "series"]);
});
