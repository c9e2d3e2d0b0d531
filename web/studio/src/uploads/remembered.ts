/** Uploads that a closed or reloaded page left half way: the browser keeps their addresses, not their files. */
import { defaultOptions } from "tus-js-client";

export interface Interrupted {
  name: string;
  bytes: number;
  storageKey: string;
}

/** What makes two files the same: then sending goes on instead of beginning anew. */
export function fingerprintOf(
  seriesId: string,
  file: Pick<File, "name" | "size" | "lastModified">,
): string {
  return ["studio", seriesId, file.name, file.size, file.lastModified].join("|");
}

const storage = () => defaultOptions.urlStorage;

export async function interruptedOf(seriesId: string): Promise<Interrupted[]> {
  const all = await storage().findAllUploads();
  return all
    .filter((one) => one.metadata.series_id === seriesId)
    .map((one) => ({
      name: one.metadata.filename ?? "",
      bytes: one.size ?? 0,
      storageKey: one.urlStorageKey,
    }));
}

/** Forgets one here; the house lets its bytes go after a day. */
export async function forget(one: Interrupted): Promise<void> {
  await storage().removeUpload(one.storageKey);
}

/** Forgets every trace of a file. */
export async function forgetAll(fingerprint: string): Promise<void> {
  const found = await storage().findUploadsByFingerprint(fingerprint);
  await Promise.all(found.map((one) => storage().removeUpload(one.urlStorageKey)));
}
