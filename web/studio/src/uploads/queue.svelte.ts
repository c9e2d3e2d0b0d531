/** All files on their way, of all series: they keep going while their owner looks at other pages. */
import { FileUpload } from "./file-upload.svelte";
import type { Wanted } from "./sort-out";

const AT_ONCE = 2;

class UploadQueue {
  all = $state.raw<readonly FileUpload[]>([]);
  /** Frames for the framing dialog come from here as long as the page lives. */
  readonly #files = new Map<string, File>();

  readonly active = $derived(this.all.filter((one) => one.state !== "sent"));
  readonly sending = $derived(this.all.some((one) => one.state === "sending"));
  /** 0 to 1 over everything that is not paused or failed. */
  readonly share = $derived.by(() => {
    const moving = this.all.filter((one) => one.state !== "paused" && one.state !== "failed");
    const bytes = moving.reduce((sum, one) => sum + one.file.size, 0);
    return bytes ? moving.reduce((sum, one) => sum + one.sent, 0) / bytes : 1;
  });

  of(seriesId: string): FileUpload[] {
    return this.all.filter((one) => one.seriesId === seriesId);
  }

  /** The file behind an episode, if it was chosen in this visit. */
  fileOf(seriesId: string, name: string): File | undefined {
    return this.#files.get(`${seriesId}/${name}`);
  }

  /** Puts files in line; the number of those that were not in it already. */
  add(seriesId: string, wanted: readonly Wanted<File>[]): number {
    const fresh = wanted.filter(
      ({ name, file }) =>
        !this.active.some(
          (one) => one.seriesId === seriesId && one.name === name && one.file.size === file.size,
        ),
    );
    for (const { name, file } of fresh) this.#files.set(`${seriesId}/${name}`, file);
    const made = fresh.map(
      ({ file, name, episodeId }) =>
        new FileUpload(seriesId, file, name, () => this.#next(), episodeId),
    );
    this.all = [...this.all, ...made];
    this.#next();
    return made.length;
  }

  pause(one: FileUpload): void {
    void one.pause();
    this.#next();
  }

  resume(one: FileUpload): void {
    one.state = "waiting";
    this.#next();
  }

  pauseAll(seriesId: string): void {
    for (const one of this.of(seriesId))
      if (one.state === "sending" || one.state === "waiting") void one.pause();
  }

  resumeAll(seriesId: string): void {
    for (const one of this.of(seriesId)) if (one.resumable) one.state = "waiting";
    this.#next();
  }

  cancel(one: FileUpload): void {
    void one.cancel();
    this.drop(one);
  }

  /** Sends another file in the place of one that could not be used. */
  swap(one: FileUpload, file: File): void {
    this.cancel(one);
    const name = one.kind === "video" ? file.name : one.name;
    this.add(one.seriesId, [{ file, name, episodeId: one.episodeId }]);
  }

  /** Takes a finished one off the list. */
  drop(one: FileUpload): void {
    this.all = this.all.filter((other) => other !== one);
    this.#next();
  }

  /** The connection is back. */
  retryLost(): void {
    for (const one of this.all) if (one.state === "failed" && one.offline) one.state = "waiting";
    this.#next();
  }

  #next(): void {
    for (const one of this.all) {
      const sending = this.all.filter((other) => other.state === "sending");
      if (sending.length >= AT_ONCE) return;
      if (one.state !== "waiting") continue;
      const behind =
        one.keepsOrder &&
        sending.some((other) => other.keepsOrder && other.seriesId === one.seriesId);
      if (!behind) void one.start();
    }
  }
}

export const uploads = new UploadQueue();

/** Warns before leaving while files are on their way, and goes on when the connection is back. */
export function watchUploads(): () => void {
  const leaving = (event: BeforeUnloadEvent) => {
    if (uploads.sending) event.preventDefault();
  };
  const online = () => uploads.retryLost();
  window.addEventListener("beforeunload", leaving);
  window.addEventListener("online", online);
  return () => {
    window.removeEventListener("beforeunload", leaving);
    window.removeEventListener("online", online);
  };
}
