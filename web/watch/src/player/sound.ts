/** Whether the browser lets us be heard: not before the viewer has touched the page. */

const GESTURES = ["pointerup", "touchend", "keydown"] as const;

export class SoundGate {
  allowed: boolean;

  /** `onOpen` runs inside the gesture that opens the gate. */
  constructor(
    signal: AbortSignal,
    private readonly onOpen: () => void,
  ) {
    this.allowed = navigator.userActivation?.hasBeenActive ?? false;
    for (const name of GESTURES) {
      addEventListener(name, () => this.gesture(), { signal, capture: true, passive: true });
    }
  }

  /** A gesture of the viewer is being handled now. */
  open(): void {
    if (this.allowed) return;
    this.allowed = true;
    this.onOpen();
  }

  /** The browser refused all the same. */
  close(): void {
    this.allowed = false;
  }

  private gesture(): void {
    // The end of a scroll comes as a touch, too, but gives no permission.
    if (navigator.userActivation && !navigator.userActivation.isActive) return;
    this.open();
  }
}
