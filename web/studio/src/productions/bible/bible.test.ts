import { expect, test } from "vitest";
import { type Bible, changed, names, withAnother, without } from "./bible";

const bible: Bible = {
  title: "The Ring",
  character: [{ name: "MARA", age: 27, aliases: ["MRS. HALE"] }, { name: "KAI" }],
  prop: [{ name: "ring", holder: "KAI" }],
};

test("a change touches one entry, and what is emptied is left out", () => {
  const older = changed(bible, "character", 0, { age: 28 });
  expect(older.character?.[0]).toEqual({ name: "MARA", age: 28, aliases: ["MRS. HALE"] });
  expect(older.character?.[1]).toBe(bible.character?.[1]);
  expect(bible.character?.[0]?.age).toBe(27);
  const bare = changed(bible, "character", 0, { age: undefined, aliases: [], about: "" });
  expect(bare.character?.[0]).toEqual({ name: "MARA" });
  expect(changed(bible, "prop", 0, { holder: "" }).prop).toEqual([{ name: "ring" }]);
  // A name that is emptied stays to be complained of.
  expect(changed(bible, "prop", 0, { name: "" }).prop?.[0]).toEqual({ name: "", holder: "KAI" });
});

test("entries come and go", () => {
  expect(withAnother(bible, "relation").relation).toEqual([{ who: "MARA", is: "", of: "KAI" }]);
  expect(withAnother({ title: "" }, "secret").secret).toEqual([{ id: "" }]);
  expect(without(bible, "character", 0).character).toEqual([{ name: "KAI" }]);
  expect(names(" MRS. HALE，the maid ,, ")).toEqual(["MRS. HALE", "the maid"]);
});
