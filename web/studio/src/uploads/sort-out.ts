import { extension, isLitter, kindOf, natural } from "./names";

export interface Wanted<F> {
  file: F;
  /** The name it is sent under: what the house goes by. */
  name: string;
  /** The episode whose file it takes the place of. */
  episodeId?: string;
}

export interface SortedOut<F> {
  take: Wanted<F>[];
  /** Names of files that are no use to a series. */
  left: string[];
  /** Those whose name an episode has already; sent again they become one more. */
  known: Wanted<F>[];
}

/** Decides what of a heap of files is sent, and in which order. A single picture is the poster. */
export function sortOut<F extends { name: string }>(
  files: readonly F[],
  episodeFiles: ReadonlySet<string>,
): SortedOut<F> {
  const out: SortedOut<F> = { take: [], left: [], known: [] };
  const pictures = files.filter((file) => kindOf(file.name) === "picture");
  const poster =
    pictures.find((file) => /^poster\./i.test(file.name)) ??
    (pictures.length === 1 ? pictures[0] : undefined);
  for (const file of [...files].sort((a, b) => natural(a.name, b.name))) {
    if (isLitter(file.name)) continue;
    const kind = kindOf(file.name);
    if (file === poster) out.take.push({ file, name: `poster.${extension(file.name)}` });
    else if (kind === "other" || kind === "picture") out.left.push(file.name);
    else if (episodeFiles.has(file.name)) out.known.push({ file, name: file.name });
    else out.take.push({ file, name: file.name });
  }
  return out;
}
