/**
 * Translations. Every message of a language is one flat JSON file; the English file gives the keys their type, and the
 * files there are say which languages there are. Only the language in use is fetched. Plurals are objects by CLDR
 * category, chosen by `Intl.PluralRules` from `params.count`.
 */
import type en from "./locales/en.json";

export type MessageKey = keyof typeof en;
export type Params = Record<string, string | number>;
type Plural = Partial<Record<Intl.LDMLPluralRule, string>>;
type Messages = Partial<Record<MessageKey, string | Plural>>;

const loaders = import.meta.glob<Messages>("./locales/*.json", { import: "default" });
const REMEMBERED = "ui-language";

/** The languages that a folder of words speaks, by the paths of its files. */
export const spokenBy = (files: object): string[] =>
  Object.keys(files).map((path) => path.slice("./locales/".length, -".json".length));

/** The languages of the viewer's app. */
export const languages = spokenBy(loaders);

let live = $state.raw<{ language: string; messages: Messages }>({ language: "en", messages: {} });

/** The language of the interface now. */
export const language = (): string => live.language;
/** How each language is written in the house's country. */
let written = $state.raw<Record<string, string>>({});
/** A language as amounts and dates are written in it here. */
export const locale = (of: string = live.language): string => written[of] ?? of;
/** Writes amounts and dates as the house says from now on; until then, as each language does by itself. */
export const writeAs = (locales: Record<string, string>): void => {
  written = locales;
};
export const direction = (of: string = live.language): "ltr" | "rtl" =>
  /^(ar|he|fa|ur)\b/.test(of) ? "rtl" : "ltr";

/** The language of a tag without its region and script, an old code by its new one: "tl" is "fil", "in" is "id". */
export function primary(tag: string): string {
  try {
    return new Intl.Locale(tag).language;
  } catch {
    return tag;
  }
}

/** The first wish that is spoken, compared by its primary subtag. */
export const pickLanguage = (
  wishes: readonly (string | null | undefined)[],
  spoken: readonly string[] = languages,
): string =>
  wishes.map((wish) => primary(wish ?? "")).find((wish) => spoken.includes(wish)) ?? "en";

/** What to begin with, before the house and the viewer's settings are known. */
export const initialLanguage = (spoken?: readonly string[]): string =>
  pickLanguage([remembered(), ...navigator.languages], spoken);

/** The language that the house was last seen in on this device, in any of its apps. */
export function remembered(): string | null {
  try {
    return localStorage.getItem(REMEMBERED);
  } catch {
    return null;
  }
}

let turns = 0;

/** Loads a language and turns the page to it (text, `lang`, `dir`); the next page begins with it, unless told otherwise. */
export async function useLanguage(wanted: string, remember = true): Promise<void> {
  const load = loaders[`./locales/${wanted}.json`];
  if (!load) return;
  const turn = ++turns;
  const messages = await load();
  // Another was wished for meanwhile.
  if (turn !== turns) return;
  live = { language: wanted, messages };
  document.documentElement.lang = wanted;
  document.documentElement.dir = direction(wanted);
  if (!remember) return;
  try {
    localStorage.setItem(REMEMBERED, wanted);
  } catch {
    // Storage may be forbidden; the choice then lives as long as the page.
  }
}

/** The message of a key in the present language; the key itself when it is missing. */
export function t(key: MessageKey, params: Params = {}): string {
  return tMaybe(key, params) ?? key;
}

/** The message of a key that is made up at run time (genres, error codes), or `undefined`. */
export function tMaybe(key: string, params: Params = {}): string | undefined {
  return translate(locale(), live.messages[key as MessageKey], params);
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
