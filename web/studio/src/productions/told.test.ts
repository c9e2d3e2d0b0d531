import { afterAll, beforeAll, expect, test } from "vitest";
import { speak } from "../words/index.svelte";
import type { Finding, TakeCheck } from "./api";
import { checkText, findingText } from "./told";

const finding = (code: string, more: Partial<Finding> = {}): Finding => ({
  code,
  weight: "fault",
  line: 3,
  message: "In English.",
  measured: 9.4,
  wanted: 5,
  way: null,
  ...more,
});
const check = (name: string, more: Partial<TakeCheck> = {}): TakeCheck => ({
  name,
  value: 0.25,
  wanted: 0.1,
  passed: false,
  message: "in English",
  weight: "blocks",
  ...more,
});

beforeAll(() => speak("es"));
afterAll(() => speak("en"));

test("findings are said in the language of the page, with their figures", () => {
  expect(findingText(finding("hook.late"))).toContain("llega a los 9 s");
  expect(findingText(finding("hook.late", { measured: 0 }))).toContain("Nunca llega");
  expect(findingText(finding("dialogue.heavy", { measured: 0.9, wanted: 0.85 }))).toContain("90 %");
  const byMarks = findingText(finding("ending.soft", { weight: "hint" }));
  expect(byMarks).toContain("puntuación");
});

test("a contradiction is said in the language of the page, with whom and what it names", () => {
  const clash = (code: string, names: Record<string, string>, way: string | null = null) =>
    findingText(finding(code, { measured: null, wanted: null, names, way })).replace(
      /[\u2068\u2069]/g,
      "",
    );
  expect(clash("dead.speaks", { name: "KAI", episode: "1", line: "8" })).toBe(
    "KAI habla y murió en el episodio 1, línea 8. Haz que sea una voz en off o un [[flashback]], o deja que vuelva: [[returns: KAI]].",
  );
  expect(clash("age.other", { name: "KAI", age: "30", known: "27" }, "bible")).toContain(
    "según la biblia, tiene 27",
  );
});

test("what has no words here is said as the house says it", () => {
  expect(
    findingText(finding("dead.dances", { measured: null, wanted: null, names: { name: "KAI" } })),
  ).toBe("In English.");
  expect(findingText(finding("something.new"))).toBe("In English.");
  expect(checkText(check("something_new"))).toBe("in English");
});

test("checks have their figure, and what was heard", () => {
  const words = check("words", { message: "1 of 4 words; heard: \u201cthen pay\u201d" });
  expect(checkText(words)).toBe(
    "El 25 % de las palabras no se oye como está escrito; como mucho 10 %. \u2068\u201cthen pay\u201d\u2069",
  );
  expect(checkText(check("aspect", { message: "640 x 480, where 9:16 was asked for" }))).toContain(
    "\u2068640 x 480\u2069",
  );
  expect(checkText(check("flagged", { passed: true }))).toContain("Nada ofende");
  expect(checkText(check("words", { weight: "not_measured", passed: true }))).toContain(
    "No se ha escuchado",
  );
  const nudity = { value: 0.913, wanted: 0.5, weight: "warns" } as const;
  expect(checkText(check("nudity", nudity))).toBe("Desnudez: 0,91 de 1; como mucho 0,5");
  expect(checkText(check("nudity", { weight: "not_measured", passed: true }))).toContain(
    "no está en esta máquina",
  );
});

test("in English the house's own sentence stands for a finding, and a check has its figure", async () => {
  await speak("en");
  expect(findingText(finding("hook.late"))).toBe("In English.");
  expect(checkText(check("gap", { value: 3.5, wanted: 2 }))).toBe(
    "A pause of 3.5 s inside the line; at most 2 s",
  );
});
