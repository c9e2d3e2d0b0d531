/** What holds of every app's own words; for its tests. */
import { describe, expect, it } from "vitest";
import { spokenBy } from "./index.svelte";

export type WordFile = Record<string, string | Record<string, string>>;
const places = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();

/** `files` is `import.meta.glob` of `./locales/*.json`, eager; `languages` are those that must be there, and no other. */
export function checkWords(files: Record<string, WordFile>, languages: readonly string[]): void {
  const wordsOf = (tag: string) => files[`./locales/${tag}.json`] ?? {};
  const en = wordsOf("en");
  /** The house writes its problems and findings in English itself; only other languages have words for them. */
  const isProblem = (key: string) => /^(problem|remedy|finding)\./.test(key) && !(key in en);

  it("is there in every language", () => {
    expect(spokenBy(files).sort()).toEqual([...languages].sort());
  });

  describe.each(languages.filter((tag) => tag !== "en"))("%s", (tag) => {
    const words = wordsOf(tag);

    it("has every message and no other", () => {
      const keys = Object.keys(words).filter((key) => !isProblem(key));
      expect(keys.sort()).toEqual(Object.keys(en).sort());
    });

    it("says every problem with a remedy, the same as the other languages", () => {
      const problems = Object.keys(words).filter(isProblem).sort();
      expect(problems).toEqual(Object.keys(wordsOf("es")).filter(isProblem).sort());
      const codes = problems.filter((key) => key.startsWith("problem.")).map((key) => key.slice(8));
      expect(codes.filter((code) => !words[`remedy.${code}`])).toEqual([]);
    });

    it("has the plural forms its grammar asks for", () => {
      const wanted = new Intl.PluralRules(tag).resolvedOptions().pluralCategories;
      for (const [key, value] of Object.entries(words)) {
        if (typeof value === "string") continue;
        // "other" serves for millions ("many" in Spanish) and for nothing at all ("zero" in Arabic).
        const missing = wanted.filter((form) => !(form in value) && !/many|zero/.test(form));
        expect([key, missing]).toEqual([key, []]);
        expect(value.other, key).toBeTruthy();
      }
    });

    it("fills the same places as English, or as each other", () => {
      const theirs = Object.entries(wordsOf("es")).filter(([key]) => isProblem(key));
      for (const [key, value] of [...Object.entries(en), ...theirs]) {
        const text = (one: string | Record<string, string> | undefined) =>
          typeof one === "string" ? one : (one?.other ?? "");
        expect([key, places(text(words[key]))]).toEqual([key, places(text(value))]);
      }
    });
  });
}
