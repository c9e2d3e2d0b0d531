import { expect, test } from "vitest";
import { byDays, type Change } from "./changed";

const change = (
  from: string,
  until: string | null,
  gained: string[],
  titles = ["Heiress"],
): Change => ({
  titles,
  from,
  until,
  gained: {
    territories: gained,
    media: gained.length ? ["VOD"] : [],
    languages: gained.length ? ["de"] : [],
  },
  lost: { territories: [], media: [], languages: [] },
});

test("the edges of days in many time zones are one window", () => {
  const told = byDays([
    change("2026-03-01T15:00:00Z", "2026-03-01T23:00:00Z", ["JP"]),
    change("2026-03-01T23:00:00Z", "2026-12-31T15:00:00Z", ["DE", "JP"]),
    change("2026-12-31T15:00:00Z", "2026-12-31T23:00:00Z", ["DE"]),
  ]);
  expect(told).toEqual([change("2026-03-01T15:00:00Z", "2026-12-31T23:00:00Z", ["DE", "JP"])]);
});

test("windows that follow each other stay apart, and so do titles", () => {
  const apart = [
    change("2026-03-01T00:00:00Z", "2026-06-01T00:00:00Z", ["DE"]),
    change("2026-06-01T00:00:00Z", null, ["FR"]),
    change("2026-06-01T00:00:00Z", null, ["FR"], ["Haunted"]),
  ];
  expect(byDays(apart)).toEqual(apart);
  const between = change("2026-06-01T00:00:00Z", "2026-06-01T08:00:00Z", ["DE", "FR"]);
  const [first, , second] = [
    apart[0] as Change,
    between,
    { ...(apart[1] as Change), from: "2026-06-01T08:00:00Z" },
  ];
  const told = byDays([first, between, second]);
  expect(told.map((one) => [one.from, one.until])).toEqual([
    ["2026-03-01T00:00:00Z", "2026-06-01T08:00:00Z"],
    ["2026-06-01T08:00:00Z", null],
  ]);
});

test("every language is more than some of them", () => {
  const [every, some] = [
    change("2026-03-01T15:00:00Z", "2026-03-01T23:00:00Z", ["JP"]),
    change("2026-03-01T23:00:00Z", "2026-12-31T15:00:00Z", ["DE", "JP"]),
  ];
  every.gained.languages = null;
  expect(byDays([every, some]).map((one) => one.gained.languages)).toEqual([null]);
});
