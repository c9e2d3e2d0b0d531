import type { Money } from "@ui/i18n/money";
import type { Item, Plan } from "../types";

/** What the viewer is about to buy, at the price that was on screen. */
export interface Wanted {
  item: Item;
  price: Money;
  coins: number;
  bonus: number;
  plan: Plan | null;
  /** An order that waits already. */
  waiting?: string;
}
