import type { DeskOrder } from "../api/orders";
import { coins, short } from "../lib/say";
import { w } from "../words/index.svelte";

export const who = (order: DeskOrder): string =>
  order.person_id ? short(order.person_id) : w("audit.erased");

export function item(order: DeskOrder): string {
  if (order.item.kind === "vip") return w("order.vip");
  if (order.item.kind === "pledge") return w("order.pledge");
  const bonus = order.bonus ? ` + ${w("unit.bonus", { count: order.bonus })}` : "";
  return coins(order.coins) + bonus;
}
