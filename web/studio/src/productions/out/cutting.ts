/** How episodes are cut and dated for a platform, as the form keeps it and as the house is asked. */
import type { ExportBody } from "./api";

export interface Cutting {
  captions: "in" | "beside" | "both";
  /** Seconds of the longest part; nothing: what the platform takes. */
  part: string;
  recap: string;
  hours: string;
  /** As `datetime-local` writes it; nothing: the house's own date. */
  first: string;
  tags: string;
}

export const PARTS = [30, 60, 90, 120, 180] as const;
export const RECAPS = [0, 2, 4, 6, 10] as const;
/** Hours between two parts. */
export const HOURS = [6, 12, 24, 48, 72, 168] as const;
const TAGS_MAX = 50;

export const asBegun: Cutting = {
  captions: "in",
  part: "60",
  recap: "4",
  hours: "24",
  first: "",
  tags: "",
};

/** `#drama, ring` → drama, ring: each once, without its sign. */
export function tagsOf(text: string): string[] {
  const words = text.split(/[\s,，、؛،;#]+/u).filter(Boolean);
  return [...new Set(words)].slice(0, TAGS_MAX);
}

export function optionsOf(cutting: Cutting): NonNullable<ExportBody["options"]> {
  const first = cutting.first ? new Date(cutting.first) : null;
  return {
    captions: cutting.captions,
    part_s: cutting.part ? Number(cutting.part) : null,
    recap_s: Number(cutting.recap),
    every_hours: Number(cutting.hours),
    first: first && !Number.isNaN(first.getTime()) ? first.toISOString() : null,
    tags: tagsOf(cutting.tags),
  };
}
