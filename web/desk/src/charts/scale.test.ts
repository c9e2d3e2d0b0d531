import { expect, test } from "vitest";
import { everyNth, line, stack, ticks } from "./scale";

test("ticks are round, whole and hold everything", () => {
  expect(ticks(0, 100)).toEqual([0, 25, 50, 75, 100]);
  expect(ticks(0, 0)).toEqual([0, 1]);
  expect(ticks(-30, 90)).toEqual([-50, 0, 50, 100]);
  expect(ticks(0, 3)).toEqual([0, 1, 2, 3]);
  for (const high of [1, 7, 99, 12_345, 9_999_999]) {
    const all = ticks(0, high);
    expect(all.at(-1)).toBeGreaterThanOrEqual(high);
    expect(all.every(Number.isInteger)).toBe(true);
    expect(all.length).toBeLessThan(8);
  }
});

test("a line from values to places", () => {
  const y = line(0, 10, 200, 0);
  expect([y(0), y(5), y(10)]).toEqual([200, 100, 0]);
  expect(line(3, 3, 0, 10)(3)).toBe(0);
});

test("labels leave each other room", () => {
  expect(everyNth(7, 700, 60)).toBe(1);
  expect(everyNth(30, 300, 60)).toBe(6);
});

test("parts stand on each other, negative ones hang", () => {
  const parts = stack([
    [10, -4],
    [5, -1],
  ]);
  expect(parts[1]).toEqual([
    { from: 10, to: 15 },
    { from: -4, to: -5 },
  ]);
});
