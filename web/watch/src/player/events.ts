/**
 * The event log's way out: batches, at least once, ids for de-duplication, schema 1.
 *
 * What the server has not confirmed stays in memory and in storage (bounded). When the page hides, everything waiting goes out by
 * beacon and stays waiting: a beacon tells nobody whether it arrived, and the server drops ids it has seen.
 */
import type { EventBody, EventContext, EventSink } from "./types";

export type QueuedEvent = EventBody & {
  id: string;
  at: string;
  play_id: string | null;
  feed_session: string | null;
  series_id: string | null;
  episode_id: string | null;
};

/** What the queue needs from the browser. */
export interface EventEnvironment {
  /** Milliseconds since 1970. */
  now(): number;
  uuid(): string;
  /** The HTTP status, or `null` when there was no answer. */
  post(url: string, body: string): Promise<number | null>;
  /** `false` when refused. */
  beacon(url: string, body: string): boolean;
  /** Runs once after `ms`; returns the way to cancel. */
  later(ms: number, run: () => void): () => void;
  storage: Pick<Storage, "getItem" | "setItem" | "removeItem" | "key" | "length"> | null;
  /** Calls `run` when the page hides; returns the way to stop. */
  onHide(run: () => void): () => void;
}

export interface EventQueueOptions {
  /** Where to post. Default `/api/v1/events`. */
  url?: string;
  /** One id a feed visit; goes out with every event. */
  feedSession?: string | null;
  environment?: EventEnvironment;
}

const PREFIX = "cliffhanger.events.";
const MAX_WAITING = 400;
const MAX_BATCH = 50;
/** Browsers refuse beacons over 64 KiB. */
const MAX_BEACON = 60_000;
const BATCH_WAIT_MS = 2_000;
const MAX_BACKOFF_MS = 60_000;

/** Batches events, posts them at least once, hands the rest to `sendBeacon` when the page hides. */
export class EventQueue implements EventSink {
  /** One id a feed visit; may change while the queue lives. */
  feedSession: string | null;
  private waiting: QueuedEvent[] = [];
  private readonly url: string;
  private readonly environment: EventEnvironment;
  private readonly key: string;
  private readonly stopHide: () => void;
  private cancelTimer: (() => void) | null = null;
  private sending: Promise<void> | null = null;
  private failures = 0;
  private batchSize = MAX_BATCH;

  constructor(options: EventQueueOptions = {}) {
    this.url = options.url ?? "/api/v1/events";
    this.feedSession = options.feedSession ?? null;
    this.environment = options.environment ?? browserEnvironment();
    this.key = PREFIX + this.environment.uuid();
    this.adopt();
    this.stopHide = this.environment.onHide(() => this.leave());
    if (this.waiting.length > 0) this.schedule(BATCH_WAIT_MS);
  }

  push(body: EventBody, context: EventContext = {}): void {
    const { environment } = this;
    this.waiting.push({
      ...body,
      id: environment.uuid(),
      at: new Date(environment.now()).toISOString(),
      play_id: context.play_id ?? null,
      feed_session: this.feedSession,
      series_id: context.series_id ?? null,
      episode_id: context.episode_id ?? null,
    });
    this.bound();
    this.save();
    if (this.waiting.length >= MAX_BATCH && this.failures === 0) void this.flush();
    else this.schedule(BATCH_WAIT_MS);
  }

  /** Sends what is waiting. Resolves when the server has it or the attempt has failed. */
  flush(): Promise<void> {
    this.sending ??= this.send().finally(() => {
      this.sending = null;
    });
    return this.sending;
  }

  /** Takes the listeners away after a last beacon. */
  destroy(): void {
    this.leave();
    this.stopHide();
    this.cancelTimer?.();
    this.cancelTimer = null;
  }

  private async send(): Promise<void> {
    this.cancelTimer?.();
    this.cancelTimer = null;
    while (this.waiting.length > 0) {
      const batch = this.waiting.slice(0, this.batchSize);
      const status = await this.environment.post(this.url, this.bodyOf(batch));
      const fate = fateOf(status);
      if (fate === "later") {
        const pause = Math.min(MAX_BACKOFF_MS, 1_000 * 2 ** this.failures++);
        this.schedule(pause);
        return;
      }
      this.failures = 0;
      if (fate === "refused" && batch.length > 1) {
        // One bad event must not take the others with it: halve until it stands alone.
        this.batchSize = Math.ceil(batch.length / 2);
        continue;
      }
      const gone = new Set(batch.map((event) => event.id));
      this.waiting = this.waiting.filter((event) => !gone.has(event.id));
      if (fate === "taken") this.batchSize = Math.min(MAX_BATCH, this.batchSize * 2);
      this.save();
    }
  }

  private bodyOf(events: readonly QueuedEvent[]): string {
    return JSON.stringify({
      schema: 1,
      sent_at: new Date(this.environment.now()).toISOString(),
      events,
    });
  }

  /** The page hides, perhaps for good. */
  private leave(): void {
    let batch: QueuedEvent[] = [];
    for (const event of this.waiting) {
      const longer = [...batch, event];
      if (batch.length > 0 && this.bodyOf(longer).length > MAX_BEACON) {
        this.environment.beacon(this.url, this.bodyOf(batch));
        batch = [event];
      } else batch = longer;
    }
    if (batch.length > 0) this.environment.beacon(this.url, this.bodyOf(batch));
    this.save();
  }

  private schedule(ms: number): void {
    if (this.cancelTimer) return;
    this.cancelTimer = this.environment.later(ms, () => {
      this.cancelTimer = null;
      void this.flush();
    });
  }

  /** Oldest impressions and prefetch notes go first when there is no room; heartbeats carry the resume position. */
  private bound(): void {
    while (this.waiting.length > MAX_WAITING) {
      const light = this.waiting.findIndex(
        (event) => event.type === "impression" || event.type === "prefetch",
      );
      this.waiting.splice(Math.max(0, light), 1);
    }
  }

  private save(): void {
    const { storage } = this.environment;
    try {
      if (this.waiting.length === 0) storage?.removeItem(this.key);
      else storage?.setItem(this.key, JSON.stringify(this.waiting));
    } catch {
      // Storage full or refused: memory has to do.
    }
  }

  /** Takes over what earlier visits could not send. */
  private adopt(): void {
    const { storage } = this.environment;
    if (!storage) return;
    try {
      const keys = Array.from({ length: storage.length }, (_, index) => storage.key(index));
      for (const key of keys) {
        if (!key?.startsWith(PREFIX)) continue;
        this.waiting.push(...readEvents(storage.getItem(key)));
        storage.removeItem(key);
      }
      this.bound();
      this.save();
    } catch {
      // Storage refused: nothing to take over.
    }
  }
}

function fateOf(status: number | null): "taken" | "refused" | "later" {
  if (
    status === null ||
    status >= 500 ||
    status === 408 ||
    status === 429 ||
    status === 401 ||
    status === 403
  )
    return "later";
  return status >= 400 ? "refused" : "taken";
}

function readEvents(text: string | null): QueuedEvent[] {
  try {
    const found: unknown = JSON.parse(text ?? "[]");
    if (!Array.isArray(found)) return [];
    return found.filter(
      (event): event is QueuedEvent =>
        typeof event?.id === "string" && typeof event?.type === "string",
    );
  } catch {
    return [];
  }
}

function browserStorage(): EventEnvironment["storage"] {
  try {
    return localStorage;
  } catch {
    return null;
  }
}

function browserEnvironment(): EventEnvironment {
  return {
    now: () => Date.now(),
    uuid: randomUuid,
    post: (url, body) =>
      fetch(url, {
        method: "POST",
        body,
        headers: { "content-type": "application/json" },
        keepalive: body.length < MAX_BEACON,
      }).then(
        (response) => response.status,
        () => null,
      ),
    beacon: (url, body) => navigator.sendBeacon(url, new Blob([body], { type: "text/plain" })),
    later: (ms, run) => {
      const timer = setTimeout(run, ms);
      return () => clearTimeout(timer);
    },
    storage: browserStorage(),
    onHide: (run) => {
      const hidden = () => {
        if (document.visibilityState === "hidden") run();
      };
      document.addEventListener("visibilitychange", hidden);
      addEventListener("pagehide", run);
      return () => {
        document.removeEventListener("visibilitychange", hidden);
        removeEventListener("pagehide", run);
      };
    },
  };
}

/** A version 4 UUID; `crypto.randomUUID` exists on secure origins only, and a house may be tried over plain HTTP on a local network. */
export function randomUuid(): string {
  if (typeof crypto.randomUUID === "function") return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
