/** What file names say. The same rules as the house's own, so that the page can tell before sending. */

export type FileKind = "video" | "subtitles" | "picture" | "other";

const KINDS: Record<Exclude<FileKind, "other">, string[]> = {
  video: "mp4 m4v mov mkv webm 3gp avi wmv flv mpg mpeg ts mts m2ts ogv".split(" "),
  subtitles: ["srt", "vtt", "ass", "ssa"],
  picture: ["jpg", "jpeg", "png", "webp"],
};

export const ACCEPT = Object.values(KINDS)
  .flat()
  .map((extension) => `.${extension}`)
  .join(",");

export function extension(name: string): string {
  const at = name.lastIndexOf(".");
  return at > 0 ? name.slice(at + 1).toLowerCase() : "";
}

export function kindOf(name: string): FileKind {
  const ending = extension(name);
  for (const [kind, endings] of Object.entries(KINDS))
    if (endings.includes(ending)) return kind as FileKind;
  return "other";
}

/** The episode number a name begins with, if any. */
export function leadingNumber(name: string): number | null {
  const digits = /^\s*(\d+)/.exec(name)?.[1];
  const number = Number(digits);
  return digits !== undefined && number >= 1 && number <= 10_000 ? number : null;
}

const counting = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

/** The order in which people count: `2.mp4` before `10.mp4`. */
export const natural = (a: string, b: string): number => counting.compare(a, b);

/** Files that systems leave in folders and nobody means to send. */
export const isLitter = (name: string): boolean =>
  name.startsWith(".") || /^(thumbs\.db|desktop\.ini|series\.toml)$/i.test(name);

/** A folder's name as a title: `my_first-love` becomes `My first love`. */
export function titleOf(folder: string): string {
  const words = folder
    .replace(/[_\-.]+/g, " ")
    .replace(/\s+/g, " ")
    .trim();
  return words.charAt(0).toLocaleUpperCase() + words.slice(1);
}
