import { describe, expect, it } from "vitest";
import {
  agreements,
  byPeriod,
  monthName,
  type OwnPayee,
  type Payout,
  payoutsOf,
  type Statement,
  totals,
} from "./figures";

const usd = (minor: number) => ({ minor, currency: "USD", digits: 2 });
const payout = (state: Payout["state"], amount: number, planned_at: string): Payout => ({
  ...{ id: planned_at, payee_id: "p", payee_code: "p", payee_name: "P", payout_reference: "" },
  ...{ state, planned_at, withholding: "15 %", territory: "US", events: [] },
  ...{ payable: usd(amount), held: usd(0), netted: usd(0), withheld: usd(10), amount: usd(amount) },
});
const statement = (period: string, version: number, latest: boolean): Statement => ({
  ...{
    id: `${period}/${version}`,
    payee_id: "p",
    payee_code: "p",
    payee_name: "P",
    period,
    version,
  },
  ...{ latest, lines: 1, made_at: "", digest: "", opening: usd(0), earned: usd(0), moved: usd(0) },
  ...{ closing: usd(0), difference: usd(0) },
});
const payee = (over: Partial<OwnPayee>): OwnPayee => ({
  ...{ id: "p", code: "p", name: "P", currency: "USD", owed: usd(0), owes: usd(0), earned: usd(0) },
  ...{ earned_this_month: usd(0), threshold: usd(0), hold_days: 0, withholding: "0" },
  ...{ contracts: [], statements: [], payouts: [] },
  ...over,
});

describe("what is owed", () => {
  it("is one line for each currency, and adds up", () => {
    const yen = { minor: 900, currency: "JPY", digits: 0 };
    const none = { ...yen, minor: 0 };
    const lines = totals([
      payee({
        owed: usd(540),
        earned: usd(1000),
        payouts: [
          payout("paid", 300, "2026-03-01"),
          payout("approved", 140, "2026-04-01"),
          payout("returned", 70, "2026-02-01"),
          payout("cancelled", 70, "2026-01-01"),
        ],
      }),
      payee({ currency: "JPY", owed: yen, owes: none, earned: yen, earned_this_month: none }),
      payee({ owed: usd(0), owes: usd(40), earned: usd(-40) }),
    ]);
    expect(lines.map((one) => one.currency)).toEqual(["JPY", "USD"]);
    expect(lines[0]?.owed).toEqual(yen);
    const dollars = lines[1];
    if (!dollars) throw new Error("no line of dollars");
    expect([dollars.paid.minor, dollars.withheld.minor]).toEqual([440, 20]);
    const net = dollars.earned.minor - dollars.paid.minor - dollars.withheld.minor;
    expect(dollars.owed.minor - dollars.owes.minor).toBe(net);
  });

  it("is nothing where no contract names anybody", () => {
    expect(totals([])).toEqual([]);
    expect(byPeriod([])).toEqual([]);
    expect(payoutsOf([])).toEqual([]);
  });
});

it("shows months with the newest first, and in them the version that counts", () => {
  const statements = [
    statement("2025-12", 1, true),
    statement("2026-02", 1, false),
    statement("2026-02", 2, true),
  ];
  const found = byPeriod([payee({ statements })]);
  expect(found.map((one) => one.period)).toEqual(["2026-02", "2025-12"]);
  expect(found[0]?.statements.map((one) => one.version)).toEqual([2, 1]);
});

it("shows payouts with the newest first, and none that never were", () => {
  const payouts = [
    payout("cancelled", 1, "2026-04-01"),
    payout("paid", 2, "2026-02-01"),
    payout("planned", 3, "2026-03-01"),
  ];
  expect(payoutsOf([payee({ payouts })]).map((one) => one.amount.minor)).toEqual([3, 2]);
});

it("puts the versions of a contract together", () => {
  const contract = (series_title: string, version: number) => ({
    ...{ series_title, version, valid_from: "2026-01-01", text: "", created_at: "" },
  });
  const contracts = [contract("A", 1), contract("B", 1), contract("A", 2)];
  const found = agreements([payee({ contracts })]);
  expect(found.map((one) => [one.title, one.versions.map((of) => of.version)])).toEqual([
    ["A", [2, 1]],
    ["B", [1]],
  ]);
});

it("names a month the same wherever its reader lives", () => {
  expect(monthName("2026-11", "en")).toBe("November 2026");
  expect(monthName("2026-01", "es")).toBe("enero de 2026");
});
