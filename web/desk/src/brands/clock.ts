/** Positions in an episode as they are read and written: minutes, seconds, and tenths where there are any. */

export function clock(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const rest = Math.round((ms % 1000) / 100);
  const whole = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  return rest > 0 && rest < 10 ? `${whole}.${rest}` : whole;
}

/** Pure: what was typed, such as `1:05.5` or `65.5`, in milliseconds; null when it is neither. */
export function millisecondsOf(typed: string): number | null {
  const found = /^(?:(\d{1,3}):)?(\d{1,5})(?:[.,](\d{1,3}))?$/.exec(typed.trim());
  if (!found) return null;
  const [, minutes, seconds, part] = found;
  if (minutes !== undefined && Number(seconds) > 59) return null;
  return (
    Number(minutes ?? 0) * 60_000 + Number(seconds) * 1000 + Number((part ?? "").padEnd(3, "0"))
  );
}
