import { expect, test } from "vitest";
import { period } from "./period";

test("periods of tax offices", () => {
  expect(period("2026-11-26", "month")).toEqual({ from: "2026-11-01", to: "2026-11-26" });
  expect(period("2026-11-26", "quarter")).toEqual({ from: "2026-10-01", to: "2026-11-26" });
  expect(period("2026-02-01", "last_quarter")).toEqual({ from: "2025-10-01", to: "2025-12-31" });
  expect(period("2026-11-26", "year").from).toBe("2026-01-01");
});
