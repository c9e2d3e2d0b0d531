/** What the lint and the checks of takes say, in the page's language: from their codes and numbers. The house's own
 * English sentence stands where a code has no words here. */
import { locale } from "@ui/i18n/index.svelte";
import { wMaybe } from "../words/index.svelte";
import type { Finding, TakeCheck } from "./api";

/** Shares, which people read in parts of a hundred. */
const SHARES = new Set(["dialogue.heavy", "clipping", "dark", "words"]);
/** Which are read from words: as a hint they were read from punctuation alone. */
const BY_WORDS = new Set(["hook.late", "turn.missing", "ending.soft", "paywall.soft"]);

function figure(value: number, digits: number): string {
  return new Intl.NumberFormat(locale(), { maximumFractionDigits: digits }).format(value);
}

/** What a script contradicts: its names stand by themselves, whichever way the page is read. */
function clashText({ code, way, names, message }: Finding): string {
  const alone = Object.entries(names ?? {}).map(([what, name]) => [what, `\u2068${name}\u2069`]);
  return wMaybe(`finding.${way ? `${code}.${way}` : code}`, Object.fromEntries(alone)) ?? message;
}

/** A finding of the lint, or of the check against the bible. */
export function findingText(finding: Finding): string {
  const { code, measured, wanted, message } = finding;
  if (finding.names) return clashText(finding);
  const never = code === "hook.late" && measured === 0;
  const times = SHARES.has(code) ? 100 : 1;
  if (measured == null || wanted == null) return message;
  const said = wMaybe(`finding.${never ? "hook.never" : code}`, {
    measured: figure(measured * times, 0),
    wanted: figure(wanted * times, 0),
  });
  if (!said) return message;
  const marks = finding.weight === "hint" && BY_WORDS.has(code) ? wMaybe("finding.by_marks") : "";
  return [said, marks].filter(Boolean).join(" ");
}

/** What cannot be said in other words: what was heard, a size, what a provider calls it. */
function detail({ name, message }: TakeCheck): string {
  const found =
    name === "aspect"
      ? /\d+ x \d+/.exec(message)?.[0]
      : name === "flagged_by_provider"
        ? message.split(": ").slice(1).join(": ")
        : /\u201c.*\u201d/su.exec(message)?.[0];
  // By itself, whichever way the page is read: a size would be torn apart between words from right to left.
  return found ? `\u2068${found}\u2069` : "";
}

/** A check of a take, with its figure. */
export function checkText(check: TakeCheck): string {
  const { name, value, wanted, passed, message } = check;
  if (check.weight === "not_measured") {
    const unmeasured = {
      words: "check.unheard",
      flagged: "check.unseen",
      nudity: "check.unlooked",
    }[name];
    return (unmeasured && wMaybe(unmeasured)) ?? message;
  }
  const times = SHARES.has(name) ? 100 : 1;
  const said = wMaybe(`check.${name === "flagged" && passed ? "clean" : name}`, {
    value: figure(value * times, 2),
    wanted: figure(wanted * times, 2),
    detail: detail(check),
  });
  return said?.trim() ?? message;
}
