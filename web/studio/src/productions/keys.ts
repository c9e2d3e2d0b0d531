/** Keys of artifacts, as people read them: `e01/dub-es/l02`. */

/** 0: of the series. */
export function episodeOf(key: string): number {
  const found = /^e(\d+)\//.exec(key);
  return found ? Number(found[1]) : 0;
}

/** The word for what it is: `dub-es` is a `dub`, captions in another language are a `translation`. */
export function kindWord(key: string): string {
  const part = key.split("/")[episodeOf(key) ? 1 : 0] ?? key;
  const [kind, language] = part.split("-");
  return kind === "captions" && language ? "translation" : (kind ?? part);
}

/** Where it is: `3.2 es` is the second of the third episode, in Spanish. */
export function placeIn(key: string): string {
  const [, part = "", at] = episodeOf(key) ? key.split("/") : ["", key];
  const language = part.split("-").slice(1).join("-");
  const place = [episodeOf(key) || "", at ? Number(at.slice(1)) : ""].filter(Boolean).join(".");
  return [place, language].filter(Boolean).join(" ");
}
