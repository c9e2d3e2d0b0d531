/** One file on its way to the house, resumable: it goes on where it stopped, after a lost connection or a reload too. */
import { DetailedError, type PreviousUpload, Upload } from "tus-js-client";
import { uploadsEndpoint } from "../api";
import type { Problem } from "../api/types";
import { type FileKind, kindOf, leadingNumber } from "./names";
import { fingerprintOf, forgetAll } from "./remembered";
import { Speed } from "./speed";

export type UploadState = "waiting" | "sending" | "paused" | "failed" | "sent";

/** Large enough to be fast, small enough that little is lost with a connection. */
const CHUNK_BYTES = 8 * 1024 * 1024;
const RETRY_DELAYS_MS = [0, 1000, 3000, 6000, 12_000];

/** Answers that blame the file: its kind, its size, its content. */
const ABOUT_FILE = [400, 413, 415, 422];

let made = 0;

export class FileUpload {
  readonly id = made++;
  readonly kind: FileKind;
  state = $state<UploadState>("waiting");
  sent = $state(0);
  bytesPerSecond = $state(0);
  problem = $state.raw<Problem | null>(null);
  /** When the house did not answer: tried again by itself once the connection is back. */
  offline = false;
  /** The house said no: asking about the same upload again would only hear that it is over. */
  refused = false;
  /** The file itself cannot be used: sending it again would not help. */
  needsAnotherFile = $state(false);
  readonly #fingerprint: string;
  readonly #changed: (upload: FileUpload) => void;
  #upload: Upload;
  readonly #speed = new Speed();

  constructor(
    readonly seriesId: string,
    readonly file: File,
    readonly name: string,
    changed: (upload: FileUpload) => void,
    /** The episode whose file it takes the place of; that goes on being shown until this can be played. */
    readonly episodeId?: string,
  ) {
    this.kind = kindOf(name);
    this.#fingerprint = fingerprintOf(seriesId, file);
    this.#changed = changed;
    this.#upload = this.#make();
  }

  #make(): Upload {
    return new Upload(this.file, {
      endpoint: uploadsEndpoint,
      chunkSize: CHUNK_BYTES,
      retryDelays: RETRY_DELAYS_MS,
      removeFingerprintOnSuccess: true,
      fingerprint: async () => this.#fingerprint,
      metadata: {
        filename: this.name,
        series_id: this.seriesId,
        ...(this.episodeId && { episode_id: this.episodeId }),
      },
      onShouldRetry: (error) => isPassing(error.originalResponse?.getStatus() ?? 0),
      onProgress: (sent) => {
        this.sent = sent;
        this.bytesPerSecond = this.#speed.at(performance.now(), sent);
      },
      onSuccess: () => {
        this.sent = this.file.size;
        this.#end("sent");
      },
      onError: (error) => {
        this.problem = problemOf(error);
        this.offline = this.problem.code === "upload_offline";
        const status = statusOf(error);
        this.refused = status >= 400 && status < 500 && !isPassing(status);
        this.needsAnotherFile = ABOUT_FILE.includes(status);
        this.#end("failed");
      },
    });
  }

  #end(state: UploadState): void {
    this.state = state;
    this.#changed(this);
  }

  /** Unnumbered videos become episodes in the order in which they arrive. */
  get keepsOrder(): boolean {
    return this.kind === "video" && leadingNumber(this.name) === null;
  }

  /** Whether it would go on if it were told to. */
  get resumable(): boolean {
    return this.state === "paused" || (this.state === "failed" && !this.needsAnotherFile);
  }

  get share(): number {
    return this.file.size ? this.sent / this.file.size : 1;
  }

  async start(): Promise<void> {
    this.state = "sending";
    this.problem = null;
    this.offline = false;
    this.#speed.reset();
    this.needsAnotherFile = false;
    if (this.refused) {
      this.refused = false;
      await forgetAll(this.#fingerprint);
      this.#upload = this.#make();
    }
    const [last] = newestFirst(await this.#upload.findPreviousUploads());
    if (this.state !== "sending") return;
    if (last && this.#upload.url === null) this.#upload.resumeFromPreviousUpload(last);
    this.#upload.start();
  }

  async pause(): Promise<void> {
    this.state = "paused";
    this.bytesPerSecond = 0;
    await this.#upload.abort();
  }

  /** Stops for good and asks the house to forget what it has. */
  async cancel(): Promise<void> {
    this.state = "paused";
    // A house that cannot be asked forgets it by itself after a while.
    await this.#upload.abort(true).catch(() => undefined);
  }
}

const statusOf = (error: Error | DetailedError): number =>
  error instanceof DetailedError ? (error.originalResponse?.getStatus() ?? 0) : 0;

const newestFirst = (list: PreviousUpload[]) =>
  [...list].sort((a, b) => Date.parse(b.creationTime) - Date.parse(a.creationTime));

/** Whether trying the same again may help: no answer, a lock, too many requests, a fault of the house. */
const isPassing = (status: number) =>
  status === 0 || [409, 423, 429].includes(status) || (status >= 500 && status !== 507);

/** What a failed upload means to its owner. */
export function problemOf(error: Error | DetailedError): Problem {
  const answer = error instanceof DetailedError ? error.originalResponse : null;
  if (!answer?.getStatus())
    return {
      code: "upload_offline",
      message: "The connection was lost.",
      remedy: "It goes on by itself once the house answers.",
    };
  try {
    const body = JSON.parse(answer.getBody()) as { error?: Problem };
    if (body.error?.code) return body.error;
  } catch {
    // Not the house's own words: a proxy's, perhaps.
  }
  return {
    code: "upload_refused",
    message: `The house refused the file (${answer.getStatus()}).`,
    remedy: "Try again; if it stays so, tell the operator.",
  };
}
