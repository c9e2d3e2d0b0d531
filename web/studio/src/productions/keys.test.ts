import { expect, test } from "vitest";
import { episodeOf, kindWord, placeIn } from "./keys";

test("keys are read", () => {
  for (const [key, episode, kind, place] of [
    ["e01/voice/l02", 1, "voice", "1.2"],
    ["e12/shot/t03", 12, "shot", "12.3"],
    ["e03/dub-zh-Hans/l10", 3, "dub", "3.10 zh-Hans"],
    ["e03/dubmix-es", 3, "dubmix", "3 es"],
    ["e03/captions-es", 3, "translation", "3 es"],
    ["e03/captions", 3, "captions", "3"],
    ["poster", 0, "poster", ""],
    ["trailer", 0, "trailer", ""],
  ] as const) {
    expect([episodeOf(key), kindWord(key), placeIn(key)]).toEqual([episode, kind, place]);
  }
});
