import { describe, expect, test } from "vitest";
import {
  contiguousEnd,
  cutIntervals,
  type Interval,
  mergeIntervals,
  totalMs,
  WatchedIntervals,
} from "../intervals";

/** A small generator of repeatable numbers, for properties. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

describe("merge", () => {
  test("joins what overlaps or touches, drops what is empty or impossible", () => {
    expect(
      mergeIntervals([
        [5, 7],
        [0, 2],
        [2, 3],
        [6, 9],
        [4, 4],
        [9, 1],
        [-3, 2],
      ]),
    ).toEqual([
      [0, 3],
      [5, 9],
    ]);
  });

  test("covers the same moments as its input, sorted and apart", () => {
    const next = numbers(7);
    for (let round = 0; round < 200; round++) {
      const input: Interval[] = Array.from({ length: 8 }, () => {
        const from = Math.floor(next() * 50);
        return [from, from + Math.floor(next() * 10)];
      });
      const merged = mergeIntervals(input);
      for (let ms = 0; ms < 60; ms++) {
        const inside = (list: readonly Interval[]) =>
          list.some(([from, to]) => from <= ms && ms < to);
        expect(inside(merged)).toBe(inside(input));
      }
      for (let i = 1; i < merged.length; i++)
        expect(merged[i]?.[0]).toBeGreaterThan(merged[i - 1]?.[1] ?? 0);
      expect(mergeIntervals(merged)).toEqual(merged);
    }
  });
});

test("reach and cut", () => {
  const parts: Interval[] = [
    [0, 1_000],
    [1_020, 3_000],
    [5_000, 7_000],
  ];
  expect(contiguousEnd(parts, 0)).toBe(3_000);
  expect(contiguousEnd(parts, 3_500)).toBe(3_500);
  expect(contiguousEnd(parts, 5_500)).toBe(7_000);
  expect(cutIntervals(parts, 500, 6_000)).toEqual([
    [0, 500],
    [6_000, 7_000],
  ]);
  expect(cutIntervals(parts, 2_000, Number.POSITIVE_INFINITY)).toEqual([
    [0, 1_000],
    [1_020, 2_000],
  ]);
  expect(totalMs(parts)).toBe(4_980);
});

describe("watched", () => {
  test("steady playing is one interval", () => {
    const watched = new WatchedIntervals();
    for (let t = 0; t <= 2_000; t += 250) watched.advance(10_000 + t, t);
    expect(watched.take()).toEqual([[10_000, 12_000]]);
    expect(watched.empty).toBe(true);
  });

  test("jumps are not watched", () => {
    const watched = new WatchedIntervals();
    watched.advance(0, 0);
    watched.advance(250, 250);
    watched.advance(30_000, 500);
    watched.advance(30_250, 750);
    watched.advance(10_000, 1_000);
    watched.advance(10_250, 1_250);
    expect(watched.take()).toEqual([
      [0, 250],
      [10_000, 10_250],
      [30_000, 30_250],
    ]);
  });

  test("double speed is watched in full", () => {
    const watched = new WatchedIntervals();
    for (let t = 0; t <= 3_000; t += 1_000) watched.advance(t * 2, t, 2);
    expect(watched.take()).toEqual([[0, 6_000]]);
  });

  test("after an interruption it begins anew", () => {
    const watched = new WatchedIntervals();
    watched.advance(0, 0);
    watched.interrupt();
    expect(watched.advance(300, 300)).toBeNull();
    expect(watched.empty).toBe(true);
  });

  test("goes on over a take without losing the stretch between", () => {
    const watched = new WatchedIntervals();
    watched.advance(0, 0);
    watched.advance(250, 250);
    watched.take();
    watched.advance(500, 500);
    expect(watched.take()).toEqual([[250, 500]]);
  });
});
