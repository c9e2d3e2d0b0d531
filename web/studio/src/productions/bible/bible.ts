/** The bible as the house keeps it (crates/screenplay): what is true of a series beyond any one episode. */
import { api, unwrap } from "@ui/api";
import type { components } from "@ui/api/schema";

export interface Look {
  /** One word. */
  name: string;
  /** `4`, `1-12`, `40-`; left out: all. */
  episodes?: string;
  about?: string;
}
export interface Person {
  name: string;
  aliases?: string[];
  presenting?: string;
  age?: number;
  about?: string;
  voice?: string;
  look?: Look[];
}
export interface Relation {
  who: string;
  is: string;
  of: string;
  episodes?: string;
}
export interface Place {
  name: string;
  episodes?: string;
  about?: string;
}
export interface Prop {
  name: string;
  holder?: string;
  about?: string;
}
export interface Secret {
  id: string;
  what?: string;
  knows?: { who: string; since: number }[];
}
export interface Bible {
  title: string;
  character?: Person[];
  relation?: Relation[];
  location?: Place[];
  prop?: Prop[];
  secret?: Secret[];
}
export type BibleView = Omit<components["schemas"]["BibleView"], "bible"> & { bible: Bible };

const ONE = "/api/v1/studio/productions/{id}/bible";
const at = (id: string) => ({ path: { id } });

export const readBible = (id: string) =>
  unwrap(api.GET(ONE, { params: at(id) })) as Promise<BibleView>;
export const changeBible = (id: string, bible: Bible) =>
  unwrap(
    api.PUT(ONE, { params: at(id), body: { bible: bible as unknown as Record<string, never> } }),
  ) as Promise<BibleView>;
export const changeBibleText = (id: string, text: string) =>
  unwrap(api.PUT(ONE, { params: at(id), body: { text } })) as Promise<BibleView>;
export const resetBible = (id: string) =>
  unwrap(api.DELETE(ONE, { params: at(id) })) as Promise<BibleView>;

export type Part = "character" | "relation" | "location" | "prop" | "secret";

/** Pure: with one entry of a list changed. */
export function changed<P extends Part>(
  bible: Bible,
  part: P,
  place: number,
  change: Partial<NonNullable<Bible[P]>[number]>,
): Bible {
  const list = (bible[part] ?? []) as object[];
  return { ...bible, [part]: list.with(place, pruned({ ...list[place], ...change })) };
}

/** Pure: without one entry of a list. */
export const without = (bible: Bible, part: Part, place: number): Bible => ({
  ...bible,
  [part]: ((bible[part] ?? []) as object[]).toSpliced(place, 1),
});

/** Pure: with another, empty entry. */
export function withAnother(bible: Bible, part: Part): Bible {
  const people = bible.character ?? [];
  const fresh = {
    character: { name: "" },
    relation: { who: people[0]?.name ?? "", is: "", of: people[1]?.name ?? people[0]?.name ?? "" },
    location: { name: "" },
    prop: { name: "" },
    secret: { id: "" },
  }[part];
  return { ...bible, [part]: [...((bible[part] ?? []) as object[]), fresh] };
}

/** What is empty is not written. */
function pruned(entry: object): object {
  const kept = Object.entries(entry).filter(
    ([name, value]) =>
      value !== undefined &&
      value !== null &&
      (value !== "" || ["name", "id", "who", "is", "of"].includes(name)),
  );
  return Object.fromEntries(kept.filter(([, value]) => !Array.isArray(value) || value.length > 0));
}

/** Names with commas between. */
export const names = (text: string): string[] =>
  text
    .split(/[,，]/)
    .map((name) => name.trim())
    .filter(Boolean);
