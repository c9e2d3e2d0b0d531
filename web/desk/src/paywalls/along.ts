/** What a viewer pays who opens a series' episodes one after the other. Pure. */
import type { Arm, Policy, Price } from "../api/paywalls";
import type { EpisodePrice } from "../charts/Episodes.svelte";

/** Coins for one episode by itself. */
export function priceOf(price: Price, number: number): number {
  if (typeof price === "number") return price;
  const step = price.filter((one) => one.from <= number).at(-1) ?? price[0];
  return step?.coins ?? 0;
}

/** The policy as viewers of an arm have it. */
export function forArm(policy: Policy, arm: Arm | undefined): Policy {
  if (!arm) return policy;
  return {
    ...policy,
    free: arm.free ?? policy.free,
    price: arm.price ?? policy.price,
    next_ten: arm.next_ten ?? policy.next_ten,
    series_price: arm.series_price ?? policy.series_price,
    wait_hours: arm.wait_hours ?? policy.wait_hours,
    vip: arm.vip ?? policy.vip,
  };
}

/** Nobody ever pays more than the price of the whole series: after that the rest is open. */
export function along(policy: Policy, episodes: number): EpisodePrice[] {
  let spent = 0;
  return Array.from({ length: episodes }, (_, at) => {
    const number = at + 1;
    const price = priceOf(policy.price, number);
    if (policy.free === null || number <= policy.free || price === 0)
      return { number, price: 0, paid: 0, kind: "free" };
    const left = policy.series_price === null ? price : Math.max(0, policy.series_price - spent);
    const paid = Math.min(price, left);
    spent += paid;
    return { number, price, paid, kind: paid < price ? "capped" : "paid" };
  });
}

/** Coins for all that is locked: one by one, by tens, and at once. */
export function ways(policy: Policy, episodes: number) {
  const prices = along({ ...policy, series_price: null }, episodes)
    .filter((one) => one.kind !== "free")
    .map((one) => one.price);
  const cap = policy.series_price ?? Number.POSITIVE_INFINITY;
  const sum = (all: number[]) => all.reduce((total, one) => total + one, 0);
  let tens = 0;
  for (let at = 0; at < prices.length; at += 10) {
    const singles = prices.slice(at, at + 10);
    const part = Math.ceil(((policy.next_ten ?? Number.POSITIVE_INFINITY) * singles.length) / 10);
    tens += Math.min(part, sum(singles));
  }
  return {
    locked: prices.length,
    singles: Math.min(cap, sum(prices)),
    tens: policy.next_ten === null ? null : Math.min(cap, tens),
    whole: policy.series_price === null ? null : Math.min(cap, sum(prices)),
  };
}
