import { describe, expect, it } from "vitest";
import type { Board, Shot } from "./board";
import { held, layOut, lineLengths, moods, shotAt, wave } from "./timeline";

const shot = (lines: number[], hold_ms: number, mood = "tense") =>
  ({ lines, hold_ms, mood }) as Shot;
const board = {
  lines: [{ dual: false }, { dual: true }, { dual: false }],
  shots: [shot([0, 1], 300), shot([], 0), shot([2], 1000, "warm")],
} as Board;

describe("the timeline", () => {
  // The same figures as `storyboard::timeline::lay_out` gives for such a board.
  it("lays out as the house does", () => {
    const laid = layOut(board, [1000, 400, 500]);
    expect(laid.lines).toEqual([
      { start_ms: 180, end_ms: 1180 },
      { start_ms: 180, end_ms: 580 },
      { start_ms: 2430, end_ms: 2930 },
    ]);
    expect(laid.shots).toEqual([
      { start_ms: 0, end_ms: 1500 },
      { start_ms: 1500, end_ms: 2250 },
      { start_ms: 2250, end_ms: 4000 },
    ]);
    expect(laid.length_ms).toBe(4000);
    expect(lineLengths(laid)).toEqual([1000, 400, 500]);
    expect([shotAt(laid, 0), shotAt(laid, 2249), shotAt(laid, 99_999)]).toEqual([0, 1, 2]);
    expect(moods(board, laid)).toEqual([
      { mood: "tense", start_ms: 0, end_ms: 2250 },
      { mood: "warm", start_ms: 2250, end_ms: 4000 },
    ]);
  });

  it("holds on the grid and within bounds", () => {
    expect([held(300, 60), held(300, -900), held(19_990, 500)]).toEqual([375, 0, 20_000]);
  });

  it("draws a waveform around its middle", () => {
    expect(wave([])).toBe("");
    expect(wave([0, 255])).toBe("M0 1.000L1 0.000L1 2.000L0 1.000Z");
  });
});
