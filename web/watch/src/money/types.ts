/** What the house says and takes about money (`/api/v1`). Coins are integers; money is minor units with its currency. */
import type { SeriesCard } from "@ui/api";
import type { components } from "@ui/api/schema";

type Schemas = components["schemas"];

export type OfferKind = Schemas["OfferKind"];
export type Offer = Schemas["Offer"];
export type Quote = Schemas["PaywallSheet"];
export type Unlocked = Schemas["UnlockDone"];
export type Wallet = Schemas["Wallet"];
export type SpendOrder = Schemas["SpendOrder"];
export type HistoryKind = Schemas["EntryKind"];
export type HistoryEntry = Schemas["WalletEntry"];
export type SeriesCost = Schemas["SeriesCost"];
export type Gift = Schemas["GiftGiven"];
export type Shop = Schemas["Shop"];
export type Pack = Schemas["ShopPack"];
export type Plan = Schemas["ShopPlan"];
export type Item = Schemas["Item"];
export type Order = Schemas["ShopOrder"];
export type TestOutcome = Schemas["TestOutcome"];
export type Vip = Schemas["Vip"];

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
