import { thumbHashToDataURL } from "thumbhash";

const known = new Map<string, string | null>();

/** The blurred picture of a base64 ThumbHash as a `url(…)`, or `null` when the hash is broken. */
export function thumbhashBackground(hash: string): string | null {
  const cached = known.get(hash);
  if (cached !== undefined) return cached;
  const drawn = draw(hash);
  known.set(hash, drawn);
  return drawn;
}

function draw(hash: string): string | null {
  try {
    const bytes = Uint8Array.from(atob(hash), (char) => char.charCodeAt(0));
    return bytes.length < 5 ? null : `url(${thumbHashToDataURL(bytes)})`;
  } catch {
    return null;
  }
}
