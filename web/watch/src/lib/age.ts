/** What a viewer has said of their age, on this device. */
import type { SeriesCard } from "@ui/api";

const KEY = "age";

/** Whether a series waits for the viewer to say that they are old enough. */
export const asksAge = (series: SeriesCard): boolean =>
  Number(localStorage.getItem(KEY) ?? 0) < (series.ask_age ?? 0);

/** The viewer says that they are so old. */
export const sayAge = (age: number): void => localStorage.setItem(KEY, String(age));
