/** When episodes come out, as the house will compute it. Pure. */
import type { StudioEpisode } from "../api/types";

export interface Drop {
  at: Date;
  /** Numbers of the episodes that come out then. */
  numbers: number[];
}

const WEEK_MS = 7 * 24 * 3600 * 1000;

/** The episodes that a weekly schedule dates: all, or those not out yet. */
export function waitingEpisodes(
  episodes: readonly StudioEpisode[],
  seriesIsOut: boolean,
  now: Date,
): StudioEpisode[] {
  const out = (one: StudioEpisode) =>
    seriesIsOut &&
    ["playable", "complete"].includes(one.package.state) &&
    (one.publish_at === null || new Date(one.publish_at) <= now);
  return episodes.filter((one) => !out(one));
}

export function weeklyDrops(numbers: readonly number[], perWeek: number, from: Date): Drop[] {
  const drops: Drop[] = [];
  for (let at = 0; at < numbers.length; at += perWeek)
    drops.push({
      at: new Date(from.getTime() + (at / perWeek) * WEEK_MS),
      numbers: numbers.slice(at, at + perWeek),
    });
  return drops;
}

/** A moment as the value of a `datetime-local` field, in the zone of this device. */
export function localValue(moment: Date): string {
  const two = (value: number) => String(value).padStart(2, "0");
  const day = `${moment.getFullYear()}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}`;
  return `${day}T${two(moment.getHours())}:${two(moment.getMinutes())}`;
}

/** The next evening at seven: when most series come out. */
export function nextEvening(now: Date): Date {
  const evening = new Date(now);
  evening.setHours(19, 0, 0, 0);
  if (evening.getTime() - now.getTime() < 3600 * 1000) evening.setDate(evening.getDate() + 1);
  return evening;
}

/** "Europe/Lisbon, GMT+1" of a moment on this device. */
export function zoneName(moment: Date, locale: string): string {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  const parts = new Intl.DateTimeFormat(locale, { timeZoneName: "short" }).formatToParts(moment);
  const short = parts.find((part) => part.type === "timeZoneName")?.value;
  return [timeZone.replaceAll("_", " "), short].filter(Boolean).join(", ");
}
