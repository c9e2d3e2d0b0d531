/** The house's money routes, each by a name of its own. */
import { ApiFailure, api, unwrap } from "@ui/api";
import type { components } from "@ui/api/schema";
import type {
  CardOutcome,
  Gift,
  Item,
  Order,
  Quote,
  RewardOffer,
  SeriesCost,
  Shop,
  TestOutcome,
  Unlocked,
  Vip,
  VipCard,
  Wallet,
} from "./types";

type LimitWanted = components["schemas"]["LimitWanted"];
type WalletChange = components["schemas"]["WalletChange"];
type UnlockRequest = components["schemas"]["UnlockRequest"];
export const getQuote = (slug: string, episode: number): Promise<Quote> =>
  unwrap(
    api.GET("/api/v1/series/{slug}/paywall", { params: { path: { slug }, query: { episode } } }),
  );

/** `key` stands for this one wish: sent again after a lost answer, it is the same unlock. */
export const postUnlock = (body: UnlockRequest, key: string): Promise<Unlocked> =>
  unwrap(api.POST("/api/v1/unlocks", { body, params: { header: { "Idempotency-Key": key } } }));

export const getWallet = (): Promise<Wallet> => unwrap(api.GET("/api/v1/wallet"));
export const patchWallet = (body: WalletChange): Promise<Wallet> =>
  unwrap(api.PATCH("/api/v1/wallet", { body }));
export const putLimit = (body: LimitWanted): Promise<Wallet> =>
  unwrap(api.PUT("/api/v1/wallet/limit", { body }));
export const getHistory = (before: string | null) =>
  unwrap(
    api.GET("/api/v1/wallet/history", {
      params: { query: { limit: 30, ...(before ? { before } : {}) } },
    }),
  );
export const getSeriesCosts = (): Promise<SeriesCost[]> => unwrap(api.GET("/api/v1/wallet/series"));

export const getShop = (): Promise<Shop> => unwrap(api.GET("/api/v1/shop"));
export const postOrder = (
  id: string,
  item: Item,
  expected: { minor: number; currency: string },
): Promise<Order> => unwrap(api.POST("/api/v1/orders", { body: { id, item, expected } }));
const one = (id: string) => ({ params: { path: { id } } });
export const getOrder = (id: string): Promise<Order> =>
  unwrap(api.GET("/api/v1/orders/{id}", one(id)));
export const getOrders = (): Promise<Order[]> => unwrap(api.GET("/api/v1/orders"));
export const postTestPayment = (id: string, outcome: TestOutcome): Promise<Order> =>
  unwrap(api.POST("/api/v1/orders/{id}/test-payment", { ...one(id), body: { outcome } }));
export const postWithdraw = (id: string): Promise<Order> =>
  unwrap(api.POST("/api/v1/orders/{id}/withdraw", one(id)));

export const getVip = (): Promise<Vip> => unwrap(api.GET("/api/v1/vip"));
const changes = {
  cancel: () => api.POST("/api/v1/vip/cancel"),
  resume: () => api.POST("/api/v1/vip/resume"),
  pause: () => api.POST("/api/v1/vip/pause"),
};
export const postVip = (what: keyof typeof changes): Promise<Vip> => unwrap(changes[what]());

/** A card in place of the one that is charged for VIP: first a form of the provider's, then this. */
export const postVipCard = (): Promise<VipCard> => unwrap(api.POST("/api/v1/vip/card"));
export const postVipCardGiven = (id: string, test_outcome: CardOutcome | null): Promise<Vip> =>
  unwrap(api.POST("/api/v1/vip/card/{id}", { ...one(id), body: { test_outcome } }));

export const postReward = (episode_id: string): Promise<RewardOffer> =>
  unwrap(api.POST("/api/v1/rewards", { body: { episode_id } }));
export const postRewardDone = (id: string) =>
  unwrap(api.POST("/api/v1/rewards/{id}/done", one(id)));

export const postGift = (code: string): Promise<Gift> =>
  unwrap(api.POST("/api/v1/gifts/redeem", { body: { code } }));

/** The code of a refusal, or nothing. */
export const codeOf = (error: unknown): string | null =>
  error instanceof ApiFailure ? error.code : null;
