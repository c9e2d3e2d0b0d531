import { expect, test } from "vitest";
import { ago, clock, compact, duration, languageName } from "./format";

test("a clock", () => {
  expect(clock(0)).toBe("0:00");
  expect(clock(65_999)).toBe("1:05");
  expect(clock(3_723_000)).toBe("1:02:03");
  expect(clock(-5)).toBe("0:00");
});

test("a running time in words", () => {
  expect(duration(40_000, "en")).toBe("40 sec");
  expect(duration(12 * 60_000, "en")).toBe("12 min");
  expect(duration(72 * 60_000, "en")).toBe("1 hr 12 min");
  expect(duration(60 * 60_000, "en")).toBe("1 hr");
  expect(duration(1, "en")).toBe("1 sec");
});

test("large counts are short", () => {
  expect(compact(1_240, "en")).toBe("1.2K");
  expect(compact(999, "en")).toBe("999");
});

test("how long ago", () => {
  const now = Date.parse("2026-03-02T12:00:00Z");
  expect(ago("2026-03-01T12:00:00Z", now, "en")).toBe("yesterday");
  expect(ago("2026-03-02T09:00:00Z", now, "en")).toBe("3 hours ago");
  expect(ago("2026-03-02T11:59:50Z", now, "en")).toBe("this minute");
});

test("a language in its own words, a broken tag as it is", () => {
  expect(languageName("pt")).toBe("Português");
  expect(languageName("not a tag")).toBe("not a tag");
});
