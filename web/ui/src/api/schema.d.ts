/**
 * Types of the house's HTTP contract, in the shape openapi-typescript writes:
 * `components` holds the named bodies, `paths` the routes below `/api/v1`.
 */
type Uuid = string;
/** RFC 3339, UTC. */
type Time = string;

interface Schemas {
  ApiError: { error: { code: string; message: string; remedy: string; request_id: string } };
  House: {
    name: string;
    tagline: string;
    /** `#rrggbb` */
    accent: string;
    logo_url: string | null;
    languages: string[];
    default_language: string;
    test_house: boolean;
    version: string;
  };
  Settings: {
    language: string | null;
    captions_on: boolean;
    captions_language: string | null;
    captions_size: "s" | "m" | "l";
    audio_language: string | null;
    data_saver: boolean;
    quality: "auto" | "360" | "480" | "720" | "1080";
    autoplay_next: boolean;
  };
  Passkey: { id: Uuid; name: string; created_at: Time; last_used_at: Time | null };
  Me: {
    id: Uuid;
    kind: "anonymous" | "account";
    role: "viewer" | "producer" | "operator";
    email: string | null;
    display_name: string | null;
    has_password: boolean;
    passkeys: Schemas["Passkey"][];
    settings: Schemas["Settings"];
  };
  MePatch: { display_name?: string; settings?: Partial<Schemas["Settings"]> };
  Register: { email: string; password: string; display_name?: string };
  Login: { email: string; password: string };
  Ceremony: { ceremony: string; options: unknown };
  CeremonyFinish: { ceremony: string; credential: unknown };
  Image: { webp: string; avif: string | null; width: number; height: number; thumbhash: string };
  Sprite: {
    url: string;
    columns: number;
    rows: number;
    tile_width: number;
    tile_height: number;
    interval_ms: number;
    count: number;
  };
  TextTrack: {
    language: string;
    label: string;
    url: string;
    kind: "captions" | "subtitles";
    default: boolean;
  };
  /** `n + 1` byte offsets and start times bound `n` segments. */
  Segments: { offsets: number[]; starts_ms: number[] };
  Track: {
    id: string;
    url: string;
    mime: string;
    /** Peak, bit/s. */
    bandwidth: number;
    average_bandwidth: number;
    width: number;
    height: number;
    bytes: number;
    /** Base64 of the init segment. */
    init: string;
    segments: Schemas["Segments"];
  };
  AudioTrack: Omit<Schemas["Track"], "width" | "height"> & {
    language: string | null;
    label: string;
  };
  Playback: {
    hls: string;
    hls_av1: string | null;
    video: Schemas["Track"][];
    video_av1: Schemas["Track"][];
    audio: Schemas["AudioTrack"][];
    /** False while the rest of the ladder is still being made. */
    complete: boolean;
  };
  EpisodeRef: { id: Uuid; number: number; title: string | null };
  EpisodePlay: {
    id: Uuid;
    number: number;
    title: string | null;
    duration_ms: number;
    resume_ms: number;
    completed: boolean;
    liked: boolean;
    like_count: number;
    poster: Schemas["Image"] | null;
    sprite: Schemas["Sprite"] | null;
    playback: Schemas["Playback"];
    text_tracks: Schemas["TextTrack"][];
    next: Schemas["EpisodeRef"] | null;
    previous: Schemas["EpisodeRef"] | null;
  };
  SeriesCard: {
    id: Uuid;
    slug: string;
    title: string;
    synopsis: string;
    language: string;
    genres: string[];
    tropes: string[];
    age_rating: "all" | "7" | "12" | "16" | "18";
    episode_count: number;
    total_duration_ms: number;
    poster: Schemas["Image"] | null;
    in_my_list: boolean;
    credit: string | null;
  };
  FeedItem: {
    reason: "continue" | "new" | "trending" | "explore";
    series: Schemas["SeriesCard"];
    episode: Schemas["EpisodePlay"];
  };
  Feed: { items: Schemas["FeedItem"][]; end: boolean };
  EpisodeCard: {
    id: Uuid;
    number: number;
    title: string | null;
    duration_ms: number;
    poster: Schemas["Image"] | null;
    position_ms: number;
    completed: boolean;
  };
  ScheduledEpisode: { number: number; title: string | null; publish_at: Time };
  SeriesPage: {
    series: Schemas["SeriesCard"];
    credits: { name: string; role: string }[];
    licence: { text: string; url: string | null } | null;
    episodes: Schemas["EpisodeCard"][];
    scheduled: Schemas["ScheduledEpisode"][];
    next_up: number;
    more_like_this: Schemas["SeriesCard"][];
  };
  EpisodePage: { series: Schemas["SeriesCard"]; episode: Schemas["EpisodePlay"] };
  ShelfItem: {
    series: Schemas["SeriesCard"];
    progress: { number: number; position_ms: number; duration_ms: number } | null;
  };
  Shelf: { key: string; items: Schemas["ShelfItem"][] };
  Shelves: { shelves: Schemas["Shelf"][] };
  SearchResult: { items: Schemas["SeriesCard"][]; total: number };
  GenreCount: { key: string; kind: "genre" | "trope"; series_count: number };
  Genres: { genres: Schemas["GenreCount"][] };
  MyList: { items: Schemas["SeriesCard"][] };
  HistoryItem: {
    series: Schemas["SeriesCard"];
    episode: Schemas["EpisodeCard"];
    watched_at: Time;
  };
  History: { items: Schemas["HistoryItem"][]; more: boolean };
  Like: { liked: boolean; like_count: number };
  Report: {
    reason: "broken" | "captions" | "audio" | "rights" | "offensive" | "other";
    detail?: string;
  };
}

export interface components {
  schemas: Schemas;
}

type Json<T> = { content: { "application/json": T } };
type Answer<T, S extends number = 200> = {
  responses: Record<S, T extends null ? { content?: never } : Json<T>> & {
    default: Json<Schemas["ApiError"]>;
  };
};
type Query<T> = { parameters: { query?: T } };
type Path<T> = { parameters: { path: T } };
type Body<T> = { requestBody: Json<T> };
type Lang = { lang?: string };

export interface paths {
  "/api/v1/house": { get: Answer<Schemas["House"]> };
  "/api/v1/me": {
    get: Answer<Schemas["Me"]>;
    patch: Body<Schemas["MePatch"]> & Answer<Schemas["Me"]>;
    delete: Answer<null, 204>;
  };
  "/api/v1/auth/register": { post: Body<Schemas["Register"]> & Answer<Schemas["Me"]> };
  "/api/v1/auth/login": { post: Body<Schemas["Login"]> & Answer<Schemas["Me"]> };
  "/api/v1/auth/logout": { post: Answer<null, 204> };
  "/api/v1/auth/passkeys/register/start": {
    post: Body<{ name: string }> & Answer<Schemas["Ceremony"]>;
  };
  "/api/v1/auth/passkeys/register/finish": {
    post: Body<Schemas["CeremonyFinish"]> & Answer<Schemas["Me"]>;
  };
  "/api/v1/auth/passkeys/login/start": { post: Answer<Schemas["Ceremony"]> };
  "/api/v1/auth/passkeys/login/finish": {
    post: Body<Schemas["CeremonyFinish"]> & Answer<Schemas["Me"]>;
  };
  "/api/v1/auth/passkeys/{id}": { delete: Path<{ id: string }> & Answer<Schemas["Me"]> };
  "/api/v1/auth/claim": { post: Body<{ token: string }> & Answer<Schemas["Me"]> };
  "/api/v1/feed": {
    get: Query<{ session: string; limit?: number } & Lang> & Answer<Schemas["Feed"]>;
  };
  "/api/v1/series/{slug}": {
    get: { parameters: { path: { slug: string }; query?: Lang } } & Answer<Schemas["SeriesPage"]>;
  };
  "/api/v1/series/{slug}/episodes/{number}": {
    get: { parameters: { path: { slug: string; number: number }; query?: Lang } } & Answer<
      Schemas["EpisodePage"]
    >;
  };
  "/api/v1/shelves": { get: Query<Lang> & Answer<Schemas["Shelves"]> };
  "/api/v1/search": {
    get: Query<{ q?: string; genre?: string; limit?: number } & Lang> &
      Answer<Schemas["SearchResult"]>;
  };
  "/api/v1/genres": { get: Answer<Schemas["Genres"]> };
  "/api/v1/my-list": { get: Query<Lang> & Answer<Schemas["MyList"]> };
  "/api/v1/my-list/{series_id}": {
    put: Path<{ series_id: string }> & Answer<null, 204>;
    delete: Path<{ series_id: string }> & Answer<null, 204>;
  };
  "/api/v1/history": {
    get: Query<{ before?: string } & Lang> & Answer<Schemas["History"]>;
    delete: Answer<null, 204>;
  };
  "/api/v1/history/{series_id}": { delete: Path<{ series_id: string }> & Answer<null, 204> };
  "/api/v1/episodes/{id}/like": {
    put: Path<{ id: string }> & Answer<Schemas["Like"]>;
    delete: Path<{ id: string }> & Answer<Schemas["Like"]>;
  };
  "/api/v1/episodes/{id}/reports": {
    post: Path<{ id: string }> & Body<Schemas["Report"]> & Answer<null, 201>;
  };
}
