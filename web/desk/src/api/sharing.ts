/** Payees, contracts, statements and payouts. */
import { api, unwrap } from "@ui/api";
import type { components } from "@ui/api/schema";

type Schemas = components["schemas"];
export type Payee = Schemas["Payee"];
export type PayeeKind = Schemas["PayeeKind"];
export type CollectionAccount = Schemas["CollectionAccount"];
export type Coproduction = Schemas["Coproduction"];
export type CoproductionResult = Schemas["CoproductionResult"];
export type ShareContract = Schemas["ShareContract"];
export type DryRunResult = Schemas["DryRunResult"];
export type Statement = Schemas["StatementSummary"];
export type Payout = Schemas["PayoutView"];
export type Skipped = Schemas["Skipped"];
export type Accruals = Schemas["Accruals"];

export const PAYEE_KINDS = [
  "producer",
  "writer",
  "cast",
  "distributor",
  "agent",
  "investor",
  "house",
  "other",
] as const satisfies readonly PayeeKind[];

const CONTRACTS = "/api/v1/desk/series/{id}/contracts";
const at = (id: string) => ({ params: { path: { id } } });

export const payees = () => unwrap(api.GET("/api/v1/desk/payees"));
export const addPayee = (body: Schemas["NewPayee"]) =>
  unwrap(api.POST("/api/v1/desk/payees", { body }));
export const changePayee = (id: string, body: Schemas["PayeeChange"]) =>
  unwrap(api.PATCH("/api/v1/desk/payees/{id}", { ...at(id), body }));
export const contracts = (series: string) => unwrap(api.GET(CONTRACTS, at(series)));
export const addContract = (series: string, body: Schemas["NewShareContract"]) =>
  unwrap(api.POST(CONTRACTS, { ...at(series), body }));
export const slates = () => unwrap(api.GET("/api/v1/desk/slates"));
/** A contract about several series, or a further version of one. */
export const addSlate = (body: Schemas["NewSlateContract"]) =>
  unwrap(api.POST("/api/v1/desk/slates", { body }));
const COPRODUCTIONS = "/api/v1/desk/series/{id}/coproductions";
export const coproductions = (series: string) => unwrap(api.GET(COPRODUCTIONS, at(series)));
export const addCoproduction = (series: string, body: Schemas["NewCoproduction"]) =>
  unwrap(api.POST(COPRODUCTIONS, { ...at(series), body }));
export const endCoproduction = (series: string, ends_on: string) =>
  unwrap(
    api.POST("/api/v1/desk/series/{id}/coproductions/ending", { ...at(series), body: { ends_on } }),
  );
export const tryCoproduction = (body: Schemas["NewCoproduction"]) =>
  unwrap(api.POST("/api/v1/desk/coproductions/try", { body }));
export const treaties = () => unwrap(api.GET("/api/v1/desk/treaties"));
/** `from`: the source that all of it comes from; without, all sources give alike. */
export const dryRun = (text: string, gross: string, from?: string) => {
  const mix = from ? [{ source: from, weight: 1 }] : [];
  return unwrap(
    api.POST("/api/v1/desk/contracts/dry-run", { body: { text, gross, mix, steps: 60 } }),
  );
};
export const accruals = () => unwrap(api.GET("/api/v1/desk/accruals"));
export const runAccruals = () => unwrap(api.POST("/api/v1/desk/accruals/run"));
export const statements = () => unwrap(api.GET("/api/v1/desk/statements"));
export const closePeriod = (period: string) =>
  unwrap(api.POST("/api/v1/desk/statements/close", { body: { period } }));
export const payouts = () => unwrap(api.GET("/api/v1/desk/payouts"));
export const planPayouts = () => unwrap(api.POST("/api/v1/desk/payouts/plan"));
export const approvePayout = (id: string) =>
  unwrap(api.POST("/api/v1/desk/payouts/{id}/approve", at(id)));
export const cancelPayout = (id: string) =>
  unwrap(api.POST("/api/v1/desk/payouts/{id}/cancel", at(id)));
export const payoutPaid = (id: string, note: string) =>
  unwrap(api.POST("/api/v1/desk/payouts/{id}/paid", { ...at(id), body: { note } }));
export const payoutReturned = (id: string, note: string) =>
  unwrap(api.POST("/api/v1/desk/payouts/{id}/returned", { ...at(id), body: { note } }));

/** Files: links that the browser follows itself. */
export const statementFile = (id: string, ending: "csv" | "json" | "pdf") =>
  `/api/v1/statements/${id}.${ending}`;
export const paymentFile = "/api/v1/desk/payouts/file";
