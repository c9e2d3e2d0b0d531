import type { EpisodePlay, Track } from "../types";

/** An aligned track: 1 s, then 2 s segments up to `seconds`, at a constant rate. */
export function track(
  shortSide: number,
  kbit: number,
  options: Partial<Track> & { seconds?: number } = {},
): Track {
  const { seconds = 21, ...rest } = options;
  const starts_ms = [0];
  for (let at = 1_000; at < seconds * 1_000; at += 2_000) starts_ms.push(at);
  starts_ms.push(seconds * 1_000);
  const offsets = starts_ms.map((ms) => 1_000 + Math.round((ms * kbit) / 8));
  return {
    id: `v${shortSide}`,
    url: `/media/v${shortSide}.mp4`,
    mime: 'video/mp4; codecs="avc1.64001f"',
    bandwidth: kbit * 1_500,
    average_bandwidth: kbit * 1_000,
    width: shortSide,
    height: Math.round((shortSide * 16) / 9),
    bytes: offsets.at(-1) ?? 0,
    init: "",
    segments: { offsets, starts_ms },
    ...rest,
  };
}

export const LADDER = [track(360, 350), track(480, 600), track(720, 1_100), track(1080, 2_400)];

export function av1(shortSide: number, kbit: number): Track {
  return track(shortSide, kbit, { id: `a${shortSide}`, mime: 'video/mp4; codecs="av01.0.05M.08"' });
}

export function playback(video: Track[], video_av1: Track[] = []): EpisodePlay["playback"] {
  return { hls: "/x.m3u8", hls_av1: null, video, video_av1, audio: [], complete: true };
}
