/** A small reader of WebVTT (https://www.w3.org/TR/webvtt1/): cues with times, text, `line` and `align`. Pure; never throws. */
import type { Cue } from "./types";

const TIME = /^(?:(\d{1,4}):)?([0-5]?\d):([0-5]?\d)[.,](\d{3})$/;
/** More than any episode has; keeps a hostile file from filling memory. */
const MAX_CUES = 5_000;
const MAX_TEXT = 2_000;

const ENTITIES: Record<string, string> = {
  amp: "&",
  lt: "<",
  gt: ">",
  nbsp: "\u00a0",
  lrm: "\u200e",
  rlm: "\u200f",
};

function timeMs(text: string): number | null {
  const found = TIME.exec(text);
  if (!found) return null;
  const [, hours = "0", minutes = "0", seconds = "0", millis = "0"] = found;
  return ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1_000 + Number(millis);
}

function plain(lines: readonly string[]): string {
  return lines
    .join("\n")
    .slice(0, MAX_TEXT)
    .replace(/<[^>]*>/g, "")
    .replace(/&(amp|lt|gt|nbsp|lrm|rlm);/g, (_, name: string) => ENTITIES[name] ?? "")
    .trim();
}

function setting(settings: readonly string[], name: string): string | undefined {
  return settings.find((entry) => entry.startsWith(`${name}:`))?.slice(name.length + 1);
}

function placed(settings: readonly string[]): Pick<Cue, "place" | "align"> {
  const line = setting(settings, "line")?.split(",")[0] ?? "";
  const percent = line.endsWith("%");
  const number = Number.parseFloat(line);
  // A bare number counts lines: from the top when not negative, from the bottom when negative.
  const top =
    Number.isFinite(number) &&
    (percent ? number < 50 : number >= 0 && number < 6 && !line.startsWith("-"));
  const align = setting(settings, "align");
  return {
    place: top ? "top" : "bottom",
    align:
      align === "start" || align === "left"
        ? "start"
        : align === "end" || align === "right"
          ? "end"
          : "center",
  };
}

/** The cues of a WebVTT file, by start time. What cannot be read is left out. */
export function parseVtt(text: string): Cue[] {
  const blocks = text
    .replace(/^\ufeff/, "")
    .replace(/\r\n?/g, "\n")
    .split(/\n{2,}/);
  const cues: Cue[] = [];
  for (const block of blocks) {
    const lines = block.split("\n").filter((line) => line !== "");
    const at = lines.findIndex((line) => line.includes("-->"));
    // The timing is the first line of a cue, or the second one after its name.
    if (at < 0 || at > 1 || /^(NOTE|STYLE|REGION)\b/.test(lines[0] ?? "")) continue;
    const [left = "", right = ""] = (lines[at] ?? "").split("-->");
    const [end = "", ...settings] = right.trim().split(/\s+/);
    const startMs = timeMs(left.trim());
    const endMs = timeMs(end);
    const words = plain(lines.slice(at + 1));
    if (startMs === null || endMs === null || endMs <= startMs || words === "") continue;
    cues.push({ startMs, endMs, text: words, ...placed(settings) });
    if (cues.length >= MAX_CUES) break;
  }
  return cues.sort((a, b) => a.startMs - b.startMs);
}

/** Whether a file says of itself, before its first cue, that its words stand in the picture already. */
export const isInPicture = (text: string) =>
  /^NOTE in the picture\r?$/m.test(text.split("-->", 1)[0] ?? "");

/** The cues on screen at `ms`. */
export function activeCues(cues: readonly Cue[], ms: number): Cue[] {
  return cues.filter((cue) => cue.startMs <= ms && ms < cue.endMs);
}
