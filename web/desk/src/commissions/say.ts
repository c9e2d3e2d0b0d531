/** How far a commission is. */
import type { Commission, CommissionStatus } from "../api/commissions";

export const accepted = (one: Commission): number =>
  one.episodes.filter((episode) => episode.state === "accepted").length;

export const toneOf = (status: CommissionStatus): "good" | "bad" | "open" | "quiet" =>
  (
    ({
      draft: "quiet",
      agreed: "open",
      in_production: "open",
      delivered: "good",
      closed: "quiet",
      cancelled: "bad",
    }) as const
  )[status];
