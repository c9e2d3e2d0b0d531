import { expect, test } from "vitest";
import type { Line } from "../api/localisation";
import {
  clockOf,
  fillIn,
  insertAfter,
  lineAt,
  msOf,
  numbersOf,
  pair,
  same,
  trackOf,
} from "./editing";

const line = (start_ms: number, end_ms: number, text = ""): Line => ({
  start_ms,
  end_ms,
  settings: "",
  text,
});

test("times are read as people type them", () => {
  expect(clockOf(63_500)).toBe("1:03.500");
  for (const [text, ms] of [
    ["1:03.500", 63_500],
    ["3,5", 3500],
    [" 0:07 ", 7000],
    ["1:00:00.1", 3_600_100],
    ["90", 90_000],
  ] as const)
    expect(msOf(text)).toBe(ms);
  for (const text of ["", "x", "1:99", "-1", "1:2:3:4", "1.2345"]) expect(msOf(text)).toBeNull();
  for (const ms of [0, 999, 59_999, 3_600_001]) expect(msOf(clockOf(ms))).toBe(ms);
});

test("a source's text stands beside the line that it shares most time with", () => {
  const source = [line(0, 1000, "one"), line(1000, 2000, "two"), line(9000, 9500, "far")];
  expect(pair(source, [line(0, 900), line(950, 2100)])).toEqual(["one", "two"]);
  expect(pair(source, [line(0, 2100)])).toEqual(["one\ntwo"]);
  expect(pair(source, [])).toEqual([]);
});

test("a machine's draft never writes over what somebody has written", () => {
  const draft = [line(0, 1000, "uno"), line(1000, 2000, "dos")];
  expect(fillIn([line(0, 1000), line(1000, 2000, " ")], draft)).toEqual(draft);
  const mixed = fillIn([line(0, 1000, "mine"), line(1000, 2000)], draft);
  expect(mixed.map((one) => one.text)).toEqual(["mine", "dos"]);
});

test("a new line takes the room that is there", () => {
  const lines = [line(0, 1000, "a"), line(1500, 2000, "b")];
  expect(insertAfter(lines, 0)[1]).toMatchObject({ start_ms: 1000, end_ms: 1500 });
  expect(insertAfter(lines, 1)[2]).toMatchObject({ start_ms: 2100, end_ms: 4100 });
  expect(insertAfter([], -1)).toHaveLength(1);
});

test("what is the same is not saved again", () => {
  expect(same([line(0, 1, "a")], [line(0, 1, "a")])).toBe(true);
  expect(same([line(0, 1, "a")], [line(0, 2, "a")])).toBe(false);
  expect(same([], [line(0, 1)])).toBe(false);
});

test("an address names an episode and a language, or nothing", () => {
  const id = "0a1b2c3d-0000-4000-8000-000000000001";
  expect(trackOf(`#${id}/zh-Hans`)).toEqual({ episode: id, language: "zh-Hans" });
  for (const hash of ["", "#", `#${id}`, `#${id}/`, "#x/es", `#${id}/es/more`])
    expect(trackOf(hash)).toBeNull();
});

test("faults say seconds where they measure time on screen", () => {
  expect(numbersOf({ kind: "short", value: 500, limit: 833, grave: false })).toEqual({
    value: 0.5,
    limit: 0.8,
  });
  expect(numbersOf({ kind: "fast", value: 23.44, limit: 17, grave: false })).toEqual({
    value: 23.4,
    limit: 17,
  });
  expect(lineAt([line(0, 10), line(10, 20)], 10)).toBe(1);
});
