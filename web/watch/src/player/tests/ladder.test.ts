import { describe, expect, test } from "vitest";
import { buildLadder, screenLimit } from "../ladder";
import { av1, LADDER, playback, track } from "./make";

const all = { av1: true, canPlay: () => true };
const sizes = (tracks: { id: string }[]) => tracks.map(({ id }) => id);

describe("ladder", () => {
  test("is the H.264 one where AV1 is dear", () => {
    const ladder = buildLadder(playback(LADDER, [av1(720, 440)]), { ...all, av1: false });
    expect(sizes(ladder)).toEqual(["v360", "v480", "v720", "v1080"]);
  });

  test("takes an AV1 rung and leaves out what it beats in size and bits", () => {
    const ladder = buildLadder(playback(LADDER, [av1(720, 440)]), all);
    expect(sizes(ladder)).toEqual(["v360", "a720", "v1080"]);
  });

  test("keeps an H.264 rung as the way back", () => {
    const ladder = buildLadder(playback([track(720, 1_100)], [av1(720, 440)]), all);
    expect(sizes(ladder)).toEqual(["v720", "a720"]);
  });

  test("keeps one of two equal rungs", () => {
    const ladder = buildLadder(playback([track(480, 600), track(480, 600, { id: "twin" })]), all);
    expect(ladder).toHaveLength(1);
  });

  test("leaves out what cannot be decoded and what has no segment", () => {
    const empty = track(720, 900, { id: "empty", segments: { offsets: [0], starts_ms: [0] } });
    const hevc = track(1080, 900, { id: "hevc", mime: "video/mp4; codecs=hvc1" });
    const ladder = buildLadder(playback([track(360, 350), empty, hevc]), {
      av1: true,
      canPlay: (mime) => !mime.includes("hvc1"),
    });
    expect(sizes(ladder)).toEqual(["v360"]);
    expect(buildLadder(playback([]), all)).toEqual([]);
  });
});

describe("screen limit", () => {
  test("is the first rung that covers the card", () => {
    expect(screenLimit(LADDER, 390, 2)).toBe(720);
    expect(screenLimit(LADDER, 390, 3)).toBe(1080);
    expect(screenLimit(LADDER, 200, 1)).toBe(360);
    expect(screenLimit(LADDER, 4_000, 2)).toBe(1080);
  });

  test("is the largest rung while the card has no size", () => {
    expect(screenLimit(LADDER, 0, 2)).toBe(1080);
    expect(screenLimit([], 390, 2)).toBe(0);
  });
});
