/**
 * The words about money, beside those of `@ui/i18n`: fetched with the first sheet or page that says them, so that the
 * first picture waits for none of them. Same rules: flat JSON, English types the keys, plurals by CLDR category.
 */
import { language, locale, type Params, translate } from "@ui/i18n/index.svelte";
import type en from "./locales/en.json";

export type WordKey = keyof typeof en;
type Words = Partial<Record<string, string | Partial<Record<Intl.LDMLPluralRule, string>>>>;

const loaders = import.meta.glob<Words>("./locales/*.json", { import: "default" });
let live = $state.raw<{ language: string | null; words: Words }>({ language: null, words: {} });

/** Fetches the words of the interface's language, unless they are here. */
export async function speak(wanted: string = language()): Promise<void> {
  if (live.language === wanted) return;
  const words = (await loaders[`./locales/${wanted}.json`]?.()) ?? {};
  if (language() === wanted) live = { language: wanted, words };
}

/** The message of a key in the present language; nothing while it is on its way. */
export function w(key: WordKey, params: Params = {}): string {
  return say(key, params) ?? "";
}

/** The message of a key that is made up at run time, or `undefined`. */
export function wMaybe(key: string, params: Params = {}): string | undefined {
  return say(key, params);
}

function say(key: string, params: Params): string | undefined {
  const now = language();
  if (live.language !== now) void speak(now);
  return translate(locale(live.language ?? now), live.words[key], params);
}
