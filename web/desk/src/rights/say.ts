/** What blocks and deals say in a line. */
import { money } from "@ui/i18n/money";
import type { Series } from "../api/paywalls";
import type { Block, Fee } from "../api/rights";
import { alone, beside } from "../lib/say";
import { digitsOf } from "../prices/form";
import { w } from "../words/index.svelte";

export const blockLine = (block: Block, series: readonly Series[]): string =>
  said(
    block,
    block.series_ids.map((id) => series.find((one) => one.id === id)?.title ?? "?"),
  );

/** The same of terms that are common to several series. */
export const termsLine = (block: Block): string => said(block, []);

function said(block: Block, titles: readonly string[]): string {
  const days = [block.starts, block.ends].map((day) => alone(day ?? w("rights.open"))).join(" – ");
  const tongues = block.languages?.join(", ") ?? w("rights.every_language");
  const kind =
    block.kind === "grant" && !block.exclusive
      ? ""
      : block.kind === "grant"
        ? w("rights.exclusive")
        : w(`rights.kind_${block.kind}`);
  const line = beside(kind, titles.join(", "), block.media.join(", "), block.territories, tongues);
  return `${line} · ${days}`;
}

/** A sum of a fee, as its currency is written. */
export const feeSum = ({ currency }: Fee, minor: number): string =>
  money({ minor, currency, digits: digitsOf(currency, []) });

/** What is paid: of what kind, the sum where there is one, the part where there is one. `sum` says the sum otherwise. */
export const feeLine = (fee: Fee, sum = (minor: number) => feeSum(fee, minor)): string =>
  beside(
    w(`rights.fee_${fee.kind}`),
    fee.amount ? sum(fee.amount) : "",
    fee.share_bp ? `${fee.share_bp / 100} %` : "",
  );
