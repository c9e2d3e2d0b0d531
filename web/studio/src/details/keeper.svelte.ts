/** Keeps one part of a series' details: sends it, says that it is saved, takes it back. */
import type { SeriesChange } from "../api/types";
import type { Desk } from "../series/desk.svelte";
import { failureText } from "../words/problems";

const SAID_MS = 8000;

export class Keeper<K extends keyof SeriesChange> {
  state = $state<"still" | "saving" | "saved">("still");
  error = $state<string | null>(null);
  #before = $state.raw<SeriesChange[K]>(undefined);
  #timer = 0;

  constructor(
    private readonly desk: Desk,
    private readonly key: K,
  ) {}

  /** Sends a value. What was refused stays in the field with the reason beside it. */
  async save(value: NonNullable<SeriesChange[K]> | null, undoable = true): Promise<boolean> {
    const before = this.desk.series?.[this.key] as SeriesChange[K];
    if (JSON.stringify(before) === JSON.stringify(value)) {
      this.error = null;
      return true;
    }
    this.state = "saving";
    this.error = null;
    try {
      await this.desk.change({ [this.key]: value });
    } catch (error) {
      this.state = "still";
      this.error = failureText(error);
      return false;
    }
    this.#before = undoable ? before : undefined;
    this.state = "saved";
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => {
      this.state = "still";
    }, SAID_MS);
    return true;
  }

  get undoable(): boolean {
    return this.state === "saved" && this.#before !== undefined;
  }

  undo(): void {
    const before = this.#before;
    if (before !== undefined) void this.save(before as NonNullable<SeriesChange[K]> | null, false);
  }
}
