/** A `SourceBuffer` with a queue: one operation at a time, in order, surviving the element being recycled under it. */

interface Operation {
  run(buffer: SourceBuffer): void;
  done?: () => void;
}

export interface BufferHooks {
  /** No room: the queue waits until `retry` is called. */
  onFull(): void;
  onError(detail: string): void;
}

export class BufferQueue {
  private buffer: SourceBuffer | null = null;
  private readonly operations: Operation[] = [];
  private running: Operation | null = null;
  private dead = false;

  constructor(private readonly hooks: BufferHooks) {}

  get open(): boolean {
    return this.buffer !== null;
  }

  /** Nothing runs or waits. */
  get idle(): boolean {
    return this.running === null && this.operations.length === 0;
  }

  get ranges(): TimeRanges | null {
    try {
      return this.buffer?.buffered ?? null;
    } catch {
      return null; // removed from its MediaSource
    }
  }

  /** The MediaSource is open: work may begin. */
  connect(buffer: SourceBuffer): void {
    this.buffer = buffer;
    buffer.addEventListener("updateend", this.ended);
    buffer.addEventListener("error", this.failed);
    this.next();
  }

  append(bytes: Uint8Array<ArrayBuffer>, done?: () => void): void {
    this.push({ run: (buffer) => buffer.appendBuffer(bytes), ...(done ? { done } : {}) });
  }

  /** Seconds. */
  remove(from: number, to: number, done?: () => void): void {
    this.push({ run: (buffer) => buffer.remove(from, to), ...(done ? { done } : {}) });
  }

  /** Another codec follows. */
  changeType(mime: string): void {
    this.push({ run: (buffer) => buffer.changeType?.(mime) });
  }

  /** Forgets half a segment: what waits is dropped and the parser begins anew. */
  reset(): void {
    this.operations.length = 0;
    this.push({ run: (buffer) => buffer.abort() });
  }

  /** Tries again after room was made. */
  retry(): void {
    this.next();
  }

  /** Makes room before the operation that found none. */
  removeFirst(from: number, to: number): void {
    this.operations.unshift({ run: (buffer) => buffer.remove(from, to) });
    this.next();
  }

  destroy(): void {
    this.dead = true;
    this.operations.length = 0;
    this.buffer?.removeEventListener("updateend", this.ended);
    this.buffer?.removeEventListener("error", this.failed);
    this.buffer = null;
  }

  private push(operation: Operation): void {
    if (this.dead) return;
    this.operations.push(operation);
    this.next();
  }

  private readonly ended = (): void => {
    const finished = this.running;
    this.running = null;
    finished?.done?.();
    this.next();
  };

  private readonly failed = (): void => {
    if (!this.dead) this.hooks.onError("the media could not be appended");
  };

  private next(): void {
    while (!this.dead && this.buffer && !this.running && !this.buffer.updating) {
      const operation = this.operations.shift();
      if (!operation) return;
      try {
        this.running = operation;
        operation.run(this.buffer);
      } catch (cause) {
        this.running = null;
        if (cause instanceof DOMException && cause.name === "QuotaExceededError") {
          this.operations.unshift(operation);
          this.hooks.onFull();
        } else {
          this.hooks.onError(String(cause));
        }
        return;
      }
      // Operations that finish at once (abort, changeType) send no `updateend`.
      if (!this.buffer.updating) {
        this.running = null;
        operation.done?.();
      }
    }
  }
}
