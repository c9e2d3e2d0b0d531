/**
 * Translations. Every message of a language is one flat JSON file; the English file gives the keys their type. Only the
 * language in use is fetched. Plurals are objects by CLDR category, chosen by `Intl.PluralRules` from `params.count`.
 */
import type en from "./locales/en.json";

export type MessageKey = keyof typeof en;
export type Params = Record<string, string | number>;
type Plural = Partial<Record<Intl.LDMLPluralRule, string>>;
type Messages = Partial<Record<MessageKey, string | Plural>>;

export const languages = ["en", "zh", "es", "pt", "hi", "ko", "ar"] as const;
export type Language = (typeof languages)[number];

const loaders = import.meta.glob<Messages>("./locales/*.json", { import: "default" });
const REMEMBERED = "ui-language";

let live = $state.raw<{ language: Language; messages: Messages }>({ language: "en", messages: {} });

/** The language of the interface now. */
export const language = (): Language => live.language;
export const direction = (of: string = live.language): "ltr" | "rtl" =>
  /^(ar|he|fa|ur)\b/.test(of) ? "rtl" : "ltr";

/** The first wish that the interface has, compared by its primary subtag. */
export function pickLanguage(wishes: readonly (string | null | undefined)[]): Language {
  for (const wish of wishes) {
    const primary = wish?.toLowerCase().split("-")[0];
    const found = languages.find((known) => known === primary);
    if (found) return found;
  }
  return "en";
}

/** What to begin with, before the house and the viewer's settings are known. */
export function initialLanguage(): Language {
  return pickLanguage([remembered(), ...navigator.languages]);
}

function remembered(): string | null {
  try {
    return localStorage.getItem(REMEMBERED);
  } catch {
    return null;
  }
}

/** Loads a language and turns the page to it (text, `lang`, `dir`). */
export async function useLanguage(wanted: Language): Promise<void> {
  const load = loaders[`./locales/${wanted}.json`];
  if (!load) return;
  live = { language: wanted, messages: await load() };
  document.documentElement.lang = wanted;
  document.documentElement.dir = direction(wanted);
  try {
    localStorage.setItem(REMEMBERED, wanted);
  } catch {
    // Storage may be forbidden; the choice then lives as long as the page.
  }
}

/** The message of a key in the present language; the key itself when it is missing. */
export function t(key: MessageKey, params: Params = {}): string {
  return translate(live.language, live.messages[key], params) ?? key;
}

/** The message of a key that is made up at run time (genres, error codes), or `undefined`. */
export function tMaybe(key: string, params: Params = {}): string | undefined {
  return translate(live.language, live.messages[key as MessageKey], params);
}

/** Pure part: chooses the plural form and fills `{name}` places. */
export function translate(
  language: string,
  message: string | Plural | undefined,
  params: Params = {},
): string | undefined {
  if (message === undefined) return undefined;
  const text = typeof message === "string" ? message : plural(language, message, params.count);
  return text?.replace(/\{(\w+)\}/g, (place, name: string) => {
    const value = params[name];
    if (value === undefined) return place;
    return typeof value === "number" ? new Intl.NumberFormat(language).format(value) : value;
  });
}

function plural(language: string, forms: Plural, count: string | number | undefined) {
  const rule = new Intl.PluralRules(language).select(Number(count ?? 0));
  return forms[rule] ?? forms.other;
}
