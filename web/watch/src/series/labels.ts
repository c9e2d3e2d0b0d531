import { tMaybe } from "@ui/i18n/index.svelte";

/** A genre's or trope's name in the language of the interface; an unknown key is made readable. */
export function genreLabel(key: string): string {
  return tMaybe(`genre.${key}`) ?? tMaybe(`trope.${key}`) ?? key.replaceAll("-", " ");
}

/** A credit's role in the language of the interface, or as it was written. */
export function roleLabel(role: string): string {
  return tMaybe(`role.${role.toLowerCase()}`) ?? role;
}
