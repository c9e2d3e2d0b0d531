/**
 * An app's own messages, beside those that all share (`t` of this folder): nobody loads another app's words. Same rules:
 * flat JSON, English types the keys, plurals by CLDR category.
 */
import { type Language, language, type Params, translate, useLanguage } from "./index.svelte";

type Plural = Partial<Record<Intl.LDMLPluralRule, string>>;
export type Words = Partial<Record<string, string | Plural>>;
type Loaders = Record<string, () => Promise<Words>>;

/** `loaders` is `import.meta.glob` of the app's `./locales/*.json`. */
export function ownWords<Key extends string>(loaders: Loaders) {
  let words = $state.raw<Words>({});
  return {
    /** Turns the whole page to a language. */
    async speak(wanted: Language): Promise<void> {
      const own = loaders[`./locales/${wanted}.json`]?.();
      const [loaded] = await Promise.all([own, useLanguage(wanted)]);
      words = loaded ?? {};
    },
    /** The message of a key in the present language; the key itself when it is missing. */
    w: (key: Key, params: Params = {}): string => translate(language(), words[key], params) ?? key,
    /** The message of a key that is made up at run time, or `undefined`. */
    wMaybe: (key: string, params: Params = {}): string | undefined =>
      translate(language(), words[key], params),
    /** The ends of all keys that begin with a word and a dot. */
    wEnds: (word: string): string[] =>
      Object.keys(words)
        .filter((key) => key.startsWith(`${word}.`))
        .map((key) => key.slice(word.length + 1)),
  };
}
