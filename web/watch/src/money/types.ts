/** What the house says and takes about money (`/api/v1`). Coins are integers; money is minor units with its currency. */
import type { SeriesCard } from "@ui/api";
import type { components } from "@ui/api/schema";
import type { Money } from "@ui/i18n/money";

type Schemas = components["schemas"];

export type OfferKind = Schemas["OfferKind"];
export type Offer = Schemas["Offer"];
export type Quote = Schemas["PaywallSheet"];
export type Unlocked = Schemas["UnlockDone"];
/** Which coins go first. */
export type SpendOrder = "bonus_first" | "paid_first";
export type Wallet = Omit<Schemas["Wallet"], "spend_order"> & { spend_order: SpendOrder };
export type HistoryKind = Schemas["EntryKind"];
export type HistoryEntry = Schemas["WalletEntry"];
export type SeriesCost = Schemas["SeriesCost"];
export type Gift = Schemas["GiftGiven"];

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

export type TestOutcome = "succeed" | "decline" | "decline_renewals";
