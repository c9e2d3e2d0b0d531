/** Something that comes over HTTP: its value, its failure, and asking again. Late answers of earlier asks are dropped. */
export interface Loaded<T> {
  readonly value: T | null;
  readonly failure: unknown;
  readonly busy: boolean;
  again(): Promise<void>;
  /** Puts in what another request has answered. */
  put(value: T): void;
}

export function loaded<T>(ask: () => Promise<T>): Loaded<T> {
  let value = $state.raw<T | null>(null);
  let failure = $state.raw<unknown>(null);
  let busy = $state(false);
  let turn = 0;
  const again = async () => {
    turn += 1;
    const mine = turn;
    busy = true;
    try {
      const found = await ask();
      if (mine !== turn) return;
      value = found;
      failure = null;
    } catch (error) {
      if (mine === turn) failure = error;
    } finally {
      if (mine === turn) busy = false;
    }
  };
  return {
    get value() {
      return value;
    },
    get failure() {
      return failure;
    },
    get busy() {
      return busy;
    },
    again,
    put(next) {
      turn += 1;
      value = next;
      failure = null;
      busy = false;
    },
  };
}
