/** What was gained and lost, as people read days. */

/** One of the changes that the house tells. */
export interface Change {
  titles: string[];
  from?: string | null;
  until?: string | null;
  gained: Part;
  lost: Part;
}
interface Part {
  territories: string[];
  media: string[];
  /** Every language when there is none. */
  languages?: string[] | null;
}

/** A day begins and ends at another moment in each time zone; whatever is shorter than this is such an edge. */
const EDGE_MS = 36 * 60 * 60 * 1000;

const length = ({ from, until }: Change): number =>
  until
    ? Date.parse(until) - (from ? Date.parse(from) : Number.NEGATIVE_INFINITY)
    : Number.POSITIVE_INFINITY;

const both = (one: Part, other: Part): Part => ({
  territories: [...new Set([...one.territories, ...other.territories])].sort(),
  media: [...new Set([...one.media, ...other.media])],
  languages:
    one.languages && other.languages
      ? [...new Set([...one.languages, ...other.languages])].sort()
      : null,
});

/** Pure: changes of the same titles with the edges of their days joined to them, so that one window is one line. */
export function byDays(changes: readonly Change[]): Change[] {
  const found: { change: Change; edge: boolean }[] = [];
  for (const change of changes) {
    const edge = length(change) < EDGE_MS;
    const last = found.findLast((one) => one.change.titles.join("\n") === change.titles.join("\n"));
    const follows = last && last.change.until === change.from && change.from;
    if (last && follows && (edge || last.edge)) {
      last.change = {
        ...last.change,
        until: change.until,
        gained: both(last.change.gained, change.gained),
        lost: both(last.change.lost, change.lost),
      };
      last.edge &&= edge;
    } else {
      found.push({ change, edge });
    }
  }
  return found.map((one) => one.change);
}
