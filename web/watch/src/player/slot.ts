/** One of the two `<video>` elements with the engine that feeds it. */
import type { Engine } from "./engines/engine";
import type { EpisodePlay } from "./types";

const STYLE: Partial<CSSStyleDeclaration> = {
  position: "absolute",
  inset: "0",
  width: "100%",
  height: "100%",
  objectFit: "cover",
  opacity: "0",
  pointerEvents: "none",
};

const MEDIA_EVENTS = [
  "timeupdate",
  "progress",
  "playing",
  "waiting",
  "pause",
  "seeking",
  "seeked",
  "ended",
  "durationchange",
  "resize",
] as const;
export type MediaEventName = (typeof MEDIA_EVENTS)[number];

/** Where videos without a card wait: in the document (some browsers decode nothing outside it), out of sight. */
function waitingRoom(): HTMLElement {
  const known = document.querySelector<HTMLElement>("[data-player-waiting]");
  if (known) return known;
  const room = document.createElement("div");
  room.dataset.playerWaiting = "";
  room.setAttribute("aria-hidden", "true");
  room.style.cssText =
    "position:fixed;left:0;bottom:0;width:2px;height:2px;overflow:hidden;opacity:.01;pointer-events:none;z-index:-1";
  document.body.append(room);
  return room;
}

export class Slot {
  readonly video: HTMLVideoElement;
  item: EpisodePlay | null = null;
  engine: Engine | null = null;
  startMs = 0;
  /** The first frame of the present item is on screen (or would be, were its card in view). */
  presented = false;
  private frameHandle = 0;
  private generation = 0;
  private readonly stop = new AbortController();

  constructor(className: string | undefined, onEvent: (slot: Slot, name: MediaEventName) => void) {
    const video = document.createElement("video");
    this.video = video;
    video.playsInline = true;
    video.muted = true;
    video.preload = "auto";
    video.tabIndex = -1;
    video.disablePictureInPicture = true;
    video.setAttribute("webkit-playsinline", "");
    if (className) video.className = className;
    Object.assign(video.style, STYLE);
    const { signal } = this.stop;
    for (const name of MEDIA_EVENTS) {
      video.addEventListener(name, () => this.item && onEvent(this, name), { signal });
    }
  }

  /** Takes an item in; `begin` makes the engine once the element stands in its place. */
  load(
    item: EpisodePlay,
    startMs: number,
    host: HTMLElement | null,
    begin: (slot: Slot) => Engine,
  ): void {
    this.unload();
    this.item = item;
    this.startMs = startMs;
    this.move(host);
    this.engine = begin(this);
  }

  /** Another engine for the same item. */
  replaceEngine(startMs: number, begin: (slot: Slot) => Engine): void {
    this.forgetFrame();
    this.engine?.destroy();
    this.engine = null;
    this.startMs = startMs;
    this.engine = begin(this);
  }

  /**
   * Puts the element into a card (or the waiting room), under everything else there but over another video: the picture of
   * the episode before stays until the first frame covers it. Does not interrupt it.
   */
  move(host: HTMLElement | null): void {
    const target = (host ?? waitingRoom()) as HTMLElement & {
      moveBefore?: (node: Node, before: Node | null) => void;
    };
    const { video } = this;
    const others = [...target.children].filter((one) => one !== video && one.tagName === "VIDEO");
    const place = others.at(-1)?.nextSibling ?? (others.length > 0 ? null : target.firstChild);
    if (video.parentNode === target && (place === video || others.length === 0)) return;
    // An atomic move keeps the picture; the usual one lays it out anew. Playback goes on in both, as this is one task.
    if (target.moveBefore && video.isConnected && target.isConnected)
      target.moveBefore(video, place);
    else target.insertBefore(video, place);
  }

  /** Calls `run` with the time (`performance.now()` scale) of the next frame presented from the present item. */
  onNextFrame(run: (at: number) => void): void {
    const { video, generation } = this;
    const present = (at: number) => {
      if (generation !== this.generation) return;
      if (!this.presented) {
        this.presented = true;
        video.style.opacity = "1";
      }
      run(at);
    };
    if ("requestVideoFrameCallback" in video) {
      this.frameHandle = video.requestVideoFrameCallback((now) => present(now));
      return;
    }
    const painted = () => requestAnimationFrame(() => requestAnimationFrame(present));
    const element = video as HTMLVideoElement;
    if (element.readyState >= 2) painted();
    else element.addEventListener("loadeddata", painted, { once: true, signal: this.stop.signal });
  }

  unload(): void {
    this.forgetFrame();
    this.engine?.destroy();
    this.engine = null;
    this.item = null;
  }

  destroy(): void {
    this.unload();
    this.stop.abort();
    this.video.remove();
  }

  private forgetFrame(): void {
    this.generation++;
    this.presented = false;
    this.video.style.opacity = "0";
    if ("cancelVideoFrameCallback" in this.video)
      this.video.cancelVideoFrameCallback(this.frameHandle);
  }
}
