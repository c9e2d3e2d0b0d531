/** What an editor of captions does to them. Pure: lines in, lines out. */
import type { Fault, Line, Status } from "../api/localisation";

/** "0:03.500" */
export function clockOf(ms: number): string {
  const seconds = Math.floor(ms / 1000) % 60;
  const rest = String(ms % 1000).padStart(3, "0");
  return `${Math.floor(ms / 60_000)}:${String(seconds).padStart(2, "0")}.${rest}`;
}

/** What somebody has typed as a time, in ms: `0:03.5`, `3,5`, `1:00:03.500`. Null where it is none. */
export function msOf(text: string): number | null {
  const found = text
    .trim()
    .replace(",", ".")
    .match(/^(?:(?:(\d{1,2}):)?(\d{1,3}):)?(\d{1,4})(?:\.(\d{1,3}))?$/);
  if (!found) return null;
  const [, hours = "0", minutes = "0", seconds = "0", fraction = ""] = found;
  if (found[2] !== undefined && Number(seconds) > 59) return null;
  const whole = (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds);
  return whole * 1000 + Number(fraction.padEnd(3, "0"));
}

/** How long two captions stand at once, ms. */
const shared = (a: Line, b: Line) =>
  Math.min(a.end_ms, b.end_ms) - Math.max(a.start_ms, b.start_ms);

/** What is said while each line stands: the texts of the source, each with the line that it shares most time with. */
export function pair(source: readonly Line[], lines: readonly Line[]): string[] {
  const said: string[][] = lines.map(() => []);
  for (const one of source) {
    let [best, at] = [0, -1];
    for (const [place, line] of lines.entries()) {
      const together = shared(one, line);
      if (together > best) [best, at] = [together, place];
    }
    said[at]?.push(one.text);
  }
  return said.map((texts) => texts.join("\n"));
}

/** Which line stands at a moment; -1 for none. */
export const lineAt = (lines: readonly Line[], ms: number): number =>
  lines.findIndex((line) => line.start_ms <= ms && ms < line.end_ms);

/** A machine's draft, where nothing is written yet; else its texts in the lines that are empty. */
export function fillIn(lines: readonly Line[], draft: readonly Line[]): Line[] {
  if (lines.every((line) => !line.text.trim())) return [...draft];
  const texts = pair(draft, lines);
  return lines.map((line, at) => (line.text.trim() ? line : { ...line, text: texts[at] ?? "" }));
}

/** An empty line after another, in the room that is there; two seconds where there is enough. */
export function insertAfter(lines: readonly Line[], at: number): Line[] {
  const before = lines[at];
  const after = lines[at + 1];
  const start = before ? before.end_ms + (after ? 0 : 100) : 0;
  const room = after ? Math.max(after.start_ms - start, 0) : 2000;
  const line = { start_ms: start, end_ms: start + Math.min(room, 2000), settings: "", text: "" };
  return [...lines.slice(0, at + 1), line, ...lines.slice(at + 1)];
}

export const same = (a: readonly Line[], b: readonly Line[]): boolean =>
  a.length === b.length &&
  a.every((line, at) => {
    const other = b[at];
    return (
      other !== undefined &&
      line.text === other.text &&
      line.start_ms === other.start_ms &&
      line.end_ms === other.end_ms
    );
  });

/** What an address names after its `#`: an episode and a language. */
export function trackOf(hash: string): { episode: string; language: string } | null {
  const found = hash.match(/^#([\da-f-]{36})\/([\w-]{2,35})$/i);
  return found?.[1] && found[2] ? { episode: found[1], language: found[2] } : null;
}

const tones = {
  missing: "quiet",
  draft: "quiet",
  review: "open",
  approved: "good",
  published: "good",
} as const;
export const toneOf = (status: Status): "good" | "open" | "quiet" => tones[status];

/** The numbers of a fault as they are said: seconds instead of ms, at most one decimal. */
export function numbersOf(fault: Fault): { value: number; limit: number } {
  const inSeconds = ["short", "slow", "backwards"].includes(fault.kind);
  const round = (value: number) => Math.round((inSeconds ? value / 1000 : value) * 10) / 10;
  return { value: round(fault.value), limit: round(fault.limit) };
}
