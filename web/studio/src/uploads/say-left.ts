import { toast } from "@ui/lib/toasts.svelte";
import { w } from "../words/index.svelte";

const NAMED = 3;

/** Tells which files were no use to a series, if any. */
export function sayLeft(left: readonly string[]): void {
  if (left.length === 0) return;
  const names = left.slice(0, NAMED).join(", ");
  toast(w("drop.left", { count: left.length, names }), { kind: "error" });
}
