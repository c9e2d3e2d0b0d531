/** Orders, refunds, disputes, the provider's account and tax. */
import { api, unwrap } from "@ui/api";
import type { components } from "@ui/api/schema";

type Schemas = components["schemas"];
export type OrderState = Schemas["OrderState"];
export type DeskOrder = Schemas["DeskOrderLine"];
export type OrderDetail = Schemas["DeskOrder"];
export type Dispute = Schemas["Dispute"];
export type Reconciliation = Schemas["Reconciliation"];
export type Store = Schemas["Store"];
export type StuckEvent = Schemas["StuckEvent"];
export type Receivable = Schemas["Receivable"];
export type TaxLine = Schemas["TaxLine"];
export type TaxRate = Schemas["TaxRate"];

export const ORDER_STATES = [
  "pending",
  "paid",
  "settled",
  "failed",
  "refunded",
  "disputed",
  "lost",
] as const satisfies readonly OrderState[];

const at = (id: string) => ({ params: { path: { id } } });

export const orders = (query: { state?: OrderState; after?: string }) =>
  unwrap(api.GET("/api/v1/desk/orders", { params: { query } }));
export const order = (id: string) => unwrap(api.GET("/api/v1/desk/orders/{id}", at(id)));
export const refund = (id: string, body: Schemas["RefundWanted"]) =>
  unwrap(api.POST("/api/v1/desk/orders/{id}/refund", { ...at(id), body }));
export const disputes = () => unwrap(api.GET("/api/v1/desk/disputes"));
/** What viewers owe, the largest debts first. */
export const receivables = () => unwrap(api.GET("/api/v1/desk/receivables"));
export const writeOff = (id: string, body: Schemas["NewWriteOff"]) =>
  unwrap(api.POST("/api/v1/desk/receivables/{id}/write-off", { ...at(id), body }));
/** For whoever has forgotten it: the limit stays. */
export const removeLimitPasscode = (id: string) =>
  unwrap(api.DELETE("/api/v1/desk/people/{id}/limit-passcode", at(id)));
/** What providers told and the house could not handle. */
export const stuckEvents = () => unwrap(api.GET("/api/v1/desk/provider-events"));
export const retryEvent = (provider: StuckEvent["provider"], event_id: string) =>
  unwrap(api.POST("/api/v1/desk/provider-events/retry", { body: { provider, event_id } }));
export const reconciliation = () => unwrap(api.GET("/api/v1/desk/reconciliation"));
export const fetchReconciliation = () => unwrap(api.POST("/api/v1/desk/reconciliation/fetch"));
/** A store's report, as a table in CSV: all of it is taken or nothing. */
export const takeStoreTable = (provider: Store, csv: string) =>
  unwrap(api.POST("/api/v1/desk/reconciliation/table", { body: { provider, csv } }));
/** From a day to before another. */
export const tax = (from: string, to: string) =>
  unwrap(api.GET("/api/v1/desk/tax", { params: { query: { from, to } } }));
export const taxRates = () => unwrap(api.GET("/api/v1/desk/tax-rates"));
export const changeTaxRates = (body: TaxRate[]) =>
  unwrap(api.PUT("/api/v1/desk/tax-rates", { body }));
