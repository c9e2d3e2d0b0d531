/** What a video advert tells whom, and when: pure (VAST 4 linear tracking). */
import type { VideoAdvert } from "./types";

const quarters: Record<string, number> = {
  start: 0,
  firstQuartile: 0.25,
  midpoint: 0.5,
  thirdQuartile: 0.75,
};

/** Addresses to be told once the advert has been played up to `positionMs`, given what has been told. */
export function due(advert: VideoAdvert, positionMs: number, told: ReadonlySet<string>): string[] {
  return advert.tracking
    .filter(({ event, offset_ms }) => {
      const share = quarters[event];
      if (share !== undefined) return positionMs >= share * advert.duration_ms;
      return event === "progress" && offset_ms != null && positionMs >= offset_ms;
    })
    .map(({ url }) => url)
    .filter((url) => !told.has(url));
}

/** Addresses of an event that happens rather than is reached: `complete`, `pause`, `resume`. */
export const urlsOf = (advert: VideoAdvert, event: string): string[] =>
  advert.tracking.filter((one) => one.event === event).map((one) => one.url);

/** The first file that this browser plays: the house gives the best first. */
export const playable = (
  advert: VideoAdvert,
  plays: (mime: string) => boolean,
): VideoAdvert["media"][number] | null => advert.media.find(({ mime }) => plays(mime)) ?? null;
