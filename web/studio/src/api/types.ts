/** What the studio sees of a series, in the shapes of the house's contract. */
import type { Image } from "@ui/api";

export interface Problem {
  code: string;
  message: string;
  remedy: string;
}

export type Status = "draft" | "scheduled" | "published" | "withdrawn";
export type AgeRating = "all" | "7" | "12" | "16" | "18";
export type Framing = "crop-left" | "crop-center" | "crop-right" | "blur";

export interface Rendition {
  codec: string;
  /** Pixels; 0 for sound. */
  height: number;
  width: number;
  bytes: number;
  /** Bits a second, at most. */
  bandwidth: number;
  quality: number | null;
}

export interface Package {
  state: "waiting" | "probing" | "packaging" | "playable" | "complete" | "failed" | "paused";
  /** 0 to 1. */
  progress: number;
  stage: string | null;
  problem: Problem | null;
  renditions: Rendition[];
}

export interface StudioEpisode {
  id: string;
  number: number;
  title: string | null;
  status: Status;
  publish_at: string | null;
  file_name: string;
  package: Package;
  duration_ms: number | null;
  poster: Image | null;
  text_tracks: { id: string; language: string; label: string }[];
}

export interface Credit {
  name: string;
  role: string;
}

export interface Licence {
  text: string;
  url: string | null;
}

export interface Translation {
  language: string;
  title: string;
  synopsis: string;
}

export interface StudioSeries {
  id: string;
  slug: string;
  title: string;
  synopsis: string;
  language: string;
  status: Status;
  publish_at: string | null;
  genres: string[];
  tropes: string[];
  age_rating: AgeRating;
  credit: string | null;
  licence: Licence | null;
  credits: Credit[];
  translations: Translation[];
  poster: Image | null;
  episodes: StudioEpisode[];
  problems: Problem[];
}

/** What may be changed of a series; absent stays. */
export type SeriesChange = Partial<
  Pick<
    StudioSeries,
    | "title"
    | "synopsis"
    | "language"
    | "genres"
    | "tropes"
    | "age_rating"
    | "credit"
    | "licence"
    | "credits"
    | "translations"
  >
>;

export interface Release {
  at?: string;
  weekly?: { per_week: number; from: string };
}
