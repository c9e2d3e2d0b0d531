/** Where a script's episodes and scenes begin, for the navigator. */

export interface Place {
  /** From 1. */
  line: number;
  text: string;
  /** An episode, not a scene. */
  section: boolean;
}

const SCENE = /^(?:int|ext|est|i\/e|int\.?\/ext|ext\.?\/int)[. ]/i;

export function headings(text: string): Place[] {
  const places: Place[] = [];
  text.split("\n").forEach((own, at) => {
    const line = own.trim();
    if (line.startsWith("#"))
      places.push({ line: at + 1, text: line.replace(/^#+\s*/, ""), section: true });
    else if (SCENE.test(line) || /^\.[^.]/.test(line))
      places.push({ line: at + 1, text: line.replace(/^\./, ""), section: false });
  });
  return places;
}
