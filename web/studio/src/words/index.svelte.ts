/**
 * The studio's own messages, beside those it shares with the viewer's app (`t` of `@ui/i18n`): viewers then never
 * load them. Same rules: flat JSON, English types the keys, plurals by CLDR category.
 */
import { type Language, language, translate, useLanguage } from "@ui/i18n/index.svelte";
import type en from "./locales/en.json";

export type WordKey = keyof typeof en;
type Plural = Partial<Record<Intl.LDMLPluralRule, string>>;
type Words = Partial<Record<string, string | Plural>>;

const loaders = import.meta.glob<Words>("./locales/*.json", { import: "default" });
let words = $state.raw<Words>({});

/** Turns the whole page to a language. */
export async function speak(wanted: Language): Promise<void> {
  const [own] = await Promise.all([loaders[`./locales/${wanted}.json`]?.(), useLanguage(wanted)]);
  words = own ?? {};
}

/** The message of a key in the present language; the key itself when it is missing. */
export function w(key: WordKey, params: Record<string, string | number> = {}): string {
  return translate(language(), words[key], params) ?? key;
}

/** The message of a key that is made up at run time, or `undefined`. */
export function wMaybe(
  key: string,
  params: Record<string, string | number> = {},
): string | undefined {
  return translate(language(), words[key], params);
}
