import { expect, test } from "vitest";
import { languageName } from "./format";
import { direction, languages } from "./index.svelte";

type Message = string | Record<string, string>;
const files = import.meta.glob<Record<string, Message>>("./locales/*.json", {
  import: "default",
  eager: true,
});
const messages = (language: string) => files[`./locales/${language}.json`] ?? {};
const english = messages("en");

function places(message: Message): string[] {
  const text = typeof message === "string" ? message : Object.values(message).join(" ");
  return [...new Set([...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? ""))].sort();
}

test("every language has a name of its own, in its own letters, and is written in its own direction", () => {
  const names = languages.map((one) => languageName(one));
  expect(new Set(names).size).toBe(languages.length);
  expect(languages.filter((one, at) => names[at] === one)).toEqual([]);
  expect(languages.filter((one) => direction(one) === "rtl")).toEqual(["ar"]);
});

test.each(languages)("%s says everything, with the same places to fill", (language) => {
  const own = messages(language);
  expect(Object.keys(own).sort()).toEqual(Object.keys(english).sort());
  for (const [key, message] of Object.entries(english)) {
    expect([key, places(own[key] ?? "")]).toEqual([key, places(message)]);
  }
});

test.each(languages)("%s has every plural form that its numbers ask for", (language) => {
  const categories = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
  for (const [key, message] of Object.entries(messages(language))) {
    if (typeof message === "string") continue;
    expect([key, Object.keys(message).sort()]).toEqual([key, [...categories].sort()]);
  }
});

test.each(languages.filter((one) => one !== "en"))("%s is translated, not copied", (language) => {
  const own = messages(language);
  const sentences = Object.keys(english).filter((key) => String(english[key]).length > 24);
  expect(sentences.filter((key) => own[key] === english[key])).toEqual([]);
});
