import type { Block } from "../api/rights";

/** A block as it stands in a form. */
export interface BlockForm {
  kind: Block["kind"];
  series: string[];
  /** Single episodes of them; all when empty. */
  episodes: string[];
  media: string;
  territories: string;
  /** Empty: every language. */
  languages: string;
  starts: string;
  ends: string;
  exclusive: boolean;
  sublicence: boolean;
  keeps: boolean;
  later: boolean;
  expires: string;
  /** Numbered runs of a broadcaster; empty: on demand. */
  runs: string;
}

export const emptyBlock = (): BlockForm => ({
  kind: "grant",
  series: [],
  episodes: [],
  media: "VOD",
  territories: "World",
  languages: "",
  starts: "",
  ends: "",
  exclusive: false,
  sublicence: false,
  keeps: false,
  later: true,
  expires: "",
  runs: "",
});

const list = (text: string) =>
  text
    .split(",")
    .map((one) => one.trim())
    .filter(Boolean);

/** Pure: what a form means. */
export const blockOf = (form: BlockForm): Block => ({
  kind: form.kind,
  series_ids: form.series,
  episode_ids: form.episodes,
  later_episodes: form.later,
  media: list(form.media),
  territories: form.territories.trim(),
  languages: list(form.languages).length ? list(form.languages) : null,
  starts: form.starts.trim() || null,
  ends: form.ends.trim() || null,
  exclusive: form.exclusive,
  sublicence: form.sublicence,
  keeps: form.keeps,
  expires_at: form.expires ? `${form.expires}T00:00:00Z` : null,
  runs: form.runs.replaceAll(/\s/g, "").replace("–", "-") || null,
});

/** Pure: a block as a form begins with it. */
export const formOf = (block: Block): BlockForm => ({
  kind: block.kind,
  series: [...block.series_ids],
  episodes: [...(block.episode_ids ?? [])],
  media: block.media.join(", "),
  territories: block.territories,
  languages: (block.languages ?? []).join(", "),
  starts: block.starts ?? "",
  ends: block.ends ?? "",
  exclusive: block.exclusive ?? false,
  sublicence: block.sublicence ?? false,
  keeps: block.keeps ?? false,
  later: block.later_episodes ?? true,
  expires: (block.expires_at ?? "").slice(0, 10),
  runs: block.runs ?? "",
});

export const complete = (form: BlockForm): boolean =>
  form.series.length > 0 &&
  form.territories.trim() !== "" &&
  list(form.media).length > 0 &&
  (form.kind === "grant" || form.kind === "holdback" || form.expires !== "");
