import { expect, test } from "vitest";
import { direction, pickLanguage, translate } from "./index.svelte";

test("fills places and keeps those it has nothing for", () => {
  expect(translate("en", "{title}: {number} of {total}", { title: "A", number: 2 })).toBe(
    "A: 2 of {total}",
  );
});

test("writes numbers as the language does", () => {
  expect(translate("en", "{count}", { count: 12_345 })).toBe("12,345");
  expect(translate("es", "{count}", { count: 12_345 })).toBe("12.345");
});

test("chooses the plural form", () => {
  const forms = { one: "{count} day", other: "{count} days" };
  expect(translate("en", forms, { count: 1 })).toBe("1 day");
  expect(translate("en", forms, { count: 0 })).toBe("0 days");
  expect(translate("ar", { two: "يومان", other: "…" }, { count: 2 })).toBe("يومان");
});

test("falls back to the form `other`", () => {
  expect(translate("ar", { other: "{count} أيام" }, { count: 3 })).toContain("أيام");
});

test("a value is put in as it is, places inside it are not filled", () => {
  expect(translate("en", "“{query}”", { query: "{title} $& <b>" })).toBe("“{title} $& <b>”");
});

test("a missing message is nothing", () => {
  expect(translate("en", undefined)).toBeUndefined();
});

test("takes the first language that there is, by its primary tag", () => {
  expect(pickLanguage([null, "nl-BE", "pt-BR", "en"])).toBe("pt");
  expect(pickLanguage(["zh-Hant-TW"])).toBe("zh");
  expect(pickLanguage(["xx", undefined])).toBe("en");
});

test("takes three letters for three, and old codes for the new ones", () => {
  const spoken = ["en", "fi", "fil", "id"];
  expect(pickLanguage(["fil-PH"], spoken)).toBe("fil");
  expect(pickLanguage(["tl-PH", "fi"], spoken)).toBe("fil");
  expect(pickLanguage(["fi-FI"], spoken)).toBe("fi");
  expect(pickLanguage(["in", "fil"], spoken)).toBe("id");
});

test("a broken wish is passed over", () => {
  expect(pickLanguage(["", "not a tag", "_", "ko"])).toBe("ko");
});

test("an app that speaks fewer languages takes the next wish, English at last", () => {
  expect(pickLanguage(["de", "es"], ["en", "es"])).toBe("es");
  expect(pickLanguage(["de-AT"], ["en", "es"])).toBe("en");
});

test("knows who writes from right to left", () => {
  expect(direction("ar")).toBe("rtl");
  expect(direction("ar-EG")).toBe("rtl");
  expect(direction("ko")).toBe("ltr");
  expect(direction("arn")).toBe("ltr");
});
