import { expect, test } from "vitest";
import { filters, matches, ranges, receiptNumber } from "../pages/history";
import type { HistoryKind } from "../types";

test("every kind of entry is under one filter beside all", () => {
  const kinds: HistoryKind[] = [
    ...(["bought", "bonus", "unlocked", "gift", "refund"] as const),
    ...(["expired", "withdrawn", "merged", "reward"] as const),
  ];
  for (const kind of kinds) {
    const found = filters.filter((filter) => filter !== "all" && matches(filter, { kind }));
    expect([kind, found.length]).toEqual([kind, 1]);
    expect(matches("all", { kind })).toBe(true);
  }
});

test("numbers in a row are written as a range", () => {
  expect(ranges([4, 5, 6])).toBe("4–6");
  expect(ranges([9, 3, 4, 3])).toBe("3–4, 9");
  expect(ranges([7])).toBe("7");
  expect(ranges([])).toBe("");
});

test("a receipt's number is written as on the paper", () => {
  expect(receiptNumber(2026000010)).toBe("2026-000010");
  expect(receiptNumber(17)).toBe("17");
});
