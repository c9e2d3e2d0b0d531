/** What the house owes to the payees of an account, and how it came. */
import { api, unwrap } from "@ui/api";
import type { components } from "@ui/api/schema";
import type { Money } from "@ui/i18n/money";

type Schemas = components["schemas"];
export type OwnPayee = Schemas["OwnPayee"];
export type OwnContract = Schemas["OwnContract"];
export type Payout = Schemas["PayoutView"];
export type Statement = Schemas["StatementSummary"];
export type StatementView = Schemas["StatementView"];
export type StatementGroup = Schemas["StatementGroup"];

export const readFigures = () => unwrap(api.GET("/api/v1/payee"));
export const readStatement = (id: string): Promise<StatementView> =>
  unwrap(api.GET("/api/v1/statements/{id}", { params: { path: { id } } }));

export const ENDINGS = ["pdf", "csv", "json"] as const;
/** A file: a link that the browser follows itself. */
export const statementFile = (id: string, ending: (typeof ENDINGS)[number]) =>
  `/api/v1/statements/${id}.${ending}`;

/** Computes a statement again; the house hands it to anybody. */
export const SCRIPT = "recompute-statement.py";
export const scriptPath = `/api/v1/${SCRIPT}`;

/** All payees of one currency together: `owed - owes = earned - paid - withheld`. */
export interface Total {
  currency: string;
  owed: Money;
  owes: Money;
  earned: Money;
  month: Money;
  /** Sent, whether or not it has arrived yet. */
  paid: Money;
  withheld: Money;
}

const sum = (amounts: readonly Money[]) => amounts.reduce((all, one) => all + one.minor, 0);
const sent = (one: Payout) => one.state === "approved" || one.state === "paid";

/** Pure: a line for each currency, by its code. */
export function totals(payees: readonly OwnPayee[]): Total[] {
  const codes = [...new Set(payees.map((one) => one.currency))].sort();
  return codes.map((currency) => {
    const own = payees.filter((one) => one.currency === currency);
    const out = own.flatMap((one) => one.payouts).filter(sent);
    const digits = own[0]?.owed.digits ?? 2;
    const all = (amounts: readonly Money[]): Money => ({ minor: sum(amounts), currency, digits });
    return {
      currency,
      owed: all(own.map((one) => one.owed)),
      owes: all(own.map((one) => one.owes)),
      earned: all(own.map((one) => one.earned)),
      month: all(own.map((one) => one.earned_this_month)),
      paid: all(out.map((one) => one.amount)),
      withheld: all(out.map((one) => one.withheld)),
    };
  });
}

/** Pure: the statements of each month, the newest first; the version that counts before those that it replaced. */
export function byPeriod(
  payees: readonly OwnPayee[],
): { period: string; statements: Statement[] }[] {
  const all = payees.flatMap((one) => one.statements);
  const periods = [...new Set(all.map((one) => one.period))].sort().reverse();
  return periods.map((period) => ({
    period,
    statements: all
      .filter((one) => one.period === period)
      .sort((a, b) => a.payee_name.localeCompare(b.payee_name) || b.version - a.version),
  }));
}

/** Pure: the newest first. What a later plan replaced was never money. */
export const payoutsOf = (payees: readonly OwnPayee[]): Payout[] =>
  payees
    .flatMap((one) => one.payouts)
    .filter((one) => one.state !== "cancelled")
    .sort((a, b) => b.planned_at.localeCompare(a.planned_at));

export interface Agreement {
  key: string;
  payee: OwnPayee;
  title: string;
  /** The newest first. */
  versions: OwnContract[];
}

/** Pure: contracts by what they are about, with their versions. */
export function agreements(payees: readonly OwnPayee[]): Agreement[] {
  return payees.flatMap((payee) => {
    const titles = [...new Set(payee.contracts.map((one) => one.series_title))];
    return titles.map((title) => ({
      key: `${payee.id}/${title}`,
      payee,
      title,
      versions: payee.contracts
        .filter((one) => one.series_title === title)
        .sort((a, b) => b.version - a.version),
    }));
  });
}

/** What each series brought, by kind of revenue: the largest first, and those that took something last. */
export function sources(groups: readonly StatementGroup[]): StatementGroup[] {
  return [...groups].sort((a, b) => b.share.minor - a.share.minor);
}

/** Pure: "November 2026" of `2026-11`. */
export const monthName = (period: string, locale: string): string =>
  new Intl.DateTimeFormat(locale, { month: "long", year: "numeric", timeZone: "UTC" }).format(
    new Date(`${period}-01T00:00:00Z`),
  );
