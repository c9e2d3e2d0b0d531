/** Orders, refunds, disputes, the provider's account and tax. */
import type { Money } from "@ui/i18n/money";
import { call } from "./call";

export const ORDER_STATES = [
  "pending",
  "paid",
  "settled",
  "failed",
  "refunded",
  "disputed",
  "lost",
] as const;
export type OrderState = (typeof ORDER_STATES)[number];
export interface DeskOrder {
  id: string;
  state: OrderState;
  item: { kind: "pack" | "exact" | "vip" };
  price: Money;
  tax: Money;
  refunded: Money;
  provider: { kind: string } | string;
  test_money: boolean;
  receipt: number | null;
  coins: number;
  bonus: number;
  failure: string | null;
  territory: string;
  person_id: string | null;
  person_name?: string | null;
  created_at: string;
}
export interface OrderEvent {
  at: string;
  state: string;
  cause: string;
  detail: unknown;
}
export interface OrderDetail extends DeskOrder {
  events: OrderEvent[];
  refunds: {
    id: string;
    state: string;
    cause: string;
    amount: Money;
    reason: string;
    created_at: string;
  }[];
}
export interface Dispute {
  id: string;
  order_id: string;
  state: "opened" | "won" | "lost";
  reason: string;
  amount: Money;
  fee: Money;
  owed: Money;
  opened_at: string;
  closed_at: string | null;
}
export interface Reconciliation {
  accounts: {
    provider: string;
    currency: string;
    lines: number;
    matched: number;
    books: Money;
    provider_says: Money;
    difference: Money;
  }[];
  suspense: {
    provider: string;
    reference: string;
    kind: string;
    gross: Money;
    fee: Money;
    net: Money;
    source: string | null;
    at: string;
    problem: string;
  }[];
  missing: { kind: string; id: string; provider: string; amount: Money; at: string }[];
  fetched_at: string | null;
}

export const orders = (query: { state?: OrderState; after?: string }) =>
  call<{ orders: DeskOrder[]; next?: string | null }>("GET", "/desk/orders", undefined, query);
export const order = (id: string) => call<OrderDetail>("GET", `/desk/orders/${id}`);
export const refund = (id: string, body: { everything: boolean; reason: string }) =>
  call<OrderDetail>("POST", `/desk/orders/${id}/refund`, body);
export const disputes = () => call<Dispute[]>("GET", "/desk/disputes");
export const reconciliation = () => call<Reconciliation>("GET", "/desk/reconciliation");
export const fetchReconciliation = () => call<Reconciliation>("POST", "/desk/reconciliation/fetch");

export interface TaxLine {
  territory: string;
  name: string;
  rate: string;
  currency: string;
  policy: string;
  sales: number;
  net: Money;
  tax: Money;
  refunds: number;
  refunded_net: Money;
  refunded_tax: Money;
  tax_due: Money;
}
export interface TaxRate {
  territory: string;
  name: string;
  rate: string;
  inclusive: boolean;
  from_day: string;
  until_day?: string | null;
}
/** From a day to before another. */
export const tax = (from: string, to: string) =>
  call<TaxLine[]>("GET", "/desk/tax", undefined, { from, to });
export const taxRates = () => call<TaxRate[]>("GET", "/desk/tax-rates");
export const changeTaxRates = (rates: TaxRate[]) =>
  call<TaxRate[]>("PUT", "/desk/tax-rates", rates);
