/** Colours of parts: told apart by lightness too, all at least 3:1 on the panel. */
const COLOURS = [
  "#ff8a76",
  "#7cc4ff",
  "#ffd479",
  "#79d9a8",
  "#c9a6ff",
  "#ff9fd0",
  "#5fd3cf",
  "#c4bbc0",
] as const;

export const colour = (at: number): string => COLOURS[at % COLOURS.length] ?? COLOURS[0];
