/** The words a series may be filed under; labels are messages by key. The house has the same list. */
import { languageName } from "@ui/i18n/format";
import { tMaybe } from "@ui/i18n/index.svelte";

export const GENRES =
  "romance revenge contract-marriage hidden-identity bl gl thriller horror supernatural period family comedy sci-fi action mystery campus workplace crime fantasy slice-of-life documentary animation".split(
    " ",
  );
export const TROPES =
  "secret-billionaire second-chance enemies-to-lovers fake-relationship love-triangle time-travel rebirth amnesia switched-at-birth single-parent underdog betrayal forbidden-love boss-and-employee werewolf vampire mafia royal-court martial-arts found-family pregnancy comeback".split(
    " ",
  );
/** At most this many of each. */
export const KEYS_MAX = 8;

export const ROLES = [
  "director",
  "writer",
  "producer",
  "actor",
  "music",
  "camera",
  "editor",
  "rights",
];

const LANGUAGES =
  "en zh-Hans zh-Hant es es-419 pt pt-BR hi ko ar ja id ms th vi fil fr de it nl pl tr ru uk fa he ur bn ta te mr sw".split(
    " ",
  );

export const labelOf = (kind: "genre" | "trope", key: string): string =>
  tMaybe(`${kind}.${key}`) ?? key.replaceAll("-", " ");

/** A language as its speakers call it, and as the reader of the page does. */
function bothNames(tag: string): string {
  const own = languageName(tag);
  const here = languageName(tag, false);
  return own.toLowerCase() === here.toLowerCase() ? own : `${own} · ${here}`;
}

/** Languages to choose from, by name; `also` are tags that must be among them. */
export function languageOptions(also: readonly string[] = []): { value: string; label: string }[] {
  return [...new Set([...LANGUAGES, ...also])].map((value) => ({
    value,
    label: bothNames(value),
  }));
}

/** The tag of the list that a browser's or house's tag means. */
export function nearestLanguage(tag: string): string {
  const primary = tag.split("-")[0] ?? tag;
  return (
    LANGUAGES.find((one) => one.toLowerCase() === tag.toLowerCase()) ??
    LANGUAGES.find((one) => one.split("-")[0] === primary) ??
    tag
  );
}
