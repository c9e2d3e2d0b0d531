/** The studio's own messages: viewers never load them. */
import { ownWords, type Words } from "@ui/i18n/words.svelte";
import type en from "./locales/en.json";

export type WordKey = keyof typeof en;

export const { begin, speak, spoken, w, wMaybe } = ownWords<WordKey>(
  import.meta.glob<Words>("./locales/*.json", { import: "default" }),
);
