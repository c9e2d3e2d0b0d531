import type { EventBody, EventContext, EventSink } from "./types";

export interface EventQueueOptions {
  /** Where to post. Default `/api/v1/events`. */
  url?: string;
  /** One id a feed visit; goes out with every event. */
  feedSession?: string | null;
}

/** Batches events, posts them at least once, hands the rest to `sendBeacon` when the page hides. */
export class EventQueue implements EventSink {
  constructor(private readonly options: EventQueueOptions = {}) {}

  push(_body: EventBody, _context: EventContext = {}): void {
    void this.options;
  }

  /** Sends what is waiting. Resolves when the server has it or the attempt has failed. */
  async flush(): Promise<void> {}

  /** Takes the listeners away after a last beacon. */
  destroy(): void {}
}
