/** Something loaded from the house: what came, what went wrong, and a way to try again. */
export class Resource<T> {
  data = $state.raw<T | null>(null);
  error = $state.raw<unknown>(null);
  loading = $state(false);
  #turn = 0;

  /** Runs `load`; only the newest run may answer. Old data stays on screen meanwhile. */
  async run(load: () => Promise<T>): Promise<void> {
    const turn = ++this.#turn;
    this.loading = true;
    this.error = null;
    try {
      const data = await load();
      if (turn === this.#turn) this.data = data;
    } catch (error) {
      if (turn === this.#turn) this.error = error;
    } finally {
      if (turn === this.#turn) this.loading = false;
    }
  }
}
