/** Lists that are typed: `a.example, b.example` ↔ `["a.example", "b.example"]`. */
export const listed = (text: string): string[] =>
  text
    .split(/[\s,;，、]+/)
    .map((part) => part.trim())
    .filter(Boolean);

/** Host names that are typed: between commas, so that what is no host name is refused whole and not taken for three. */
export const hostsOf = (text: string): string[] =>
  text
    .split(/[,;\n，、]+/)
    .map((part) => part.trim())
    .filter(Boolean);

export const typed = (list: readonly string[] | undefined): string => (list ?? []).join(", ");

/** A short name for the command line from a house's name; what cannot be written so is left out. */
export const slugOf = (name: string): string =>
  name
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 40);
