/** The house's money routes, each by a name of its own. */
import { ApiFailure, api, unwrap } from "@ui/api";
import type { components } from "@ui/api/schema";
import type {
  Gift,
  Item,
  Order,
  Quote,
  RewardOffer,
  SeriesCost,
  Shop,
  SpendOrder,
  TestOutcome,
  Unlocked,
  Vip,
  Wallet,
} from "./types";

type UnlockRequest = components["schemas"]["UnlockRequest"];
type Method = "GET" | "POST" | "PATCH";

async function call<T>(
  method: Method,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<T> {
  return unwrap<T>(
    fetch(`/api/v1${path}`, {
      method,
      credentials: "same-origin",
      headers: body === undefined ? headers : { "content-type": "application/json", ...headers },
      body: body === undefined ? undefined : JSON.stringify(body),
    }).then(async (response) => {
      const answer = await response.json().catch(() => undefined);
      return response.ok ? { data: answer as T, response } : { error: answer as unknown, response };
    }),
  );
}

export const getQuote = (slug: string, episode: number): Promise<Quote> =>
  unwrap(
    api.GET("/api/v1/series/{slug}/paywall", { params: { path: { slug }, query: { episode } } }),
  );

/** `key` stands for this one wish: sent again after a lost answer, it is the same unlock. */
export const postUnlock = (body: UnlockRequest, key: string): Promise<Unlocked> =>
  unwrap(api.POST("/api/v1/unlocks", { body, params: { header: { "Idempotency-Key": key } } }));

export const getWallet = () => call<Wallet>("GET", "/wallet");
export const patchWallet = (body: { spend_order?: SpendOrder; monthly_limit?: number | null }) =>
  call<Wallet>("PATCH", "/wallet", body);
export const getHistory = (before: string | null) =>
  unwrap(
    api.GET("/api/v1/wallet/history", {
      params: { query: { limit: 30, ...(before ? { before } : {}) } },
    }),
  );
export const getSeriesCosts = (): Promise<SeriesCost[]> => unwrap(api.GET("/api/v1/wallet/series"));

export const getShop = () => call<Shop>("GET", "/shop");
export const postOrder = (id: string, item: Item, expected: { minor: number; currency: string }) =>
  call<Order>("POST", "/orders", { id, item, expected });
export const getOrder = (id: string) => call<Order>("GET", `/orders/${id}`);
export const getOrders = () => call<Order[]>("GET", "/orders");
export const postTestPayment = (id: string, outcome: TestOutcome) =>
  call<Order>("POST", `/orders/${id}/test-payment`, { outcome });
export const postWithdraw = (id: string) => call<Order>("POST", `/orders/${id}/withdraw`);

export const getVip = () => call<Vip>("GET", "/vip");
export const postVip = (what: "cancel" | "resume" | "pause") => call<Vip>("POST", `/vip/${what}`);

export const postReward = (episode_id: string) =>
  call<RewardOffer>("POST", "/rewards", { episode_id });
export const postRewardDone = (id: string) =>
  call<{ granted: boolean; left_today: number }>("POST", `/rewards/${id}/done`, {});

export const postGift = (code: string): Promise<Gift> =>
  unwrap(api.POST("/api/v1/gifts/redeem", { body: { code } }));

/** The code of a refusal, or nothing. */
export const codeOf = (error: unknown): string | null =>
  error instanceof ApiFailure ? error.code : null;
