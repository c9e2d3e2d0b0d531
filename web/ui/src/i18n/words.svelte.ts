/**
 * An app's own messages, beside those that all share (`t` of this folder): nobody loads another app's words. Same rules:
 * flat JSON, English types the keys, plurals by CLDR category. An app may speak fewer languages than the viewer's: whoever
 * wishes for another reads all of it in English, never one page in two languages.
 */
import {
  initialLanguage,
  locale,
  type Params,
  pickLanguage,
  remembered,
  spokenBy,
  translate,
  useLanguage,
} from "./index.svelte";

type Plural = Partial<Record<Intl.LDMLPluralRule, string>>;
export type Words = Partial<Record<string, string | Plural>>;
type Loaders = Record<string, () => Promise<Words>>;

/** `loaders` is `import.meta.glob` of the app's `./locales/*.json`. */
export function ownWords<Key extends string>(loaders: Loaders) {
  const spoken = spokenBy(loaders);
  let words = $state.raw<Words>({});

  let turn: Promise<void> = Promise.resolve();

  async function turnTo(wishes: readonly (string | null | undefined)[]): Promise<void> {
    const wanted = pickLanguage(wishes, spoken);
    // The viewer's app, on the same device, keeps the language that this one does not speak.
    const keep = spoken.includes(pickLanguage([remembered()]));
    const own = loaders[`./locales/${wanted}.json`]?.();
    const [loaded] = await Promise.all([own, useLanguage(wanted, keep)]);
    words = loaded ?? {};
  }

  /** Turns the whole page to the first wish that the app speaks; one turn after the other, so that the last wish holds. */
  function speak(...wishes: (string | null | undefined)[]): Promise<void> {
    turn = turn.catch(() => undefined).then(() => turnTo(wishes));
    return turn;
  }

  return {
    spoken,
    speak,
    /** Speaks what was last spoken on this device, else the browser's language. */
    begin: () => speak(initialLanguage(spoken)),
    /** The message of a key in the present language; the key itself when it is missing. */
    w: (key: Key, params: Params = {}): string => translate(locale(), words[key], params) ?? key,
    /** The message of a key that is made up at run time, or `undefined`. */
    wMaybe: (key: string, params: Params = {}): string | undefined =>
      translate(locale(), words[key], params),
    /** The ends of all keys that begin with a word and a dot. */
    wEnds: (word: string): string[] =>
      Object.keys(words)
        .filter((key) => key.startsWith(`${word}.`))
        .map((key) => key.slice(word.length + 1)),
  };
}
