import { languages } from "@ui/i18n/index.svelte";
import { expect, test } from "vitest";
import { coproductionOf, spoken } from "./coproduction";

const plain = (text: string) => text.replaceAll(/[\u2068\u2069]/g, "");

test("it is said in every language of the viewer's app", () => {
  expect(spoken.toSorted()).toEqual([...languages].toSorted());
  const names = ["Northlight", "$& Films"];
  for (const language of languages) {
    const said = plain(coproductionOf(names, language));
    for (const name of names) expect(said, language).toContain(name);
    expect(said, language).not.toContain("{");
  }
});

test("three are listed as the language lists them", () => {
  expect(plain(coproductionOf(["A", "B", "C"], "en"))).toBe("A co-production of A, B, and C");
  expect(plain(coproductionOf(["A", "B"], "es"))).toBe("Una coproducción de A y B");
  // Names of several words stay apart.
  const names = ["Blue Door", "Red Film", "One"];
  expect(plain(coproductionOf(names, "th"))).toBe("ผลงานร่วมสร้างของ Blue Door, Red Film และ One");
});
