/** What a rate that was typed comes to: "0.92", "0,92" or "1/150"; nothing when it is no rate. For showing only: the
 *  house keeps rates exact. */
export function rateOf(typed: string): number | null {
  const text = typed.trim().replace(",", ".");
  const found = /^(\d{1,12}(?:\.\d{1,12})?)(?:\/(\d{1,12}))?$/.exec(text);
  if (!found || (found[2] && found[1]?.includes("."))) return null;
  const rate = Number(found[1]) / Number(found[2] ?? 1);
  return Number.isFinite(rate) && rate > 0 ? rate : null;
}
