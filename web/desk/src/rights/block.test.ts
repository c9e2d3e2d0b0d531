import { expect, test } from "vitest";
import { blockOf, complete, emptyBlock, formOf } from "./block";

test("what a form means reads back as the same form", () => {
  const form = {
    ...emptyBlock(),
    series: ["a"],
    media: "SVOD, Coins",
    languages: "es, pt",
    starts: "2026-03-01",
    exclusive: true,
  };
  expect(formOf(blockOf(form))).toEqual(form);
  expect(blockOf(form).languages).toEqual(["es", "pt"]);
});

test("no language is every language, no day is open", () => {
  const block = blockOf({ ...emptyBlock(), series: ["a"] });
  expect([block.languages, block.starts, block.ends]).toEqual([null, null, null]);
});

test("a block needs titles, places, media, and an option its end", () => {
  const form = { ...emptyBlock(), series: ["a"] };
  expect(complete(form)).toBe(true);
  expect(complete({ ...form, series: [] })).toBe(false);
  expect(complete({ ...form, territories: " " })).toBe(false);
  expect(complete({ ...form, kind: "option" })).toBe(false);
  expect(complete({ ...form, kind: "option", expires: "2026-04-01" })).toBe(true);
});
