/** Names of documents of a chain of title. */
import type { NeedState, Paper } from "../api/titles";
import { w } from "../words/index.svelte";

export const paperName = (paper: string, subject: string): string => {
  if (paper === "other") return subject;
  const name = w(`title.paper_${paper as Exclude<Paper, "other">}`);
  return subject ? w("title.of", { paper: name, subject }) : name;
};

export const toneOf = (state: string): "good" | "bad" | "open" | "quiet" =>
  (({ missing: "bad", provided: "open", checked: "good", waived: "quiet" }) as const)[
    state as NeedState
  ];
