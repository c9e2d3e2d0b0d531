/** The market's own words, fetched with its page: nobody else loads them. Same rules as those of `@ui/i18n`. */
import { language, locale, type Params, translate } from "@ui/i18n/index.svelte";
import type en from "./locales/en.json";

export type WordKey = keyof typeof en;
type Words = Partial<Record<string, string | Partial<Record<Intl.LDMLPluralRule, string>>>>;

const loaders = import.meta.glob<Words>("./locales/*.json", { import: "default" });
let live = $state.raw<{ language: string | null; words: Words }>({ language: null, words: {} });

async function speak(wanted: string): Promise<void> {
  const words = (await loaders[`./locales/${wanted}.json`]?.()) ?? {};
  if (language() === wanted) live = { language: wanted, words };
}

/** The message of a key in the present language; nothing while it is on its way. */
export function w(key: WordKey, params: Params = {}): string {
  return wMaybe(key, params) ?? "";
}

/** The message of a key that is made up at run time, or `undefined`. */
export function wMaybe(key: string, params: Params = {}): string | undefined {
  const now = language();
  if (live.language !== now) void speak(now);
  return translate(locale(live.language ?? now), live.words[key], params);
}
