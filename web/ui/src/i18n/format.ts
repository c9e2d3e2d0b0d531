/** Numbers, times and dates in the language of the interface, as the house's country writes them. */
import { language, locale } from "./index.svelte";

/** 1:05, 12:40, 1:02:03. Digits stay Latin: it is a clock beside a scrubber. */
export function clock(milliseconds: number): string {
  const total = Math.max(0, Math.floor(milliseconds / 1000));
  const [hours, minutes, seconds] = [
    Math.floor(total / 3600),
    Math.floor(total / 60) % 60,
    total % 60,
  ];
  const tail = `${String(minutes).padStart(hours ? 2 : 1, "0")}:${String(seconds).padStart(2, "0")}`;
  return hours ? `${hours}:${tail}` : tail;
}

/** "1 hr 12 min", "12 min", "45 sec" in words of the language. */
export function duration(milliseconds: number, tag: string = locale()): string {
  const seconds = Math.max(1, Math.round(milliseconds / 1000));
  if (seconds < 60) return unit(seconds, "second", tag);
  const minutes = Math.round(seconds / 60);
  const hours = Math.floor(minutes / 60);
  const parts = [];
  if (hours) parts.push(unit(hours, "hour", tag));
  if (minutes % 60 || !hours) parts.push(unit(minutes % 60, "minute", tag));
  return parts.join(" ");
}

function unit(value: number, name: "hour" | "minute" | "second", tag: string): string {
  return new Intl.NumberFormat(tag, { style: "unit", unit: name, unitDisplay: "short" }).format(
    value,
  );
}

/** 1,240 as "1.2K". */
export function compact(value: number, tag: string = locale()): string {
  return new Intl.NumberFormat(tag, { notation: "compact", maximumFractionDigits: 1 }).format(
    value,
  );
}

export function number(value: number, tag: string = locale()): string {
  return new Intl.NumberFormat(tag).format(value);
}

/** "Wed, Dec 2, 7:00 PM". */
export function dateTime(iso: string, tag: string = locale()): string {
  return new Intl.DateTimeFormat(tag, {
    weekday: "short",
    month: "short",
    day: "numeric",
    hour: "numeric",
    minute: "2-digit",
  }).format(new Date(iso));
}

export function date(iso: string, tag: string = locale()): string {
  return new Intl.DateTimeFormat(tag, { dateStyle: "medium" }).format(new Date(iso));
}

/** "yesterday", "3 hours ago". */
export function ago(iso: string, now: number, tag: string = locale()): string {
  const seconds = (new Date(iso).getTime() - now) / 1000;
  const steps: [Intl.RelativeTimeFormatUnit, number][] = [
    ["day", 86_400],
    ["hour", 3_600],
    ["minute", 60],
  ];
  const [name, size] = steps.find(([, size]) => Math.abs(seconds) >= size) ?? ["minute", 60];
  return new Intl.RelativeTimeFormat(tag, { numeric: "auto" }).format(
    Math.round(seconds / size),
    name,
  );
}

/** A language's name: "Português", or in the present language with `inItsOwn` false. */
export function languageName(tag: string, inItsOwn = true): string {
  try {
    const name = new Intl.DisplayNames([inItsOwn ? tag : language()], { type: "language" }).of(tag);
    return name ? name.charAt(0).toLocaleUpperCase(tag) + name.slice(1) : tag;
  } catch {
    return tag;
  }
}
