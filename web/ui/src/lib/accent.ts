/** Turns a house's accent colour into tokens that stay readable (WCAG 2.2, 1.4.3: 4.5 to 1). */

type Rgb = readonly [number, number, number];

const DARK: Rgb = [26, 7, 4];
const LIGHT: Rgb = [255, 255, 255];
/** --ink-2, the lightest surface that accent-coloured text stands on. */
const SURFACE: Rgb = [28, 24, 30];
const READABLE = 4.5;

/** `#rgb` or `#rrggbb`; `null` for anything else. */
export function parseHex(hex: string): Rgb | null {
  const short = /^#([\da-f])([\da-f])([\da-f])$/i.exec(hex);
  const long = /^#([\da-f]{2})([\da-f]{2})([\da-f]{2})$/i.exec(hex);
  const parts = short?.slice(1).map((digit) => digit + digit) ?? long?.slice(1);
  if (!parts) return null;
  const [red = "0", green = "0", blue = "0"] = parts;
  return [Number.parseInt(red, 16), Number.parseInt(green, 16), Number.parseInt(blue, 16)];
}

/** Relative luminance, WCAG 2.2. */
function luminance(colour: Rgb): number {
  const [red, green, blue] = colour.map((channel) => {
    const value = channel / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** Contrast ratio of two colours, 1 to 21. */
export function contrast(a: Rgb, b: Rgb): number {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

const toCss = (colour: Rgb) => `rgb(${colour.join(" ")})`;

function mix(from: Rgb, to: Rgb, share: number): Rgb {
  const at = (i: 0 | 1 | 2) => Math.round(from[i] + (to[i] - from[i]) * share);
  return [at(0), at(1), at(2)];
}

/** Custom properties for an accent, or `null` when the text is not a colour. */
export function accentTokens(hex: string): Record<string, string> | null {
  const accent = parseHex(hex);
  if (!accent) return null;
  const onAccent = contrast(accent, DARK) >= contrast(accent, LIGHT) ? DARK : LIGHT;
  let ink = accent;
  for (let share = 0; contrast(ink, SURFACE) < READABLE; share += 0.05) {
    ink = mix(accent, LIGHT, share);
  }
  return { "--accent": hex, "--on-accent": toCss(onAccent), "--accent-ink": toCss(ink) };
}

/** Puts an accent on the page. Unreadable text is ignored: the default stays. */
export function applyAccent(hex: string, root: HTMLElement = document.documentElement): void {
  for (const [name, value] of Object.entries(accentTokens(hex) ?? {})) {
    root.style.setProperty(name, value);
  }
}
