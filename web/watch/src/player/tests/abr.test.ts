import { describe, expect, test } from "vitest";
import { type AbrInput, abandon, allowed, nextRung, startRung } from "../abr";
import { shortSide } from "../segments";
import type { Track } from "../types";
import { av1, LADDER, track } from "./make";

const input: AbrInput = {
  ladder: LADDER,
  audioBitrate: 96_000,
  bandwidth: 4e6,
  roundTripMs: 100,
  quality: "auto",
  dataSaver: false,
  screenLimit: 720,
  decoderLimit: null,
};
const rung = (size: number) => LADDER.find((track) => shortSide(track) === size) as Track;

describe("start", () => {
  test("480 on an unknown network, 360 with data-saver", () => {
    expect(startRung({ ...input, bandwidth: null }, 0, 300)).toBe(rung(480));
    expect(startRung({ ...input, bandwidth: null, dataSaver: true }, 0, 300)).toBe(rung(360));
  });

  test("a thrifty rung may be larger", () => {
    const ladder = [rung(360), av1(720, 440), rung(1080)];
    expect(startRung({ ...input, ladder, bandwidth: null }, 0, 300)?.id).toBe("a720");
  });

  test("the best whose first frame comes in time", () => {
    // 720: 137 kB first second, 60 % of it and 12 kB of sound in 100 + 189 ms.
    expect(startRung(input, 0, 300)).toBe(rung(720));
    expect(startRung(input, 0, 270)).toBe(rung(480));
    expect(startRung({ ...input, bandwidth: 1.2e6, roundTripMs: 300 }, 0, 300)).toBe(rung(360));
  });

  test("never more than the network sustains, whatever the time allowed", () => {
    expect(startRung({ ...input, bandwidth: 1e6 }, 0, 60_000)).toBe(rung(480));
  });

  test("nothing to choose from", () => {
    expect(startRung({ ...input, ladder: [] }, 0, 300)).toBeNull();
  });
});

describe("next", () => {
  test("goes up with good throughput and enough in the buffer", () => {
    expect(nextRung({ ...input, bandwidth: 20e6 }, rung(480), 5_000, 2_000)).toBe(rung(720));
  });

  test("does not go up when the larger segment would come late", () => {
    expect(nextRung(input, rung(480), 5_000, 600)).toBe(rung(480));
  });

  test("goes down before the buffer runs dry", () => {
    expect(nextRung({ ...input, bandwidth: 1.2e6 }, rung(720), 5_000, 1_500)).toBe(rung(480));
    expect(nextRung({ ...input, bandwidth: 3e5 }, rung(720), 5_000, 500)).toBe(rung(360));
  });

  test("holds on between the thresholds: no flapping", () => {
    // 1.196 Mbit/s needed for 720: 85 % of 1.4.
    const edge = { ...input, bandwidth: 1.4e6 };
    expect(nextRung(edge, rung(720), 5_000, 6_000)).toBe(rung(720));
    expect(nextRung(edge, rung(480), 5_000, 6_000)).toBe(rung(480));
  });

  test("more bandwidth never gives a smaller rung", () => {
    for (const current of LADDER) {
      let last = 0;
      for (let bandwidth = 1e5; bandwidth < 3e7; bandwidth *= 1.3) {
        const size = shortSide(
          nextRung({ ...input, bandwidth, screenLimit: 1080 }, current, 5_000, 4_000),
        );
        expect(size).toBeGreaterThanOrEqual(last);
        last = size;
      }
    }
  });

  test("weighs the segment that plays then, though rungs are cut differently", () => {
    // One segment of 20 s: 2.75 MB, far too late for a buffer of two seconds.
    const long = track(720, 1_100, {
      segments: { offsets: [0, 2_750_000], starts_ms: [0, 20_000] },
    });
    expect(nextRung({ ...input, ladder: [rung(480), long] }, rung(480), 5_000, 2_000)).toBe(
      rung(480),
    );
  });

  test("keeps the rung while nothing is known", () => {
    expect(nextRung({ ...input, bandwidth: null }, rung(480), 5_000, 1_000)).toBe(rung(480));
  });
});

describe("limits", () => {
  test("screen, decoder and data-saver", () => {
    expect(allowed(input).map(shortSide)).toEqual([360, 480, 720]);
    expect(allowed({ ...input, decoderLimit: 480 }).map(shortSide)).toEqual([360, 480]);
    expect(allowed({ ...input, dataSaver: true }).map(shortSide)).toEqual([360, 480]);
    expect(allowed({ ...input, screenLimit: 100 }).map(shortSide)).toEqual([360]);
  });

  test("a chosen quality is played, or the nearest below", () => {
    expect(allowed({ ...input, quality: "1080" }).map(shortSide)).toEqual([1080]);
    expect(
      allowed({ ...input, quality: "480", ladder: [rung(360), rung(720)] }).map(shortSide),
    ).toEqual([360]);
    expect(allowed({ ...input, quality: "360", ladder: [rung(720)] }).map(shortSide)).toEqual([
      720,
    ]);
  });
});

describe("abandon", () => {
  const slow = { bytes: 250_000, received: 30_000, elapsedMs: 1_000 };

  test("a segment that comes long after the buffer has run dry", () => {
    expect(abandon(slow, 80_000, 1_000)).toBe(true);
  });

  test("not when it comes in time, is nearly here, or has just begun", () => {
    expect(abandon(slow, 80_000, 9_000)).toBe(false);
    expect(abandon({ ...slow, received: 200_000 }, 80_000, 100)).toBe(false);
    expect(abandon({ ...slow, received: 0, elapsedMs: 300 }, 80_000, 0)).toBe(false);
  });

  test("not for a rung that would hardly be quicker", () => {
    expect(abandon(slow, 200_000, 0)).toBe(false);
  });
});
