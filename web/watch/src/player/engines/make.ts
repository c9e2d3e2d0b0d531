/** Which engine plays an episode, given the browser and what went wrong before. */
import type { EngineKind } from "../types";
import type { Engine, EngineContext } from "./engine";
import { HlsEngine } from "./hls";
import { MseEngine } from "./mse";
import { NativeEngine, nativeHlsSupported } from "./native";

export interface Machinery {
  /** The only engine to use, if set. */
  forced: EngineKind | null;
  best: EngineKind;
  loadHls: (() => Promise<unknown>) | null;
  /** How often an engine failed, by episode. */
  failures: Map<string, number>;
}

/** Our engine gets a second chance; after that hls.js, then the browser's own. */
export function engineKind(machinery: Machinery, failures: number, nativeHls: boolean): EngineKind {
  const { forced, best, loadHls } = machinery;
  if (forced) return forced;
  if (best !== "mse" || failures < 2) return best;
  if (loadHls && failures < 3) return "hls.js";
  return nativeHls ? "native" : loadHls ? "hls.js" : best;
}

/** Throws when the episode has nothing that the engine can play. */
export function makeEngine(machinery: Machinery, context: EngineContext): Engine {
  const failures = machinery.failures.get(context.item.id) ?? 0;
  const kind = engineKind(machinery, failures, nativeHlsSupported());
  if (kind === "native") return new NativeEngine(context);
  if (kind === "mse") return new MseEngine(context);
  const { loadHls } = machinery;
  if (!loadHls) throw new Error("hls.js is not at hand");
  return new HlsEngine(context, loadHls);
}
