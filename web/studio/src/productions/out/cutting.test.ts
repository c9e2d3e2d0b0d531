import { expect, test } from "vitest";
import { asBegun, optionsOf, tagsOf } from "./cutting";

test("tags are read as people write them, each once", () => {
  expect(tagsOf("#drama, ring #drama;短剧、复仇 ")).toEqual(["drama", "ring", "短剧", "复仇"]);
  expect(tagsOf("  ")).toEqual([]);
  expect(tagsOf(Array.from({ length: 80 }, (_, at) => `t${at}`).join(" "))).toHaveLength(50);
});

test("what is chosen is what the house is asked", () => {
  expect(optionsOf(asBegun)).toEqual({
    captions: "in",
    part_s: 60,
    recap_s: 4,
    every_hours: 24,
    first: null,
    tags: [],
  });
  const own = optionsOf({
    ...asBegun,
    part: "",
    recap: "0",
    hours: "168",
    first: "2026-12-01T18:00",
  });
  expect(own).toMatchObject({ part_s: null, recap_s: 0, every_hours: 168 });
  expect(own.first).toBe(new Date("2026-12-01T18:00").toISOString());
});
