import { describe, expect, test } from "vitest";
import { base64Bytes, codecOf, segment, segmentAt, segmentBytes, segmentCount } from "../segments";
import { track } from "./make";

describe("segment index", () => {
  const { segments } = track(480, 800, { seconds: 8 });

  test("finds the segment that plays at a time", () => {
    expect([0, 999, 1_000, 2_999, 3_000, 7_999].map((ms) => segmentAt(segments, ms))).toEqual([
      0, 0, 1, 1, 2, 4,
    ]);
  });

  test("clamps outside the episode", () => {
    expect(segmentAt(segments, -5)).toBe(0);
    expect(segmentAt(segments, 1e9)).toBe(segmentCount(segments) - 1);
  });

  test("every segment found covers the time asked for", () => {
    for (let ms = 0; ms < 8_000; ms += 37) {
      const found = segmentAt(segments, ms);
      expect(segments.starts_ms[found]).toBeLessThanOrEqual(ms);
      expect(segments.starts_ms[found + 1]).toBeGreaterThan(ms);
    }
  });

  test("gives byte ranges that join without a gap", () => {
    const video = track(480, 800, { seconds: 8 });
    for (let i = 1; i < segmentCount(segments); i++) {
      expect(segment(video, i)?.from).toBe(segment(video, i - 1)?.to);
    }
    expect(segmentBytes(video, 0)).toBe(100_000);
  });

  test("a damaged index gives nothing instead of nonsense", () => {
    const broken = track(480, 800, { segments: { offsets: [10, 5, 20], starts_ms: [0, 0] } });
    expect(segment(broken, 0)).toBeNull();
    expect(segment(broken, 1)).toBeNull();
    expect(segment(broken, -1)).toBeNull();
    expect(segmentCount({ offsets: [], starts_ms: [] })).toBe(0);
    expect(segmentAt({ offsets: [], starts_ms: [] }, 5)).toBe(0);
  });
});

test("base64 and codecs", () => {
  expect([...base64Bytes("AP8Q")]).toEqual([0, 255, 16]);
  expect(codecOf('video/mp4; codecs="avc1.64001f"')).toBe("h264");
  expect(codecOf('video/mp4; codecs="av01.0.05M.08"')).toBe("av1");
  expect(codecOf('video/mp4; codecs="hvc1"')).toBe("other");
});
