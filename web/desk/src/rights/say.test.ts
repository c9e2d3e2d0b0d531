import { afterAll, expect, test } from "vitest";
import type { Block } from "../api/rights";
import { speak } from "../words/index.svelte";
import { blockLine } from "./say";

const block = {
  kind: "grant",
  exclusive: true,
  series_ids: ["1"],
  media: ["VOD"],
  territories: "JP",
  languages: ["ja"],
  starts: "2026-12-01",
  ends: "2027-01-31",
} as Block;
const series = [{ id: "1", title: "Night Ferry" }] as unknown as Parameters<typeof blockLine>[1];

afterAll(() => speak("en"));

test("what a block says in a line", async () => {
  await speak("en");
  expect(blockLine(block, series)).toBe(
    "Exclusive · Night Ferry · VOD · JP · ja · 2026-12-01 – 2027-01-31",
  );
  expect(blockLine({ ...block, exclusive: false, languages: null, ends: null }, series)).toBe(
    "Night Ferry · VOD · JP · every language · 2026-12-01 – open",
  );
});

test("from right to left, a day and a name stay in one piece", async () => {
  await speak("ar");
  const line = blockLine(block, series);
  for (const piece of ["Night Ferry", "2026-12-01", "2027-01-31"]) {
    expect(line).toContain(`\u2068${piece}\u2069`);
  }
});
