/** What a quote and a shop mean for this viewer: pure, so that every sum on the sheet has a test. */
import type { Money } from "@ui/i18n/money";
import type { Item, Offer, OfferKind, Pack, Quote, Shop, SpendOrder } from "./types";

/** The offer to begin with: the one asked for, else the episode alone. Nothing larger is ever chosen for the viewer. */
export function firstOffer(offers: readonly Offer[], wanted: OfferKind = "episode"): Offer | null {
  return offers.find((one) => one.kind === wanted) ?? offers[0] ?? null;
}

/** The offers worth a line: "the next ten" that are all there is, for the price of all there is, say nothing new. */
export function distinct(offers: readonly Offer[]): Offer[] {
  const whole = offers.find((one) => one.kind === "series");
  const same = (one: Offer) => one.count === whole?.count && one.coins >= whole.coins;
  return offers.filter((one) => one.kind !== "next_ten" || !same(one));
}

/** A way to get the missing coins. */
export interface TopUp {
  key: string;
  item: Item;
  coins: number;
  bonus: number;
  price: Money;
  /** Coins that stay in the wallet after the unlock. */
  left: number;
}

/** So many coins at the plain price: never less than their value, as a part of a minor unit is rounded up. */
export function exactPrice(coins: number, exact: Shop["exact"]): Money {
  const { coins: unit, price } = exact.coins_for;
  const up = coins * price.minor + unit - 1;
  const minor = (up - (up % unit)) / unit;
  return { ...price, minor };
}

/** The least amount on sale that is enough, or `null` when it would be more than the most. */
export function exactCoins(missing: number, exact: Shop["exact"]): number | null {
  const least = Math.max(missing, exact.min);
  const step = Math.max(1, exact.step);
  const coins = exact.min + Math.ceil((least - exact.min) / step) * step;
  return coins <= exact.max ? coins : null;
}

/** Every way to get what is missing: the exact amount first, then the packs that are enough, smallest first. */
export function topUps(missing: number, shop: Shop): TopUp[] {
  if (missing <= 0) return [];
  const exact = exactCoins(missing, shop.exact);
  const ways: TopUp[] = [];
  if (exact !== null)
    ways.push({
      key: "exact",
      item: { kind: "exact", coins: exact },
      coins: exact,
      bonus: 0,
      price: exactPrice(exact, shop.exact),
      left: exact - missing,
    });
  const enough = (pack: Pack) => pack.coins + pack.bonus >= missing;
  const packs = shop.packs.filter(enough).sort((a, b) => a.price.minor - b.price.minor);
  for (const pack of packs)
    ways.push({
      key: pack.id,
      item: { kind: "pack", pack_id: pack.id },
      coins: pack.coins,
      bonus: pack.bonus,
      price: pack.price,
      left: pack.coins + pack.bonus - missing,
    });
  return ways;
}

/** How many coins of each kind a price takes, in the order the viewer chose. */
export function spends(
  coins: number,
  wallet: { paid: number; bonus: number },
  order: SpendOrder,
): { paid: number; bonus: number } {
  const first = order === "bonus_first" ? "bonus" : "paid";
  const of = { paid: 0, bonus: 0 };
  of[first] = Math.min(coins, wallet[first]);
  const other = first === "bonus" ? "paid" : "bonus";
  of[other] = Math.min(coins - of[first], wallet[other]);
  return of;
}

/** The price of this one episode in a quote, when it is locked. */
export const episodeOffer = (quote: Quote | null): Offer | null =>
  quote?.offers.find((one) => one.kind === "episode") ?? null;
