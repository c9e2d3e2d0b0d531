import { expect, test } from "vitest";
import { fromBase64Url, toBase64Url } from "./webauthn";

test.each([0, 1, 2, 3, 31, 32, 64])("%i bytes come back as they were", (length) => {
  const bytes = Uint8Array.from({ length }, (_, at) => (at * 37 + 251) % 256);
  const text = toBase64Url(bytes);
  expect(text).toMatch(/^[\w-]*$/);
  expect(fromBase64Url(text)).toEqual(bytes);
});

test("speaks the URL alphabet without padding", () => {
  expect(toBase64Url(Uint8Array.of(251, 255, 254))).toBe("-__-");
  expect(fromBase64Url("-__-")).toEqual(Uint8Array.of(251, 255, 254));
  expect(toBase64Url(Uint8Array.of(1))).toBe("AQ");
});
