/** Where a viewer stopped reading a series: kept on the device, as scrolling says it too often for a request. */

export interface Place {
  number: number;
  /** Of the strip, from 0 to 1. */
  share: number;
}

const key = (slug: string) => `reader:${slug}`;

export function placeIn(slug: string): Place | null {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key(slug)) ?? "null");
    if (typeof kept !== "object" || kept === null) return null;
    const { number, share } = kept as Partial<Place>;
    if (!Number.isInteger(number) || typeof share !== "number" || !(share >= 0 && share <= 1))
      return null;
    return { number: number as number, share };
  } catch {
    return null;
  }
}

export function keepPlace(slug: string, place: Place): void {
  try {
    localStorage.setItem(key(slug), JSON.stringify(place));
  } catch {
    // A browser that keeps nothing begins at the top again.
  }
}

/** How much of a strip has been read: its part above the lower edge of the window, from 0 to 1. */
export function shareRead(top: number, height: number, window: number): number {
  if (height <= 0) return 0;
  return Math.min(1, Math.max(0, (window - top) / height));
}

/** Where to scroll to, so that a share of the strip lies above the lower edge; a strip that was read begins anew. */
export function scrollFor(
  place: Place,
  number: number,
  top: number,
  height: number,
  window: number,
): number | null {
  if (place.number !== number || place.share > 0.97) return null;
  const to = top + place.share * height - window;
  return to > 0 ? to : null;
}
