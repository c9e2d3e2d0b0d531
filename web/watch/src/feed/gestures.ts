/**
 * Touch and mouse on the video: tap, double tap, hold, horizontal drag. Vertical movement is left to the browser, which
 * scrolls the feed with it (`touch-action: pan-y`).
 */
export interface GestureHandlers {
  tap(): void;
  doubleTap(x: number, y: number): void;
  holdStart(): void;
  holdEnd(): void;
  /** `share` of the surface's width moved since the start, positive to the right. */
  drag(share: number): void;
  dragEnd(share: number, cancelled: boolean): void;
}

const DOUBLE_MS = 260;
const HOLD_MS = 380;
const SLOP = 10;

type Phase =
  | { name: "idle" }
  | { name: "pressed"; id: number; x: number; y: number; since: number }
  | { name: "holding"; id: number; since: number }
  | { name: "dragging"; id: number; x: number };

/** Recognises gestures from pointer positions; knows nothing of elements. */
export class GestureRecogniser {
  #phase: Phase = { name: "idle" };
  #hold: ReturnType<typeof setTimeout> | undefined;
  #single: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly handlers: GestureHandlers,
    private readonly width: () => number,
  ) {}

  /** `since` and `at`: when it happened (an event's `timeStamp`), which on a busy phone is before one hears of it. */
  down(id: number, x: number, y: number, since: number): void {
    if (this.#phase.name !== "idle") return;
    this.#phase = { name: "pressed", id, x, y, since };
    this.#hold = setTimeout(() => {
      this.#phase = { name: "holding", id, since };
      this.#forgetTap();
      this.handlers.holdStart();
    }, HOLD_MS);
  }

  move(id: number, x: number, y: number): void {
    const phase = this.#phase;
    if (phase.name === "idle" || phase.id !== id) return;
    if (phase.name === "pressed") {
      const [across, along] = [Math.abs(x - phase.x), Math.abs(y - phase.y)];
      if (across < SLOP && along < SLOP) return;
      clearTimeout(this.#hold);
      this.#phase = across > along ? { name: "dragging", id, x: phase.x } : { name: "idle" };
    }
    if (this.#phase.name === "dragging") this.handlers.drag(this.#share(x, this.#phase.x));
  }

  up(id: number, x: number, y: number, at: number): void {
    const phase = this.#phase;
    if (phase.name === "idle" || phase.id !== id) return;
    this.#phase = { name: "idle" };
    clearTimeout(this.#hold);
    if (phase.name === "dragging") {
      this.handlers.dragEnd(this.#share(x, phase.x), false);
      return;
    }
    if (phase.name === "holding") this.handlers.holdEnd();
    // A tap that was heard of late has begun a hold in the meantime.
    if (at - phase.since < HOLD_MS) this.#tapped(x, y);
  }

  /** The browser took the pointer away (it scrolls), or the surface goes. */
  cancel(): void {
    const phase = this.#phase;
    this.#phase = { name: "idle" };
    clearTimeout(this.#hold);
    if (phase.name === "holding") this.handlers.holdEnd();
    if (phase.name === "dragging") this.handlers.dragEnd(0, true);
  }

  #tapped(x: number, y: number): void {
    if (this.#single !== undefined) {
      this.#forgetTap();
      this.handlers.doubleTap(x, y);
      return;
    }
    this.#single = setTimeout(() => {
      this.#single = undefined;
      this.handlers.tap();
    }, DOUBLE_MS);
  }

  #forgetTap(): void {
    clearTimeout(this.#single);
    this.#single = undefined;
  }

  #share(x: number, from: number): number {
    return (x - from) / Math.max(1, this.width());
  }
}
