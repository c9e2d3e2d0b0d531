import type { SeriesCard } from "@ui/api";
import { t } from "@ui/i18n/index.svelte";
import { toast } from "@ui/lib/toasts.svelte";
import { events } from "./events";

/** Shares the link of an episode: the system's own sheet where there is one, else the clipboard. */
export async function shareEpisode(
  series: SeriesCard,
  number: number,
  episodeId: string | null,
): Promise<void> {
  const url = new URL(`/s/${series.slug}/${number}`, location.origin).href;
  const how = await offer({
    url,
    title: series.title,
    text: t("share.text", { title: series.title }),
  });
  if (how) events.push({ type: "share", how }, { series_id: series.id, episode_id: episodeId });
}

async function offer(data: {
  url: string;
  title: string;
  text: string;
}): Promise<"system" | "copy" | null> {
  if (navigator.share && matchMedia("(pointer: coarse)").matches) {
    try {
      await navigator.share(data);
      return "system";
    } catch (error) {
      if (error instanceof DOMException && error.name === "AbortError") return null;
    }
  }
  try {
    await navigator.clipboard.writeText(data.url);
    toast(t("share.copied"));
    return "copy";
  } catch {
    toast(t("share.failed"), { kind: "error" });
    return null;
  }
}
