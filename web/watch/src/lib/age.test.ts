import type { SeriesCard } from "@ui/api";
import { beforeEach, expect, test } from "vitest";
import { asksAge, sayAge } from "./age";

const series = (ask_age: number | null) => ({ ask_age }) as SeriesCard;

beforeEach(() => localStorage.clear());

test("a viewer is asked once for each age", () => {
  expect(asksAge(series(null))).toBe(false);
  expect(asksAge(series(16))).toBe(true);
  sayAge(16);
  expect(asksAge(series(16))).toBe(false);
  expect(asksAge(series(18))).toBe(true);
});
