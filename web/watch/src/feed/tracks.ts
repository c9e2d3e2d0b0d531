import type { TextTrack } from "@ui/api";

const primary = (tag: string) => tag.toLowerCase().split("-")[0];

/** The text track for a viewer: the first wish that exists (exactly, else by language), else the default, else the first. */
export function chooseTrack(
  tracks: readonly TextTrack[],
  wishes: readonly (string | null)[],
): TextTrack | null {
  for (const wish of wishes) {
    if (wish === null) continue;
    const exact = tracks.find((track) => track.language === wish);
    const near = tracks.find((track) => primary(track.language) === primary(wish));
    const found = exact ?? near;
    if (found) return found;
  }
  return tracks.find((track) => track.default) ?? tracks[0] ?? null;
}
