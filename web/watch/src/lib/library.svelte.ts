/** Likes and the list: changed on screen at once, then on the server; every page that shows them reads from here. */
import { api, type EpisodePlay, type SeriesCard, unwrap } from "@ui/api";
import { t } from "@ui/i18n/index.svelte";
import { toast } from "@ui/lib/toasts.svelte";
import { SvelteMap } from "svelte/reactivity";
import { events } from "./events";

const listed = new SvelteMap<string, boolean>();
const likes = new SvelteMap<string, { on: boolean; count: number }>();

export const inList = (series: SeriesCard): boolean => listed.get(series.id) ?? series.in_my_list;

export function likeOf(episode: EpisodePlay): { on: boolean; count: number } {
  return likes.get(episode.id) ?? { on: episode.liked, count: episode.like_count };
}

export async function setListed(series: SeriesCard, on: boolean, quiet = false): Promise<void> {
  const before = inList(series);
  if (before === on) return;
  listed.set(series.id, on);
  events.push({ type: "list", on }, { series_id: series.id });
  const undo = { label: t("common.undo"), run: () => void setListed(series, !on, true) };
  if (!quiet) toast(on ? t("series.added") : t("series.removed"), { action: undo });
  const params = { params: { path: { series_id: series.id } } };
  try {
    if (on) await unwrap(api.PUT("/api/v1/my-list/{series_id}", params));
    else await unwrap(api.DELETE("/api/v1/my-list/{series_id}", params));
  } catch {
    listed.set(series.id, before);
    toast(t("error.unexpected"), { kind: "error" });
  }
}

export async function setLiked(
  series: SeriesCard,
  episode: EpisodePlay,
  on: boolean,
): Promise<void> {
  const before = likeOf(episode);
  if (before.on === on) return;
  likes.set(episode.id, { on, count: Math.max(0, before.count + (on ? 1 : -1)) });
  events.push({ type: "like", on }, { series_id: series.id, episode_id: episode.id });
  const params = { params: { path: { id: episode.id } } };
  try {
    const answer = await unwrap(
      on
        ? api.PUT("/api/v1/episodes/{id}/like", params)
        : api.DELETE("/api/v1/episodes/{id}/like", params),
    );
    likes.set(episode.id, { on: answer.liked, count: answer.like_count });
  } catch {
    likes.set(episode.id, before);
    toast(t("error.unexpected"), { kind: "error" });
  }
}
