/** Carrying a row by its handle, with a mouse, a pen or a finger. The page scrolls along at its edges. */
import { landing, type Span, stepAside } from "./reorder";

const EDGE_PX = 90;
const SCROLL_PX = 14;

export class Carry {
  from = $state(-1);
  to = $state(-1);
  distance = $state(0);
  #spans: Span[] = [];
  #gap = 0;
  #startY = 0;
  #y = 0;
  #frame = 0;

  constructor(
    private readonly list: () => HTMLElement | undefined,
    private readonly drop: (from: number, to: number) => void,
  ) {}

  get carrying(): boolean {
    return this.from >= 0;
  }

  /** Pixels by which the row at `at` is away from its place. */
  offset(at: number): number {
    if (!this.carrying) return 0;
    if (at === this.from) return this.distance;
    return stepAside(at, this.from, this.to, (this.#spans[this.from]?.height ?? 0) + this.#gap);
  }

  begin(event: PointerEvent, at: number): void {
    const list = this.list();
    if (!list || event.button !== 0) return;
    event.preventDefault();
    (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
    this.#spans = [...list.children].map((row) => {
      const box = row.getBoundingClientRect();
      return { top: box.top + window.scrollY, height: box.height };
    });
    const [first, second] = this.#spans;
    this.#gap = first && second ? second.top - first.top - first.height : 0;
    this.#startY = event.pageY;
    this.#y = event.clientY;
    this.from = at;
    this.to = at;
    this.distance = 0;
    this.#frame = requestAnimationFrame(() => this.#scroll());
  }

  move(event: PointerEvent): void {
    if (!this.carrying) return;
    this.#y = event.clientY;
    this.#follow();
  }

  end(kept: boolean): void {
    if (!this.carrying) return;
    cancelAnimationFrame(this.#frame);
    const { from, to } = this;
    this.from = -1;
    this.to = -1;
    this.distance = 0;
    if (kept && from !== to) this.drop(from, to);
  }

  #follow(): void {
    this.distance = this.#y + window.scrollY - this.#startY;
    this.to = landing(this.#spans, this.from, this.distance);
  }

  #scroll(): void {
    const by = this.#y < EDGE_PX ? -SCROLL_PX : this.#y > innerHeight - EDGE_PX ? SCROLL_PX : 0;
    if (by) {
      window.scrollBy(0, by);
      this.#follow();
    }
    this.#frame = requestAnimationFrame(() => this.#scroll());
  }
}
