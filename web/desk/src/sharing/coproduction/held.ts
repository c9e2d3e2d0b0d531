import type { Coproduction } from "../../api/sharing";
import { sayDay } from "../../lib/days";
import { w } from "../../words/index.svelte";

const full = (day: string) => `${sayDay(day)}, ${day.slice(0, 4)}`;

/** From when to when a version holds, in words. */
export const heldFor = ({ valid_from, until }: Pick<Coproduction, "valid_from" | "until">) =>
  until ? w("coproduction.held", { from: full(valid_from), until: full(until) }) : full(valid_from);
