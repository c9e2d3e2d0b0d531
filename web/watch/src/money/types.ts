/** What the house says and takes about money (`/api/v1`). Coins are integers; money is minor units with its currency. */
import type { Image, SeriesCard } from "@ui/api";
import type { Money } from "@ui/i18n/money";

/** Why a viewer may play an episode, or what it costs. */
export interface Access {
  kind: "free" | "unlocked" | "vip" | "granted" | "locked";
  until?: string | null;
  reason?: string;
  coins?: number;
  free_at?: string | null;
}

export type OfferKind = "episode" | "next_ten" | "series";

export interface Offer {
  kind: OfferKind;
  /** First and last number. */
  episodes: [number, number];
  /** Episodes that it unlocks. */
  count: number;
  duration_ms: number;
  coins: number;
  /** Those coins in real money, at the shop's plain price. */
  price: Money;
  /** Less than one by one. */
  saves_coins: number;
  missing_coins: number;
}

export interface Quote {
  series: { id: string; slug: string; title: string };
  episode: { id: string; number: number; title: string | null };
  access: Access;
  free_episodes: number;
  episodes_total: number;
  duration_total_ms: number;
  offers: Offer[];
  cap: { coins: number; spent: number; left: number } | null;
  vip: { included: boolean; from: Money | null };
  wait: { free_at: string } | null;
  advert: { available: boolean; left_today: number };
  wallet: { paid: number; bonus: number };
  arm: string;
}

export interface Unlocked {
  id: string;
  coins: number;
  paid: number;
  bonus: number;
  episodes: string[];
  wallet: { paid: number; bonus: number };
}

export type SpendOrder = "bonus_first" | "paid_first";

export interface Wallet {
  paid: number;
  bonus: number;
  bonus_expiring: { coins: number; at: string }[];
  coin_value: Money | null;
  currency: string;
  territory: string;
  spend_order: SpendOrder;
  monthly_limit: Money | null;
  spent_this_month: Money;
  limit_locked_until: string | null;
  owes: Money | null;
}

export type HistoryKind =
  | "bought"
  | "bonus"
  | "unlocked"
  | "gift"
  | "refund"
  | "expired"
  | "withdrawn"
  | "merged"
  | "reward";

export interface HistoryEntry {
  id: string;
  at: string;
  kind: HistoryKind;
  /** Signed. */
  paid: number;
  bonus: number;
  money: Money | null;
  series: { slug: string; title: string } | null;
  episodes: number[];
  receipt: number | null;
}

export interface SeriesCost {
  series: { id: string; slug: string; title: string; poster: Image | null };
  episodes: number;
  coins_paid: number;
  coins_bonus: number;
  money: Money;
}

export interface Pack {
  id: string;
  coins: number;
  bonus: number;
  price: Money;
  coin_price: string;
  best: boolean;
}

export type Period = "week" | "month" | "year";

export interface Plan {
  id: string;
  period: Period;
  price: Money;
  intro: { price: Money; periods: number } | null;
}

export interface Shop {
  currency: string;
  territory: string;
  provider: { kind: "test" | "stripe" | "none"; publishable_key?: string | null };
  test_money: boolean;
  packs: Pack[];
  exact: { min: number; max: number; step: number; coins_for: { coins: number; price: Money } };
  plans: Plan[];
  tax_included: boolean;
}

export type Item =
  | { kind: "pack"; pack_id: string }
  | { kind: "exact"; coins: number }
  | { kind: "vip"; plan_id: string };

export type OrderState =
  | "pending"
  | "paid"
  | "settled"
  | "failed"
  | "refunded"
  | "disputed"
  | "lost";

export interface Order {
  id: string;
  state: OrderState;
  item: Item;
  price: Money;
  tax: Money;
  /** What went back. */
  refunded: Money;
  /** With `confirm`, whether Stripe's form confirms a payment or keeps a card for later ones. */
  provider: { kind: string; client_secret?: string | null; confirm?: "payment" | "card" };
  receipt: number | null;
  coins: number;
  bonus: number;
  created_at: string;
}

export interface Vip {
  plan: (Omit<Plan, "intro"> & { intro_price: Money | null; intro_periods: number }) | null;
  state: "active" | "grace" | "paused" | "cancelled" | "ended" | null;
  until: string | null;
  next_charge: { at: string; amount: Money } | null;
  intro_ends: string | null;
  /** When a declined payment is tried again. */
  retry_at: string | null;
}

/** A video advert, and whom the player tells what. */
export interface VideoAdvert {
  title: string;
  advertiser: string | null;
  duration_ms: number;
  /** The best first. */
  media: { url: string; mime: string; width: number; height: number }[];
  impressions: string[];
  tracking: { event: string; offset_ms: number | null; url: string }[];
  click_through: string | null;
  click_tracking: string[];
  viewable: string[];
  errors: string[];
}

/** An advert that opens an episode. */
export interface RewardOffer {
  id: string;
  kind: "vast" | "house";
  seconds: number;
  verified_by: "server" | "time";
  vast: VideoAdvert | null;
  series: SeriesCard | null;
}

/** What a gift code gave. */
export interface Gift {
  bonus: number;
  series: { slug: string; title: string } | null;
  series_until: string | null;
}

export type TestOutcome = "succeed" | "decline" | "decline_renewals";
