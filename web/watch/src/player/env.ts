/** What the browser and the connection are, asked once. */
import type { Network } from "./download";
import { sourceConstructor } from "./engines/mse";
import { nativeHlsSupported } from "./engines/native";
import type { EngineKind } from "./types";

export const browserNetwork: Network = {
  fetch: (url, init) => fetch(url, init),
  now: () => performance.now(),
  later: (ms, run) => {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
  wait: (ms, signal) =>
    new Promise((resolve) => {
      const finish = () => {
        clearTimeout(timer);
        removeEventListener("online", finish);
        signal.removeEventListener("abort", finish);
        resolve();
      };
      const timer = setTimeout(finish, ms);
      // Back on the net: no reason to sit out the pause.
      addEventListener("online", finish);
      signal.addEventListener("abort", finish);
    }),
};

interface Connection {
  saveData?: boolean;
  /** Mbit/s, coarse, as the browser remembers it. */
  downlink?: number;
}

function connection(): Connection {
  return (navigator as { connection?: Connection }).connection ?? {};
}

export function saveDataWanted(): boolean {
  return connection().saveData === true;
}

export function bestEngine(): EngineKind {
  if (sourceConstructor()) return "mse";
  return nativeHlsSupported() ? "native" : "hls.js";
}

/** Whether AV1 at 720p decodes smoothly and without draining the battery here (https://www.w3.org/TR/media-capabilities/). */
export async function av1Cheap(): Promise<boolean> {
  const contentType = 'video/mp4; codecs="av01.0.05M.08"';
  if (!sourceConstructor()?.isTypeSupported(contentType)) return false;
  try {
    const info = await navigator.mediaCapabilities.decodingInfo({
      type: "media-source",
      video: { contentType, width: 720, height: 1280, bitrate: 600_000, framerate: 30 },
    });
    return info.supported && info.smooth && info.powerEfficient;
  } catch {
    return false;
  }
}

const ESTIMATE_KEY = "cliffhanger.bandwidth";
/** A network of yesterday is another network. */
const ESTIMATE_AGE_MS = 6 * 3_600_000;

/** Below this the browser's word is reason enough to begin lower. */
const SLOW_MBIT = 2;

/** What to expect of the network before the first measurement: the last visit's, else the browser's word if it is bad; else `null`. */
export function expectedBandwidth(nowMs: number): number | null {
  const { downlink } = connection();
  return rememberedBandwidth(nowMs) ?? (downlink && downlink < SLOW_MBIT ? downlink * 1e6 : null);
}

/** The throughput measured on the last visit, if recent; `null` otherwise or where storage is refused. */
function rememberedBandwidth(nowMs: number): number | null {
  try {
    const [bps, at] = (localStorage.getItem(ESTIMATE_KEY) ?? "").split("@").map(Number);
    return bps && at && bps > 0 && nowMs - at < ESTIMATE_AGE_MS ? bps : null;
  } catch {
    return null;
  }
}

export function rememberBandwidth(bps: number | null, nowMs: number): void {
  try {
    if (bps) localStorage.setItem(ESTIMATE_KEY, `${Math.round(bps)}@${nowMs}`);
  } catch {
    // Private mode: the next visit starts cold.
  }
}
