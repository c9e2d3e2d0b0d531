import { describe, expect, test } from "vitest";
import { activeCues, isInPicture, parseVtt } from "../vtt";

describe("WebVTT", () => {
  test("reads cues with names, hours, settings and markup", () => {
    const cues = parseVtt(
      "\ufeffWEBVTT - title\r\n\r\nNOTE a --> b\r\n\r\nSTYLE\n::cue{}\n\nfirst\n00:01.000 --> 00:02.500 line:10% align:start\n<v Ana>Hello &amp;\n<i>you</i>\n\n01:00:00.000 --> 01:00:01.000\nLate\n",
    );
    expect(cues).toEqual([
      { startMs: 1_000, endMs: 2_500, text: "Hello &\nyou", place: "top", align: "start" },
      { startMs: 3_600_000, endMs: 3_601_000, text: "Late", place: "bottom", align: "center" },
    ]);
  });

  test("counts lines from the bottom when negative", () => {
    const place = (line: string) =>
      parseVtt(`WEBVTT\n\n00:00.000 --> 00:01.000 line:${line}\nx`)[0]?.place;
    expect(["0", "2", "-1", "85%", "49.9%,start"].map(place)).toEqual([
      "top",
      "top",
      "bottom",
      "bottom",
      "top",
    ]);
  });

  test("leaves out what cannot be read and keeps the rest", () => {
    const text =
      "WEBVTT\n\n00:05.000 --> 00:04.000\nbackwards\n\nxx --> yy\nno\n\n00:01.000 --> 00:02.000\n\n00:03.000 --> 00:04.000\nkept";
    expect(parseVtt(text).map((cue) => cue.text)).toEqual(["kept"]);
  });

  test("hostile files neither throw nor grow without bound", () => {
    expect(parseVtt("")).toEqual([]);
    expect(parseVtt("-->".repeat(10_000))).toEqual([]);
    expect(parseVtt("<".repeat(100_000))).toEqual([]);
    const many = `WEBVTT\n\n${"00:00.000 --> 00:01.000\nx\n\n".repeat(20_000)}`;
    expect(parseVtt(many).length).toBe(5_000);
    const long = parseVtt(`WEBVTT\n\n00:00.000 --> 00:01.000\n${"y".repeat(1_000_000)}`);
    expect(long[0]?.text.length).toBe(2_000);
  });

  test("a cue is on screen from its start up to its end", () => {
    const cues = parseVtt("WEBVTT\n\n00:01.000 --> 00:02.000\na\n\n00:01.500 --> 00:03.000\nb");
    const at = (ms: number) => activeCues(cues, ms).map((cue) => cue.text);
    expect([at(999), at(1_000), at(1_600), at(2_000), at(3_000)]).toEqual([
      [],
      ["a"],
      ["a", "b"],
      ["b"],
      [],
    ]);
  });
});

describe("words that stand in the picture", () => {
  const cue = "\n00:00.000 --> 00:01.000\nHello\n";
  test("are told by a note at the head", () => {
    expect(isInPicture(`WEBVTT\n\nNOTE in the picture\n${cue}`)).toBe(true);
    expect(isInPicture(`WEBVTT\r\n\r\nNOTE in the picture\r\n${cue}`)).toBe(true);
  });
  test("are not told by anything else", () => {
    expect(isInPicture(`WEBVTT\n${cue}`)).toBe(false);
    expect(isInPicture(`WEBVTT\n\nNOTE in the picture it rains\n${cue}`)).toBe(false);
    expect(isInPicture(`WEBVTT\n${cue}\nNOTE in the picture\n`)).toBe(false);
  });
});
