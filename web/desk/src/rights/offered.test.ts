import { describe, expect, it } from "vitest";
import type { AvailRow } from "../api/avails";
import { blocksOf, dealOf, feeOf, offerable } from "./offered";

const row = (more: Partial<AvailRow> = {}): AvailRow => ({
  id: "r-1",
  title_id: "t-1",
  title: "Tide of Silk",
  party_id: "p-1",
  party: "Moon Harbour Films",
  series_id: "s-1",
  episode_id: null,
  avail_id: "A-1",
  licence: "VOD · Coin unlock",
  media: "Coins",
  format: "HD",
  territories: "DE",
  languages: ["de", "en"],
  starts: "2026-03-05",
  ends: "2026-03-20",
  held: [],
  waits: null,
  approved: true,
  exclusive: false,
  price_type: "LicenseFee",
  price: "1200.00",
  currency: "EUR",
  contract: "",
  deal: null,
  deal_status: null,
  ...more,
});

describe("a deal from rows", () => {
  it("has one block for territories that say the same", () => {
    const blocks = blocksOf([
      row(),
      row({ id: "r-2", territories: "AT" }),
      row({ id: "r-3", territories: "FR", ends: "2026-04-30" }),
    ]);
    expect(blocks.map((one) => [one.territories, one.ends])).toEqual([
      ["AT, DE", "2026-03-20"],
      ["FR", "2026-04-30"],
    ]);
    expect(blocks[0]).toMatchObject({ series: ["s-1"], media: "Coins", languages: "de, en" });
  });

  it("adds up licence fees of one currency and nothing else", () => {
    expect(feeOf([row(), row({ price: "0.5" })])).toEqual({
      kind: "flat",
      currency: "EUR",
      sum: "1200.50",
    });
    expect(feeOf([row({ price: "1200" })])).toEqual({ kind: "flat", currency: "EUR", sum: "1200" });
    expect(feeOf([row(), row({ currency: "USD" })])).toEqual({ kind: "none" });
    expect(feeOf([row({ price: "TBD" })])).toEqual({ kind: "none" });
  });

  it("says other prices in its note", () => {
    const deal = dealOf([row({ price_type: "WSP", price: "0.15" })], "Tide of Silk");
    expect(deal).toMatchObject({ party: "p-1", note: "WSP 0.15 EUR", fee: { kind: "none" } });
  });

  it("is made from titles of this house whose window is known", () => {
    expect(offerable(row())).toBe(true);
    expect(offerable(row({ series_id: null }))).toBe(false);
    expect(offerable(row({ waits: "ESTStart P30D" }))).toBe(false);
    expect(offerable(row({ approved: false }))).toBe(false);
  });
});
