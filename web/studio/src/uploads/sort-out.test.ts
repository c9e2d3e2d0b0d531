import { describe, expect, it } from "vitest";
import { kindOf, leadingNumber, natural, titleOf } from "./names";
import { sortOut } from "./sort-out";

const files = (...names: string[]) => names.map((name) => ({ name }));
const names = (list: { name: string }[]) => list.map((one) => one.name);

describe("file names", () => {
  it("say what a file is for", () => {
    expect(
      ["a.MP4", "b.mov", "01.en.srt", "poster.PNG", "notes.txt", "mp4", ".mp4"].map(kindOf),
    ).toEqual(["video", "video", "subtitles", "picture", "other", "other", "other"]);
  });

  it("say the number of the episode they begin with", () => {
    expect(
      ["007 Bond.mp4", " 3.mov", "Episode 3.mov", "20240501.mov", "0.mp4"].map(leadingNumber),
    ).toEqual([7, 3, null, null, null]);
  });

  it("stand in the order in which people count", () => {
    expect(["10.mp4", "2.mp4", "ep 10.mp4", "Ep 2.mp4", "1.mp4"].sort(natural)).toEqual([
      "1.mp4",
      "2.mp4",
      "10.mp4",
      "Ep 2.mp4",
      "ep 10.mp4",
    ]);
  });

  it("of folders make titles", () => {
    expect(titleOf("my_first-love")).toBe("My first love");
    expect(titleOf("두_번째 봄")).toBe("두 번째 봄");
  });
});

describe("a heap of files", () => {
  it("is sent in order, with its poster, without litter", () => {
    const heap = files(
      "10.mp4",
      ".DS_Store",
      "2.mp4",
      "cover.jpg",
      "2.en.srt",
      "series.toml",
      "notes.txt",
    );
    const sorted = sortOut(heap, new Set());
    expect(names(sorted.take)).toEqual(["2.en.srt", "2.mp4", "10.mp4", "poster.jpg"]);
    expect(sorted.left).toEqual(["notes.txt"]);
  });

  it("with many pictures has only the one called poster as its poster", () => {
    const sorted = sortOut(files("still1.png", "Poster.webp", "still2.png"), new Set());
    expect(names(sorted.take)).toEqual(["poster.webp"]);
    expect(sorted.left).toEqual(["still1.png", "still2.png"]);
  });

  it("keeps apart what an episode was made of already", () => {
    const sorted = sortOut(files("01.mp4", "02.mp4"), new Set(["01.mp4"]));
    expect(names(sorted.take)).toEqual(["02.mp4"]);
    expect(names(sorted.known)).toEqual(["01.mp4"]);
  });
});
