/** Payees, contracts, statements and payouts. */
import type { Money } from "@ui/i18n/money";
import { call } from "./call";

export const PAYEE_KINDS = [
  "producer",
  "writer",
  "cast",
  "distributor",
  "agent",
  "investor",
  "house",
  "other",
] as const;
export type PayeeKind = (typeof PAYEE_KINDS)[number];
export interface Payee {
  id: string;
  code: string;
  name: string;
  kind: PayeeKind;
  person_id?: string | null;
  person_email?: string | null;
  currency: string;
  threshold: Money;
  hold_days: number;
  withholding: string;
  territory: string;
  payout_reference: string;
  owed: Money;
  owes: Money;
  created_at: string;
}
export interface NewPayee {
  code: string;
  name: string;
  kind: PayeeKind;
  currency?: string | null;
  threshold: number;
  hold_days: number;
  withholding?: string | null;
  territory?: string | null;
  payout_reference: string;
}
export interface PayeeChange {
  name?: string;
  threshold?: number;
  hold_days?: number;
  withholding?: string;
  territory?: string;
  payout_reference?: string;
}
export interface ShareContract {
  id: string;
  version: number;
  valid_from: string;
  current: boolean;
  name: string;
  currency: string;
  payees: string[];
  text: string;
  digest: string;
  created_at: string;
}
export interface DryRunResult {
  name: string;
  currency: string;
  payees: string[];
  sources: string[];
  explanation: string[];
  gross: Money;
  shares: { payee: string; owed: Money; kept_back: Money; recovered: Money; cash: Money }[];
  curve: { gross: Money; cash: Money[] }[];
}
export interface Statement {
  id: string;
  payee_id: string;
  payee_code: string;
  payee_name: string;
  period: string;
  version: number;
  latest: boolean;
  opening: Money;
  earned: Money;
  moved: Money;
  closing: Money;
  difference: Money;
  lines: number;
  digest: string;
  made_at: string;
}
export type PayoutState = "planned" | "approved" | "paid" | "returned" | "cancelled";
export interface Payout {
  id: string;
  payee_id: string;
  payee_code: string;
  payee_name: string;
  payout_reference: string;
  state: PayoutState;
  payable: Money;
  held: Money;
  netted: Money;
  withheld: Money;
  amount: Money;
  withholding: string;
  territory: string;
  planned_at: string;
  events: { event: PayoutState; at: string; note: string }[];
}
export interface Skipped {
  payee_id: string;
  payee_code: string;
  payee_name: string;
  reason: "below_threshold" | "on_hold" | "on_its_way";
  owed: Money;
  held: Money;
  threshold: Money;
}
export interface PayoutPlan {
  planned: Payout[];
  skipped: Skipped[];
}
export interface Accruals {
  last_run?: string | null;
  unshared: {
    series_id?: string | null;
    series_title?: string | null;
    kind: string;
    amount: Money;
    lines: number;
  }[];
  waiting: {
    series_title: string;
    contract_version: number;
    waiting_for: "run" | "rate";
    kind: string;
    day: string;
    contract_currency: string;
    amount: Money;
    lines: number;
  }[];
}

export const payees = () => call<{ items: Payee[] }>("GET", "/desk/payees");
export const addPayee = (body: NewPayee) => call<Payee>("POST", "/desk/payees", body);
export const changePayee = (id: string, body: PayeeChange) =>
  call<Payee>("PATCH", `/desk/payees/${id}`, body);
export const contracts = (series: string) =>
  call<{ items: ShareContract[] }>("GET", `/desk/series/${series}/contracts`);
export const addContract = (series: string, body: { valid_from: string; text: string }) =>
  call<ShareContract>("POST", `/desk/series/${series}/contracts`, body);
export const dryRun = (body: { text: string; gross: string; steps?: number }) =>
  call<DryRunResult>("POST", "/desk/contracts/dry-run", body);
export const accruals = () => call<Accruals>("GET", "/desk/accruals");
export const runAccruals = () =>
  call<{ received: number; moved: number; posted: number; accruals: Accruals }>(
    "POST",
    "/desk/accruals/run",
  );
export const statements = () => call<{ items: Statement[] }>("GET", "/desk/statements");
export const closePeriod = (period: string) =>
  call<{ period: string; made: Statement[]; unchanged: number }>("POST", "/desk/statements/close", {
    period,
  });
export const statementFile = (id: string, ending: "csv" | "json" | "pdf") =>
  `/api/v1/statements/${id}.${ending}`;
export const payouts = () => call<{ items: Payout[] }>("GET", "/desk/payouts");
export const planPayouts = () => call<PayoutPlan>("POST", "/desk/payouts/plan");
export const approvePayout = (id: string) => call<Payout>("POST", `/desk/payouts/${id}/approve`);
export const cancelPayout = (id: string) => call<Payout>("POST", `/desk/payouts/${id}/cancel`);
export const payoutPaid = (id: string, note: string) =>
  call<Payout>("POST", `/desk/payouts/${id}/paid`, { note });
export const payoutReturned = (id: string, note: string) =>
  call<Payout>("POST", `/desk/payouts/${id}/returned`, { note });
export const paymentFile = "/api/v1/desk/payouts/file";
