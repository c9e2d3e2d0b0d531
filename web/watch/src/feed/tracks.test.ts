import type { TextTrack } from "@ui/api";
import { expect, test } from "vitest";
import { chooseTrack } from "./tracks";

const track = (language: string, standard = false): TextTrack => ({
  language,
  label: language,
  url: `/${language}.vtt`,
  kind: "captions",
  default: standard,
});

test("the exact language comes before a near one", () => {
  const tracks = [track("zh-Hant"), track("zh-Hans")];
  expect(chooseTrack(tracks, ["zh-Hans"])?.language).toBe("zh-Hans");
  expect(chooseTrack(tracks, ["zh"])?.language).toBe("zh-Hant");
});

test("wishes are tried in order", () => {
  expect(chooseTrack([track("en"), track("ko")], ["ar", "ko", "en"])?.language).toBe("ko");
  expect(chooseTrack([track("en"), track("ko")], [null, "en"])?.language).toBe("en");
});

test("without a match the default serves, then the first", () => {
  expect(chooseTrack([track("en"), track("ko", true)], ["ar"])?.language).toBe("ko");
  expect(chooseTrack([track("en"), track("ko")], [])?.language).toBe("en");
  expect(chooseTrack([], ["en"])).toBeNull();
});
