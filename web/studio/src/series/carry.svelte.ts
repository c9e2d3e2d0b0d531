/** Carrying a row or a card by its handle, with a mouse, a pen or a finger. Page and list scroll along at their edges. */
import { type Area, landing, nearest, stepAside } from "./reorder";

const EDGE_PX = 90;
const SCROLL_PX = 14;

export class Carry {
  from = $state(-1);
  to = $state(-1);
  distance = $state(0);
  #across = $state(0);
  #areas: Area[] = [];
  #gap = 0;
  #start = { x: 0, y: 0 };
  #at = { x: 0, y: 0 };
  #frame = 0;

  /** `cards`: they stand beside each other too, in lines that break or in one that scrolls. */
  constructor(
    private readonly list: () => HTMLElement | undefined,
    private readonly drop: (from: number, to: number) => void,
    private readonly cards = false,
  ) {}

  get carrying(): boolean {
    return this.from >= 0;
  }

  /** Pixels by which the row at `at` is away from its place. */
  offset(at: number): number {
    if (!this.carrying) return 0;
    if (at === this.from) return this.distance;
    return stepAside(at, this.from, this.to, (this.#areas[this.from]?.height ?? 0) + this.#gap);
  }

  /** The same of a card, across and down: the others stand where they will be. */
  shift(at: number): string | undefined {
    if (!this.carrying) return undefined;
    if (at === this.from) return `${this.#across}px ${this.distance}px`;
    const next = at + Math.sign(stepAside(at, this.from, this.to, 1));
    const [own, there] = [this.#areas[at], this.#areas[next]];
    return own && there ? `${there.left - own.left}px ${there.top - own.top}px` : undefined;
  }

  begin(event: PointerEvent, at: number): void {
    const list = this.list();
    if (!list || event.button !== 0) return;
    event.preventDefault();
    (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
    this.#areas = [...list.children].map((row) => {
      const box = row.getBoundingClientRect();
      return {
        top: box.top + window.scrollY,
        left: box.left + list.scrollLeft,
        width: box.width,
        height: box.height,
      };
    });
    const [first, second] = this.#areas;
    this.#gap = first && second ? second.top - first.top - first.height : 0;
    this.#at = { x: event.clientX, y: event.clientY };
    this.#start = this.#onPage();
    this.from = at;
    this.to = at;
    this.distance = 0;
    this.#across = 0;
    this.#frame = requestAnimationFrame(() => this.#scroll());
  }

  move(event: PointerEvent): void {
    if (!this.carrying) return;
    this.#at = { x: event.clientX, y: event.clientY };
    this.#follow();
  }

  end(kept: boolean): void {
    if (!this.carrying) return;
    cancelAnimationFrame(this.#frame);
    const { from, to } = this;
    this.from = -1;
    this.to = -1;
    this.distance = 0;
    this.#across = 0;
    if (kept && from !== to) this.drop(from, to);
  }

  #onPage() {
    return {
      x: this.#at.x + (this.list()?.scrollLeft ?? 0),
      y: this.#at.y + window.scrollY,
    };
  }

  #follow(): void {
    const { x, y } = this.#onPage();
    this.distance = y - this.#start.y;
    this.#across = x - this.#start.x;
    this.to = this.cards
      ? nearest(this.#areas, this.from, this.#across, this.distance)
      : landing(this.#areas, this.from, this.distance);
  }

  #scroll(): void {
    const list = this.list();
    const aside = this.cards && list !== undefined && list.scrollWidth > list.clientWidth;
    const box = list?.getBoundingClientRect();
    const across = aside && box ? by(this.#at.x, box.left, box.right) : 0;
    const down = aside ? 0 : by(this.#at.y, 0, innerHeight);
    if (down) window.scrollBy(0, down);
    if (across) list?.scrollBy(across, 0);
    if (down || across) this.#follow();
    this.#frame = requestAnimationFrame(() => this.#scroll());
  }
}

/** How far to scroll where somebody carries something near one of two edges. */
function by(at: number, start: number, end: number): number {
  const edge = Math.min(EDGE_PX, (end - start) / 4);
  if (at < start + edge) return -SCROLL_PX;
  return at > end - edge ? SCROLL_PX : 0;
}
