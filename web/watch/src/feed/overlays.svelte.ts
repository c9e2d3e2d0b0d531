/** Which sheet lies over the feed; one at a time. */
export type Overlay = "episodes" | "captions" | "more" | "report" | "keys" | "paywall";

class Overlays {
  open = $state<Overlay | null>(null);

  show(which: Overlay): void {
    this.open = which;
  }

  close(): void {
    this.open = null;
  }
}

export const overlays = new Overlays();
