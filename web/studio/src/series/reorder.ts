/** Pure parts of putting a list in another order. */

/** The list with one item moved to another place. */
export function moved<T>(list: readonly T[], from: number, to: number): T[] {
  const next = [...list];
  const [item] = next.splice(from, 1);
  if (item !== undefined) next.splice(Math.min(Math.max(0, to), next.length), 0, item);
  return next;
}

export interface Span {
  top: number;
  height: number;
}

/** Where an item that was picked up at `from` and carried by `distance` pixels falls. */
export function landing(spans: readonly Span[], from: number, distance: number): number {
  const own = spans[from];
  if (!own) return from;
  const top = own.top + distance;
  const bottom = top + own.height;
  let to = from;
  for (let at = from + 1; at < spans.length; at += 1) {
    const span = spans[at];
    if (span && bottom > span.top + span.height / 2) to = at;
  }
  for (let at = from - 1; at >= 0; at -= 1) {
    const span = spans[at];
    if (span && top < span.top + span.height / 2) to = at;
  }
  return to;
}

export interface Area extends Span {
  left: number;
  width: number;
}

/** Whose place a card that was picked up at `from` and carried by so many pixels is nearest to. */
export function nearest(
  areas: readonly Area[],
  from: number,
  across: number,
  down: number,
): number {
  const own = areas[from];
  if (!own) return from;
  const away = (area: Area) =>
    Math.hypot(
      area.left + area.width / 2 - (own.left + own.width / 2 + across),
      area.top + area.height / 2 - (own.top + own.height / 2 + down),
    );
  return areas.reduce(
    (best, area, at) => (away(area) < away(areas[best] ?? own) ? at : best),
    from,
  );
}

/** How far the item at `at` steps aside meanwhile, in pixels. */
export function stepAside(at: number, from: number, to: number, height: number): number {
  if (from < to && at > from && at <= to) return -height;
  if (to < from && at >= to && at < from) return height;
  return 0;
}

/** The list in the order of `ids`; what came after that order was made stands at its end. */
export function inOrder<T extends { id: string }>(list: readonly T[], ids: readonly string[]): T[] {
  const place = (one: T) => {
    const at = ids.indexOf(one.id);
    return at < 0 ? ids.length : at;
  };
  return [...list].sort((a, b) => place(a) - place(b));
}
