/** Reads what was dropped or chosen: files, or whole folders with what is in them. */
import { natural } from "./names";

export interface Dropped {
  files: File[];
  /** The name of the first folder, if one was dropped. */
  folder: string | null;
}

/** Deeper folders than this are somebody's disk, not a series. */
const DEPTH_MAX = 6;

export const carriesFiles = (event: DragEvent): boolean =>
  event.dataTransfer?.types.includes("Files") ?? false;

/** Must be called while the drop is being handled: the browser takes the list away afterwards. */
export async function readDrop(transfer: DataTransfer): Promise<Dropped> {
  const entries = [...transfer.items]
    .filter((item) => item.kind === "file")
    .map((item) => item.webkitGetAsEntry());
  const loose = [...transfer.files];
  if (!entries.some((entry) => entry?.isDirectory)) return { files: loose, folder: null };
  const folder = entries.find((entry) => entry?.isDirectory)?.name ?? null;
  const lists = await Promise.all(entries.map((entry) => (entry ? walk(entry, 0) : [])));
  return { files: lists.flat(), folder };
}

async function walk(entry: FileSystemEntry, depth: number): Promise<File[]> {
  if (entry.isFile) return [await fileOf(entry as FileSystemFileEntry)];
  if (depth >= DEPTH_MAX) return [];
  const inside = await listing(entry as FileSystemDirectoryEntry);
  inside.sort((a, b) => natural(a.name, b.name));
  const lists = await Promise.all(inside.map((one) => walk(one, depth + 1)));
  return lists.flat();
}

const fileOf = (entry: FileSystemFileEntry) =>
  new Promise<File>((resolve, reject) => entry.file(resolve, reject));

async function listing(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  // A reader gives at most a hundred at a time, and nothing when it is through.
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (some.length === 0) return all;
    all.push(...some);
  }
}

/** What a file input holds. */
export function readInput(input: HTMLInputElement): Dropped {
  const files = [...(input.files ?? [])];
  const folder = files[0]?.webkitRelativePath.split("/")[0] || null;
  input.value = "";
  return { files, folder };
}
