import { expect, test } from "vitest";
import { accentTokens, contrast, parseHex } from "./accent";

const SURFACE = [28, 24, 30] as const;

function channels(css: string): [number, number, number] {
  const [red = 0, green = 0, blue = 0] = [...css.matchAll(/\d+/g)].map(Number);
  return [red, green, blue];
}

test.each(["#ff5d47", "#000000", "#ffffff", "#0a1a5c", "#7f7f7f", "#00ff99", "#808", "#ffe600"])(
  "text on %s and in it is readable",
  (hex) => {
    const accent = parseHex(hex);
    const tokens = accentTokens(hex);
    expect(accent).not.toBeNull();
    if (!accent || !tokens) return;
    expect(contrast(channels(tokens["--on-accent"] ?? ""), accent)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(channels(tokens["--accent-ink"] ?? ""), SURFACE)).toBeGreaterThanOrEqual(4.5);
  },
);

test.each(["", "red", "#12345", "#ggg", "url(x)", "#ff5d47;"])("%j is no colour", (text) => {
  expect(accentTokens(text)).toBeNull();
});

test("black and white are the far ends of contrast", () => {
  expect(contrast([0, 0, 0], [255, 255, 255])).toBeCloseTo(21);
});
