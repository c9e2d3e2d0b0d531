import type { OrderState } from "../api/orders";

/** How a state stands. */
export const tones: Record<OrderState, "good" | "bad" | "open" | "quiet"> = {
  pending: "open",
  paid: "open",
  settled: "good",
  failed: "quiet",
  refunded: "quiet",
  disputed: "bad",
  lost: "bad",
};
