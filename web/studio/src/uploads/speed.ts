/** How fast bytes go, evened out over a few seconds. */
const WINDOW_MS = 4000;

export class Speed {
  #seen: { at: number; bytes: number }[] = [];

  /** Bytes a second, after `bytes` in all at time `at` (milliseconds). */
  at(at: number, bytes: number): number {
    this.#seen.push({ at, bytes });
    while (this.#seen.length > 2 && at - (this.#seen[0]?.at ?? at) > WINDOW_MS) this.#seen.shift();
    const first = this.#seen[0];
    if (!first || at <= first.at) return 0;
    return Math.max(0, ((bytes - first.bytes) / (at - first.at)) * 1000);
  }

  reset(): void {
    this.#seen = [];
  }
}
