/** What is not saved yet, step by step: back to what was before, and forth to what was taken back. */
const STEPS = 100;

export class History<T> {
  #past = $state.raw<readonly T[]>([]);
  #ahead = $state.raw<readonly T[]>([]);

  /** Steps that can be taken back: nothing is unsaved without one. */
  get steps(): number {
    return this.#past.length;
  }

  get ahead(): number {
    return this.#ahead.length;
  }

  /** A change is made; what was taken back before is over. */
  keep(before: T): void {
    this.#past = [...this.#past.slice(1 - STEPS), before];
    this.#ahead = [];
  }

  back(now: T): T {
    const before = this.#past.at(-1);
    if (before === undefined) return now;
    this.#past = this.#past.slice(0, -1);
    this.#ahead = [...this.#ahead, now];
    return before;
  }

  forth(now: T): T {
    const after = this.#ahead.at(-1);
    if (after === undefined) return now;
    this.#ahead = this.#ahead.slice(0, -1);
    this.#past = [...this.#past, now];
    return after;
  }

  clear(): void {
    this.#past = [];
    this.#ahead = [];
  }
}
