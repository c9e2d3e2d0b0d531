/** The house's money routes, each by a name of its own. */
import { ApiFailure, unwrap } from "@ui/api";
import type {
  Gift,
  HistoryEntry,
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

export const getQuote = (slug: string, number: number) =>
  call<Quote>("GET", `/series/${encodeURIComponent(slug)}/paywall?episode=${number}`);

/** `key` stands for this one wish: sent again after a lost answer, it is the same unlock. */
export const postUnlock = (
  body: { series_id: string; kind: string; episode: number; expected_coins: number },
  key: string,
) => call<Unlocked>("POST", "/unlocks", body, { "Idempotency-Key": key });

export const getWallet = () => call<Wallet>("GET", "/wallet");
export const patchWallet = (body: { spend_order?: SpendOrder; monthly_limit?: number | null }) =>
  call<Wallet>("PATCH", "/wallet", body);
export const getHistory = (before: string | null) =>
  call<{ entries: HistoryEntry[]; next: string | null }>(
    "GET",
    `/wallet/history?limit=30${before ? `&before=${encodeURIComponent(before)}` : ""}`,
  );
export const getSeriesCosts = () => call<SeriesCost[]>("GET", "/wallet/series");

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

export const postGift = (code: string) => call<Gift>("POST", "/gifts/redeem", { code });

/** The code of a refusal, or nothing. */
export const codeOf = (error: unknown): string | null =>
  error instanceof ApiFailure ? error.code : null;
