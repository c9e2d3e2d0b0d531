import { expect, test } from "vitest";
import { before, beginOf, sayDay, steps } from "./days";

test("days before", () => {
  expect(before("2026-03-01", 1)).toBe("2026-02-28");
  expect(before("2026-03-01", -31)).toBe("2026-04-01");
});

test("steps begin where the books' steps begin", () => {
  expect(beginOf("2026-11-26", "week")).toBe("2026-11-23");
  expect(beginOf("2026-11-29", "week")).toBe("2026-11-23");
  expect(steps("2026-11-25", "2026-11-27", "day")).toEqual([
    "2026-11-25",
    "2026-11-26",
    "2026-11-27",
  ]);
  expect(steps("2026-11-30", "2027-01-02", "month")).toEqual([
    "2026-11-01",
    "2026-12-01",
    "2027-01-01",
  ]);
});

test("days in words", () => {
  expect(sayDay("2026-11-26", "day", "en")).toBe("Nov 26");
  expect(sayDay("2026-11-01", "month", "en")).toBe("Nov 2026");
});
