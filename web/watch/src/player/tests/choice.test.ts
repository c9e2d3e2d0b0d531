import { expect, test } from "vitest";
import { pickText } from "../captions";
import { pickAudio } from "../engines/audio";
import { engineKind, type Machinery } from "../engines/make";
import type { AudioTrack, TextTrack } from "../types";
import { track } from "./make";

const sound = (language: string | null): AudioTrack => ({
  ...track(0, 96, { id: `a-${language}` }),
  language,
  label: "",
});
const text = (language: string, kind: TextTrack["kind"]): TextTrack => ({
  language,
  kind,
  label: "",
  url: `/${language}-${kind}`,
  default: false,
});

test("sound in the language wanted, its base, or the first there is", () => {
  const tracks = [sound("en"), sound("pt-BR"), sound(null)];
  const id = (language: string | null) => pickAudio(tracks, language)?.id;
  expect([id("pt-br"), id("pt"), id("pt-PT"), id("ko"), id(null)]).toEqual([
    "a-pt-BR",
    "a-pt-BR",
    "a-pt-BR",
    "a-en",
    "a-en",
  ]);
  expect(pickAudio([], "en")).toBeNull();
});

test("captions in the language wanted, never in another", () => {
  const tracks = [text("es", "subtitles"), text("es", "captions"), text("zh-Hans", "subtitles")];
  expect(pickText(tracks, "es")?.kind).toBe("captions");
  expect(pickText(tracks, "zh")?.language).toBe("zh-Hans");
  expect(pickText(tracks, "ko")).toBeNull();
  expect(pickText(tracks, null)).toBeNull();
});

test("our engine twice, then hls.js, then the browser's own", () => {
  const machinery: Machinery = {
    forced: null,
    best: "mse",
    loadHls: async () => null,
    failures: new Map(),
  };
  const order = (nativeHls: boolean) =>
    [0, 1, 2, 3].map((failures) => engineKind(machinery, failures, nativeHls));
  expect(order(true)).toEqual(["mse", "mse", "hls.js", "native"]);
  expect(order(false)).toEqual(["mse", "mse", "hls.js", "hls.js"]);
  expect(engineKind({ ...machinery, loadHls: null }, 2, true)).toBe("native");
  expect(engineKind({ ...machinery, best: "native" }, 0, true)).toBe("native");
  expect(engineKind({ ...machinery, forced: "hls.js" }, 0, true)).toBe("hls.js");
});
