import { describe, expect, it } from "vitest";
import type { StudioEpisode } from "../api/types";
import { localValue, nextEvening, waitingEpisodes, weeklyDrops } from "./schedule";

const episode = (number: number, state: string, publish_at: string | null = null) =>
  ({ number, publish_at, package: { state } }) as StudioEpisode;

describe("weekly drops", () => {
  it("come seven days apart, the last one short", () => {
    const from = new Date("2026-12-02T19:00:00Z");
    const drops = weeklyDrops([1, 2, 3, 4, 5], 2, from);
    expect(drops.map((drop) => drop.numbers)).toEqual([[1, 2], [3, 4], [5]]);
    expect(drops.map((drop) => drop.at.toISOString())).toEqual([
      "2026-12-02T19:00:00.000Z",
      "2026-12-09T19:00:00.000Z",
      "2026-12-16T19:00:00.000Z",
    ]);
    expect(weeklyDrops([], 2, from)).toEqual([]);
  });

  it("leave out what viewers have already", () => {
    const now = new Date("2026-12-02T00:00:00Z");
    const list = [
      episode(1, "complete"),
      episode(2, "playable", "2026-12-01T00:00:00Z"),
      episode(3, "complete", "2026-12-08T00:00:00Z"),
      episode(4, "packaging"),
    ];
    expect(waitingEpisodes(list, true, now).map((one) => one.number)).toEqual([3, 4]);
    expect(waitingEpisodes(list, false, now).map((one) => one.number)).toEqual([1, 2, 3, 4]);
  });
});

describe("moments", () => {
  it("are written as a date field wants them, and read back the same", () => {
    const moment = new Date(2026, 0, 5, 7, 3);
    expect(localValue(moment)).toBe("2026-01-05T07:03");
    expect(new Date(localValue(moment)).getTime()).toBe(moment.getTime());
  });

  it("begin with an evening that is still ahead", () => {
    expect(localValue(nextEvening(new Date(2026, 4, 31, 9, 0)))).toBe("2026-05-31T19:00");
    expect(localValue(nextEvening(new Date(2026, 4, 31, 18, 30)))).toBe("2026-06-01T19:00");
  });
});
