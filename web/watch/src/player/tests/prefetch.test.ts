import { describe, expect, test } from "vitest";
import {
  type BufferGoalInput,
  bufferGoalMs,
  type PrefetchInput,
  prefetchDecision,
  WASTE_BUDGET,
  WasteLedger,
} from "../prefetch";

describe("buffer goal", () => {
  const input: BufferGoalInput = {
    playedMs: 0,
    remainingMs: 60_000,
    segmentFetchMs: 400,
    caution: 1,
    wasteRatio: 0,
    dataSaver: false,
  };

  test("begins as small as is safe and grows with the time watched", () => {
    const goals = [0, 2_000, 5_000, 15_000].map((playedMs) => bufferGoalMs({ ...input, playedMs }));
    expect(goals[0]).toBe(700);
    expect([...goals].sort((a, b) => a - b)).toEqual(goals);
    expect(goals[3]).toBeGreaterThan(goals[0] ?? 0);
  });

  test("asks for more on a network that stalled, and on a slow one", () => {
    expect(bufferGoalMs({ ...input, caution: 2 })).toBeGreaterThan(bufferGoalMs(input));
    expect(bufferGoalMs({ ...input, segmentFetchMs: 4_000 })).toBeGreaterThan(4_000);
  });

  test("asks for less after waste and with data-saver, but never less than is safe", () => {
    const watched = { ...input, playedMs: 20_000 };
    expect(bufferGoalMs({ ...watched, wasteRatio: 0.3 })).toBeLessThan(bufferGoalMs(watched));
    expect(bufferGoalMs({ ...watched, dataSaver: true })).toBe(6_000);
    expect(bufferGoalMs({ ...input, wasteRatio: 1, dataSaver: true })).toBe(700);
  });

  test("is careful until it knows", () => {
    const watched = { ...input, playedMs: 20_000 };
    expect(bufferGoalMs({ ...watched, wasteRatio: null })).toBeLessThan(bufferGoalMs(watched));
    expect(bufferGoalMs({ ...watched, wasteRatio: null })).toBeGreaterThan(
      bufferGoalMs({ ...watched, wasteRatio: 0.3 }),
    );
  });

  test("reads on to the end for a viewer who stays", () => {
    expect(bufferGoalMs({ ...input, playedMs: 45_000, remainingMs: 15_000, wasteRatio: 0.3 })).toBe(
      24_000,
    );
  });
});

describe("decision", () => {
  const input: PrefetchInput = {
    aheadMs: 2_000,
    complete: false,
    remainingMs: 50_000,
    goalMs: 900,
    buffering: false,
    prefetchWaste: 0,
    dataSaver: false,
    hidden: false,
  };
  const nothing = { next: false, afterNext: false };

  test("both when the current episode has enough", () => {
    expect(prefetchDecision(input)).toEqual({ next: true, afterNext: true });
  });

  test("nothing while the current one needs the link, or nobody looks", () => {
    expect(prefetchDecision({ ...input, aheadMs: 500 })).toEqual(nothing);
    expect(prefetchDecision({ ...input, buffering: true })).toEqual(nothing);
    expect(prefetchDecision({ ...input, hidden: true })).toEqual(nothing);
  });

  test("a loaded episode has enough whatever is left of it", () => {
    expect(
      prefetchDecision({ ...input, aheadMs: 100, complete: true, remainingMs: 100 }).next,
    ).toBe(true);
  });

  test("waste stops the second guess first, then the first one until the end is near", () => {
    expect(prefetchDecision({ ...input, prefetchWaste: WASTE_BUDGET * 1.5 })).toEqual({
      next: true,
      afterNext: false,
    });
    expect(prefetchDecision({ ...input, prefetchWaste: WASTE_BUDGET * 2.5 })).toEqual(nothing);
    expect(prefetchDecision({ ...input, prefetchWaste: 0.9, remainingMs: 5_000 }).next).toBe(true);
  });

  test("data-saver waits for the end", () => {
    expect(prefetchDecision({ ...input, dataSaver: true })).toEqual(nothing);
    expect(prefetchDecision({ ...input, dataSaver: true, remainingMs: 5_000 })).toEqual({
      next: true,
      afterNext: false,
    });
  });
});

describe("ledger", () => {
  test("a part is watched when any moment of it was", () => {
    const ledger = new WasteLedger();
    ledger.fetched("a", "v#0", 0, 1_000, 100, true);
    ledger.fetched("a", "v#1", 1_000, 3_000, 200, false);
    ledger.fetched("a", "v#2", 3_000, 5_000, 200, false);
    ledger.watched("a", 0, 1_500);
    expect(ledger.close("a")).toEqual({ bytes: 500, wastedBytes: 200 });
    expect(ledger.totals).toEqual({ bytes: 500, wastedBytes: 200 });
  });

  test("touching an edge is not watching", () => {
    const ledger = new WasteLedger();
    ledger.fetched("a", "v#1", 1_000, 3_000, 200, false);
    ledger.watched("a", 0, 1_000);
    expect(ledger.close("a").wastedBytes).toBe(200);
  });

  test("says nothing before it knows enough, then forgets slowly", () => {
    const ledger = new WasteLedger();
    ledger.fetched("a", "v", 0, 1_000, 1_000, true);
    ledger.close("a");
    expect(ledger.ratio).toBeNull();
    ledger.fetched("b", "v", 0, 1_000, 3_000_000, true);
    ledger.close("b");
    expect(ledger.ratio).toBeCloseTo(1);
    expect(ledger.prefetchRatio).toBeCloseTo(1);
    for (let i = 0; i < 20; i++) {
      ledger.fetched(`c${i}`, "v", 0, 1_000, 3_000_000, false);
      ledger.watched(`c${i}`, 0, 500);
      ledger.close(`c${i}`);
    }
    expect(ledger.ratio).toBeLessThan(0.05);
  });

  test("tells reading ahead within an episode from guessing the next one", () => {
    const ledger = new WasteLedger();
    ledger.fetched("a", "v#0", 0, 1_000, 1_000_000, true);
    ledger.fetched("a", "v#5", 9_000, 11_000, 1_000_000, false);
    ledger.watched("a", 0, 900);
    ledger.close("a");
    expect(ledger.ratio).toBeCloseTo(0.5);
    expect(ledger.prefetchRatio).toBe(0);
  });

  test("closing what it never saw is nothing", () => {
    expect(new WasteLedger().close("x")).toEqual({ bytes: 0, wastedBytes: 0 });
  });
});
