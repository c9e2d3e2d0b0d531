/** What the house says and takes about money (`/api/v1`). Coins are integers; money is minor units with its currency. */
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
export type VipCard = Schemas["VipCard"];
export type CardOutcome = Schemas["CardOutcome"];
export type RewardOffer = Schemas["Reward"];
export type VideoAdvert = Schemas["VideoAdvert"];
