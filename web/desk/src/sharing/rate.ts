/** What a rate that was typed comes to: "0.92", "0,92" or "1/150"; nothing when it is no rate. For showing only: the
 *  house keeps rates exact. */
export function rateOf(typed: string): number | null {
  const text = typed.trim().replace(",", ".");
  const found = /^(\d{1,12}(?:\.\d{1,12})?)(?:\/(\d{1,12}))?$/.exec(text);
  if (!found || (found[2] && found[1]?.includes("."))) return null;
  const rate = Number(found[1]) / Number(found[2] ?? 1);
  return Number.isFinite(rate) && rate > 0 ? rate : null;
}

/** The house writes rates as fractions: "5/4" is said as "1.25", what has no end ("1/3") as it is. */
export function sayRate(rate: string): string {
  const found = /^(\d{1,15})\/(\d{1,15})$/.exec(rate);
  if (!found) return rate;
  const [over, under] = [BigInt(found[1] ?? 0), BigInt(found[2] ?? 1)];
  for (let digits = 0; under > 0n && digits <= 12; digits++) {
    const scaled = over * 10n ** BigInt(digits);
    if (scaled % under !== 0n) continue;
    const text = String(scaled / under).padStart(digits + 1, "0");
    return digits ? `${text.slice(0, -digits)}.${text.slice(-digits)}` : text;
  }
  return rate;
}
