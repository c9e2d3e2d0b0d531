/** Characters as the house keeps them (crates/storyboard): faces, looks, voices. */

export interface Look {
  id: string;
  outfit: string;
  /** `#rrggbb` of the main garment and of what goes with it. */
  colours: [string, string];
  from: number;
  to: number | null;
}

export interface Character {
  id: string;
  name: string;
  appearance: {
    /** 64 bits: as text, because a browser would round them. */
    seed: string;
    presenting: string;
    age: string;
    skin: number;
    hair: string | null;
    hair_colour: string | null;
    glasses: boolean;
    beard: boolean;
  };
  looks: Look[];
  voice: string | null;
}

export const PRESENTING = ["feminine", "masculine", "neutral"] as const;
export const AGES = ["child", "young", "adult", "old"] as const;
export const OUTFITS = [
  "casual",
  "shirt",
  "suit",
  "dress",
  "gown",
  "hoodie",
  "coat",
  "uniform",
  "scrubs",
  "robe",
  "sportswear",
  "apron",
] as const;
/** From the lightest to the darkest, as they are painted. */
export const SKINS = [
  "#ffe6d6",
  "#fcdcc4",
  "#f6cfae",
  "#e9ba92",
  "#d19a6e",
  "#ae7850",
  "#865738",
  "#623e2b",
];
export const HAIR_COLOURS = [
  "#2c2630",
  "#3a2a2a",
  "#52362a",
  "#754a30",
  "#8e5f3c",
  "#d8b26a",
  "#8e3f2a",
  "#a9a6ab",
  "#c9c5c6",
];
/** In the order of the sheet that is drawn. */
export const SHEET_COLUMNS = 6;

/** Somebody with another look after the last, from the first episode that no look is for. */
export function withLook(person: Character, last: number): Character {
  const own = person.looks.at(-1);
  const ends = own?.to ?? last;
  const from = Math.min(last, ends + 1);
  const ids = new Set(person.looks.map((look) => look.id));
  let at = person.looks.length + 1;
  while (ids.has(`look-${at}`)) at += 1;
  const looks = person.looks.map((look, index) =>
    index === person.looks.length - 1 && look.to === null && look.from < from
      ? { ...look, to: from - 1 }
      : look,
  );
  const added: Look = {
    id: `look-${at}`,
    outfit: "casual",
    colours: own?.colours ?? ["#2f4b6e", "#e8e4da"],
    from,
    to: null,
  };
  return { ...person, looks: [...looks, added] };
}

/** A look changed; its episodes stay in order. */
export function lookChanged(person: Character, at: number, change: Partial<Look>): Character {
  const looks = person.looks.map((look, index) => {
    if (index !== at) return look;
    const after = { ...look, ...change };
    return after.to !== null && after.to < after.from ? { ...after, to: after.from } : after;
  });
  return { ...person, looks };
}

/** Another face of the same person: the next of a row of seeds. */
export const nextSeed = (seed: string): string =>
  String((BigInt(seed) * 48_271n + 11n) % 2_147_483_647n);

export const faceChanged = (
  person: Character,
  change: Partial<Character["appearance"]>,
): Character => ({ ...person, appearance: { ...person.appearance, ...change } });
