import { beforeEach, expect, test } from "vitest";
import { direction, language, languages, t, useLanguage } from "./index.svelte";
import { ownWords } from "./words.svelte";

const files = {
  "./locales/ar.json": () => Promise.resolve({ hello: "مرحبا" }),
  "./locales/en.json": () => Promise.resolve({ hello: "Hello" }),
};
const { begin, speak, spoken, w } = ownWords<"hello">(files);
const remembered = () => localStorage.getItem("ui-language");
/** What a viewer reads the house in, and this app does not speak. */
const other = "es";

beforeEach(() => localStorage.clear());

test("an app speaks the languages that it has words in", () => {
  expect(spoken).toEqual(["ar", "en"]);
  expect(languages).toContain(other);
});

test("all of a page is in one language: where its own words are missing, English", async () => {
  await useLanguage(other);
  await speak(other, "ar");
  expect([w("hello"), language(), document.documentElement.dir]).toEqual(["مرحبا", "ar", "rtl"]);
  await speak(other);
  expect([w("hello"), t("common.close"), document.documentElement.lang]).toEqual([
    "Hello",
    "Close",
    "en",
  ]);
  expect(document.documentElement.dir).toBe(direction("en"));
});

test("of wishes that come while a language is fetched the last holds, whichever is there first", async () => {
  let arrive = (_: object): void => undefined;
  const slow = {
    ...files,
    "./locales/ar.json": () => new Promise<object>((there) => (arrive = there)),
  };
  const own = ownWords<"hello">(slow);
  const first = own.speak("ar");
  const second = own.speak("en");
  await Promise.resolve();
  await Promise.resolve();
  await Promise.resolve();
  arrive({ hello: "late" });
  await Promise.all([first, second]);
  expect([own.w("hello"), language()]).toEqual(["Hello", "en"]);
});

test("what a viewer chose elsewhere is not forgotten by an app that does not speak it", async () => {
  await useLanguage(other);
  await begin();
  expect([language(), remembered()]).toEqual(["en", other]);
  await useLanguage("ar");
  await begin();
  expect([language(), remembered()]).toEqual(["ar", "ar"]);
  await speak("en");
  expect(remembered()).toBe("en");
});
