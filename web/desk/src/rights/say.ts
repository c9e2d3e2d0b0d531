/** What blocks and deals say in a line. */
import type { Series } from "../api/paywalls";
import type { Block } from "../api/rights";
import { w } from "../words/index.svelte";

export const blockLine = (block: Block, series: readonly Series[]): string =>
  said(
    block,
    block.series_ids.map((id) => series.find((one) => one.id === id)?.title ?? "?"),
  );

/** The same of terms that are common to several series. */
export const termsLine = (block: Block): string => said(block, []);

function said(block: Block, titles: readonly string[]): string {
  const days = `${block.starts ?? w("rights.open")} – ${block.ends ?? w("rights.open")}`;
  const tongues = block.languages?.join(", ") ?? w("rights.every_language");
  const kind =
    block.kind === "grant" && !block.exclusive
      ? ""
      : `${block.kind === "grant" ? w("rights.exclusive") : w(`rights.kind_${block.kind}`)} · `;
  const what = titles.length ? `${titles.join(", ")} · ` : "";
  return `${kind}${what}${block.media.join(", ")} · ${block.territories} · ${tongues} · ${days}`;
}
