/** Which rungs this device should choose among. Pure. */
import { codecOf, segmentCount, shortSide } from "./segments";
import type { Playback, Track } from "./types";

export interface LadderSupport {
  /** AV1 decodes smoothly and without draining the battery. */
  av1: boolean;
  canPlay(mime: string): boolean;
}

/**
 * H.264 and, where it is cheap to decode, AV1 rungs as one ladder, ascending by size.
 *
 * A rung is left out when another one of the same size or larger costs fewer bits: it could only be the worse choice.
 * The cheapest H.264 rung always stays, as the way back from a decoder that fails.
 */
export function buildLadder(playback: Playback, support: LadderSupport): Track[] {
  const usable = (tracks: readonly Track[]) =>
    tracks.filter((track) => segmentCount(track.segments) > 0 && support.canPlay(track.mime));
  const h264 = usable(playback.video);
  const all = support.av1 ? [...h264, ...usable(playback.video_av1)] : h264;
  const sorted = [...all].sort(
    (a, b) => shortSide(a) - shortSide(b) || a.average_bandwidth - b.average_bandwidth,
  );
  const kept = sorted.filter(
    (track) =>
      !sorted.some(
        (other) =>
          other !== track &&
          shortSide(other) >= shortSide(track) &&
          (other.average_bandwidth < track.average_bandwidth ||
            (other.average_bandwidth === track.average_bandwidth &&
              sorted.indexOf(other) > sorted.indexOf(track))),
      ),
  );
  const fallback = sorted.find((track) => codecOf(track.mime) === "h264");
  if (fallback && !kept.some((track) => codecOf(track.mime) === "h264")) kept.unshift(fallback);
  return kept;
}

/**
 * The largest short side worth fetching for a card of `cssWidth` CSS pixels: the first rung that covers 85 % of its device pixels.
 * More is invisible and costs data.
 */
export function screenLimit(
  ladder: readonly Track[],
  cssWidth: number,
  pixelRatio: number,
): number {
  const wanted = cssWidth * pixelRatio * 0.85;
  const covering = ladder.find((track) => shortSide(track) >= wanted);
  const largest = ladder[ladder.length - 1];
  const chosen = cssWidth > 0 ? (covering ?? largest) : largest;
  return chosen ? shortSide(chosen) : 0;
}
