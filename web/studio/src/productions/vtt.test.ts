import { expect, test } from "vitest";
import { cues } from "./vtt";

test("cues are read without their marks", () => {
  const text =
    "WEBVTT\n\n00:00:00.000 --> 00:00:01.000\n<v Mara>Then pay &amp; go.</v>\n\n2\n00:00:01.000 --> 00:00:02.000\n<v Jonah><i>I lied.\nTwice.</i></v>\n\nNOTE nothing\n\n";
  expect(cues(text)).toEqual(["Then pay & go.", "I lied. Twice."]);
  expect(cues("")).toEqual([]);
  expect(cues("WEBVTT\r\n\r\n00:01.000 --> 00:02.000\r\nHi\r\n")).toEqual(["Hi"]);
});
