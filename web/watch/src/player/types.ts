/**
 * Everything the player takes and gives, as plain data.
 *
 * The first half is the part of the HTTP contract (`EpisodePlay` and what it holds) that the player reads; field names are
 * the contract's own, so a feed response can be handed over as it came. The second half is what the player tells its UI.
 * Times are milliseconds where the name ends in `_ms` or `Ms`, seconds elsewhere (as in `HTMLMediaElement`).
 */

/** A picture in one or two encodings, with a tiny hash to paint before it arrives. */
export interface Image {
  webp: string;
  avif: string | null;
  width: number;
  height: number;
  /** Base64 of a ThumbHash. */
  thumbhash: string;
}

/** A sheet of scrub thumbnails: tile `i` shows the moment `i * interval_ms`. */
export interface Sprite {
  url: string;
  columns: number;
  rows: number;
  tile_width: number;
  tile_height: number;
  interval_ms: number;
  count: number;
}

/** A WebVTT file. */
export interface TextTrack {
  language: string;
  label: string;
  url: string;
  kind: "captions" | "subtitles";
  default: boolean;
}

/** Segment `i` is bytes `offsets[i] .. offsets[i+1]-1` and plays `starts_ms[i] .. starts_ms[i+1]`. Both have n+1 entries. */
export interface SegmentIndex {
  offsets: readonly number[];
  starts_ms: readonly number[];
}

/** One encoded size (or the sound) as a single fragmented MP4 file read by byte ranges. */
export interface Track {
  id: string;
  url: string;
  /** Full type, for example `video/mp4; codecs="avc1.64001f"`. */
  mime: string;
  /** Peak, bit/s. */
  bandwidth: number;
  /** Mean, bit/s. */
  average_bandwidth: number;
  width: number;
  height: number;
  bytes: number;
  /** Base64 of the initialisation segment (ftyp + moov). */
  init: string;
  segments: SegmentIndex;
}

export interface AudioTrack extends Omit<Track, "width" | "height"> {
  language: string | null;
  label: string;
}

export interface Playback {
  /** Multivariant playlist, H.264. */
  hls: string;
  hls_av1: string | null;
  /** H.264, ascending by height; all rungs cut at the same times. */
  video: readonly Track[];
  video_av1: readonly Track[];
  audio: readonly AudioTrack[];
  /** `false` while the rest of the ladder is still being made. */
  complete: boolean;
}

export interface EpisodeRef {
  id: string;
  number: number;
  title: string | null;
}

/** One episode with everything needed to show its first frame without another request for metadata. */
export interface EpisodePlay {
  id: string;
  number: number;
  title: string | null;
  duration_ms: number;
  resume_ms: number;
  completed: boolean;
  liked: boolean;
  like_count: number;
  poster: Image | null;
  sprite: Sprite | null;
  playback: Playback;
  text_tracks: readonly TextTrack[];
  next: EpisodeRef | null;
  previous: EpisodeRef | null;
}

/** `auto`, or the short side of the only rung to play (the nearest one below when it does not exist). */
export type Quality = "auto" | "360" | "480" | "720" | "1080";

/** Which machinery plays: our Media Source engine, hls.js over Media Source, or the browser's own HLS. */
export type EngineKind = "mse" | "hls.js" | "native";

export interface PlayerError {
  code: "network" | "decode" | "unsupported" | "not_found" | "forbidden" | "unknown";
  /** One technical sentence for the event log; the UI words its own message by `code`. */
  detail: string;
}

/** The rung on screen. */
export interface Rung {
  id: string;
  width: number;
  height: number;
  /** Mean, bit/s. */
  bitrate: number;
  /** The contract's name of the size: its short side, for example 480. */
  shortSide: number;
  codec: "h264" | "av1" | "other";
}

/** One caption on screen. `text` may hold line breaks; markup is removed. */
export interface Cue {
  startMs: number;
  endMs: number;
  text: string;
  /** `top` when the file asks for the upper half (a `line` setting below 50 %), so that it does not cover a face or a sign. */
  place: "top" | "bottom";
  align: "start" | "center" | "end";
}

export interface TimeRange {
  start: number;
  end: number;
}

/** What is playing, as one snapshot. Objects are replaced, never changed, so that UI frameworks can compare by identity. */
export interface PlayerState {
  /** Episode in the foreground; `null` before the first `show`. */
  episodeId: string | null;
  engine: EngineKind | null;
  /** Seconds. */
  currentTime: number;
  /** Seconds; from the episode until the media knows better. */
  duration: number;
  /** Seconds, ascending, not touching. */
  buffered: readonly TimeRange[];
  /** The viewer's wish: `true` after `pause()`, whatever the element does. */
  paused: boolean;
  /** Playing is wanted but there is nothing to play for more than a blink (200 ms). Show a spinner. */
  buffering: boolean;
  seeking: boolean;
  ended: boolean;
  error: PlayerError | null;
  /** `true` from the moment the first real frame is on screen; until then the poster must show through. */
  framePresented: boolean;
  /** Milliseconds from `show()` to the first frame presented; `null` until then. */
  startupMs: number | null;
  /** Whether the episode had been prepared before it was shown. */
  prefetched: boolean;
  rung: Rung | null;
  /** The rungs this device can play now, ascending. For the quality menu. */
  rungs: readonly Rung[];
  quality: Quality;
  rate: number;
  muted: boolean;
  /** The browser refused sound without a gesture: show "tap for sound" and call `setMuted(false)` in its handler. */
  needsUnmute: boolean;
  /** The browser refused to play at all without a gesture: show a big play button. */
  needsGesture: boolean;
  audioLanguage: string | null;
  /** Language of the text track on; `null` when off. */
  textLanguage: string | null;
  cues: readonly Cue[];
  /** Estimated network throughput, bit/s; `null` before the first measurement. */
  bandwidth: number | null;
  /** Episodes other than the current one whose first frame stands ready in a paused video. */
  ready: readonly string[];
}

export interface ShowOptions {
  /** Where to begin; default the episode's `resume_ms` (0 when completed). */
  startMs?: number;
  /** This call happens inside a tap or key handler, so sound may be turned on. */
  userGesture?: boolean;
  /** Begin paused (for example a series page that waits for a tap). Default `false`. */
  paused?: boolean;
  /** For the event log. */
  seriesId?: string | null;
}

/** An episode that may come next. Give the most likely first. */
export interface Upcoming {
  item: EpisodePlay;
  /** Its card. When given, the prepared video is put there already, so that its first frame comes in with the swipe. */
  host?: HTMLElement | null;
  startMs?: number;
}

/** What the event log needs to know about the moment; the queue adds id, time and feed session. */
export interface EventContext {
  play_id?: string | null;
  series_id?: string | null;
  episode_id?: string | null;
}

/** Player and UI events with their bodies (schema 1). */
export type EventBody =
  | { type: "impression"; position: number; reason: string }
  | { type: "play"; position_ms: number; startup_ms: number; prefetched: boolean; rung: string }
  | { type: "heartbeat"; intervals: readonly (readonly [number, number])[]; position_ms: number }
  | { type: "seek"; from_ms: number; to_ms: number }
  | { type: "completion" }
  | { type: "next"; how: "auto" | "swipe" | "button" }
  | { type: "like"; on: boolean }
  | { type: "list"; on: boolean }
  | { type: "share"; how: string }
  | { type: "error"; code: string; detail: string }
  | { type: "stall"; position_ms: number; duration_ms: number }
  | { type: "prefetch"; bytes: number; wasted_bytes: number };

/** Where events go; `EventQueue` is the real one. */
export interface EventSink {
  push(body: EventBody, context?: EventContext): void;
}

export interface FeedPlayerOptions {
  events?: EventSink;
  /** The viewer's data-saver setting. `navigator.connection.saveData` counts as well. */
  dataSaver?: boolean;
  quality?: Quality;
  audioLanguage?: string | null;
  /** Caption language wanted; `null` for none. */
  textLanguage?: string | null;
  muted?: boolean;
  /** Force an engine (tests, feature flag). Default: the best that the browser has. */
  engine?: EngineKind;
  /** Turn off all prefetching (tests, bench). Default `true`. */
  prefetch?: boolean;
  /** Gives hls.js's default export; called only when our engine has failed twice or the flag asks for it. */
  loadHls?: () => Promise<unknown>;
  /** Style class for the two `<video>` elements, beside the inline style that fills the host. */
  videoClass?: string;
}
