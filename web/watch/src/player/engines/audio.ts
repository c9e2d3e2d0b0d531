import type { AudioTrack } from "../types";

/** The track in the language wanted (`pt` also finds `pt-BR`), else the first. */
export function pickAudio(
  tracks: readonly AudioTrack[],
  language: string | null,
): AudioTrack | null {
  const wanted = language?.toLowerCase();
  const base = wanted?.split("-")[0];
  const matches = (test: (tag: string) => boolean) =>
    tracks.find((track) => track.language !== null && test(track.language.toLowerCase()));
  return (
    (wanted ? matches((tag) => tag === wanted) : undefined) ??
    (base ? matches((tag) => tag.split("-")[0] === base) : undefined) ??
    tracks[0] ??
    null
  );
}
