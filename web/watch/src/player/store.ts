/** A value with subscribers, in the shape of Svelte's store contract. */
export class Store<T extends object> {
  private readonly listeners = new Set<(value: T) => void>();
  private queued = false;

  constructor(private current: T) {}

  get value(): T {
    return this.current;
  }

  subscribe(run: (value: T) => void): () => void {
    this.listeners.add(run);
    run(this.current);
    return () => this.listeners.delete(run);
  }

  /** Replaces the value when a field differs. Listeners hear of it once, after the present task. */
  patch(change: Partial<T>): void {
    const keys = Object.keys(change) as (keyof T)[];
    if (keys.every((key) => Object.is(this.current[key], change[key]))) return;
    this.current = { ...this.current, ...change };
    if (this.queued) return;
    this.queued = true;
    queueMicrotask(() => {
      this.queued = false;
      for (const run of [...this.listeners]) run(this.current);
    });
  }

  clear(): void {
    this.listeners.clear();
  }
}
