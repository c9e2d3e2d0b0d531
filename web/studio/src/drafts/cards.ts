/** What a person changes of a draft, and what the page says of how far it is. */
import type { Cards, Draft } from "../productions/api";

export type { Cards };

export function cardsOf(draft: Draft): Cards {
  return {
    title: draft.title,
    logline: draft.logline,
    people: draft.people.map((person) => person.name),
    places: [...draft.places],
    episodes: draft.episodes.map((episode) => ({
      title: episode.title,
      logline: episode.logline,
      hook: episode.hook,
      turns: [...episode.turns],
      cliffhanger: episode.cliffhanger,
      locked: episode.locked,
    })),
  };
}

const STAGES = ["outline", "card", "scenes", "lines", "shots", "lint", "captions"] as const;
type Doing = { stage: (typeof STAGES)[number]; place: string };

/** `lines 3.1` as its parts; nothing for what the page has no word for. */
export function doing(words: string): Doing | null {
  const [head, place = ""] = words.split(" ");
  const stage = STAGES.find((one) => one === head);
  return stage ? { stage, place } : null;
}
