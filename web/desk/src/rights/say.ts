/** What blocks and deals say in a line. */
import type { Series } from "../api/paywalls";
import type { Block } from "../api/rights";
import { w } from "../words/index.svelte";

export function blockLine(block: Block, series: readonly Series[]): string {
  const titles = block.series_ids.map((id) => series.find((one) => one.id === id)?.title ?? "?");
  const days = `${block.starts ?? w("rights.open")} – ${block.ends ?? w("rights.open")}`;
  const tongues = block.languages?.join(", ") ?? w("rights.every_language");
  const kind =
    block.kind === "grant" && !block.exclusive
      ? ""
      : `${block.kind === "grant" ? w("rights.exclusive") : w(`rights.kind_${block.kind}`)} · `;
  return `${kind}${titles.join(", ")} · ${block.media.join(", ")} · ${block.territories} · ${tongues} · ${days}`;
}
