// @vitest-environment node
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import en from "../words/locales/en.json";
import { choices } from "./actions";

const root = fileURLToPath(new URL("../../../../src/", import.meta.url));

/** The arguments of the call whose bracket opens at `open`, as they are written. */
function argumentsAt(text: string, open: number): string[] {
  const found: string[] = [];
  let [depth, quoted, from] = [0, false, open + 1];
  for (let at = open; at < text.length; at++) {
    const letter = text[at] ?? "";
    if (quoted) {
      if (letter === "\\") at++;
      else if (letter === '"') quoted = false;
    } else if (letter === '"') quoted = true;
    else if ("([{".includes(letter)) depth++;
    else if (")]}".includes(letter) || (letter === "," && depth === 1)) {
      if (letter !== ",") depth--;
      if (letter === "," || depth === 0) {
        found.push(text.slice(from, at).trim());
        from = at + 1;
      }
      if (depth === 0) return found;
    }
  }
  return found;
}

/** The codes that a file notes: where a call is given a name for its code, every text of the file that is a code. */
function noted(text: string): string[] {
  const codes: string[] = [];
  for (const call of text.matchAll(/\baudit::note\(/g)) {
    const action = argumentsAt(text, call.index + call[0].length - 1)[3] ?? "";
    const written = action.startsWith('"') ? [action] : (text.match(/"[a-z_]+\.[a-z_]+"/g) ?? []);
    codes.push(
      ...(written.length > 0
        ? written.map((code) => code.slice(1, -1))
        : [`a code that this test cannot read: ${action}`]),
    );
  }
  return codes;
}

describe("the app's audit log", () => {
  const files = readdirSync(root, { recursive: true, encoding: "utf8" });
  const sources = files.filter(
    (file) => file.endsWith(".rs") && !/(^|\/)tests(\/|\.rs$)/.test(file),
  );
  const codes = [
    ...new Set(sources.flatMap((file) => noted(readFileSync(root + file, "utf8")))),
  ].sort();

  it("is found in the sources, of calls of every kind", () => {
    // Written in the call, handed to it by a function of the file, named before it.
    expect(codes).toEqual(
      expect.arrayContaining(["paywall.changed", "payout.paid", "rights.party_invited"]),
    );
    expect(noted('audit::note(db, f(a, ")"), who, code, "x", id, json!({}))')).toEqual([
      "a code that this test cannot read: code",
    ]);
  });

  it("has words for everything that is noted", () => {
    expect(codes.filter((code) => !(`action.${code}` in en))).toEqual([]);
  });
});

describe("the choices of the page", () => {
  it("are what has a name and what was noted, each once, as the language sorts", () => {
    const names: Record<string, string> = { "b.b": "Ábaco", "a.a": "Zorro" };
    const found = choices(["a.a", "b.b"], ["a.a", "old.code"], (code) => names[code] ?? code, "es");
    expect(found.map(({ value }) => value)).toEqual(["b.b", "old.code", "a.a"]);
  });
});
