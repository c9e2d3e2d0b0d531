/** A paywall as a form: everything is text until it is read back. */
import type { Arm, Policy, PolicySent } from "../api/paywalls";
import { whole as read, typed } from "../lib/whole";

export interface PolicyForm {
  allFree: boolean;
  free: string;
  curve: boolean;
  price: string;
  steps: { from: string; coins: string }[];
  nextTen: string;
  seriesPrice: string;
  waitHours: string;
  vip: boolean;
  /** In local time, as `datetime-local` writes it. */
  windows: { from: string; until: string; first: string; last: string }[];
  discounts: { percent: string; from: string; until: string }[];
  arms: {
    name: string;
    weight: string;
    free: string;
    price: string;
    seriesPrice: string;
    rest: Arm;
  }[];
}

/** What a new paywall begins with: the field's usual shape. */
export const USUAL: Policy = {
  free: 8,
  price: 30,
  next_ten: 270,
  series_price: 1500,
  wait_hours: null,
  vip: true,
  windows: [],
  discounts: [],
  arms: [],
};

/** A policy with everything that was left out. */
export const whole = (policy: PolicySent | null): Policy => ({
  ...{ free: null, price: 0, next_ten: null, series_price: null, wait_hours: null, vip: true },
  ...{ windows: [], discounts: [], arms: [] },
  ...policy,
});

const local = (iso: string): string => {
  const at = new Date(iso);
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
};

export function formOf(policy: Policy): PolicyForm {
  const curve = Array.isArray(policy.price);
  return {
    allFree: policy.free === null,
    free: typed(policy.free ?? USUAL.free),
    curve,
    price: typed(Array.isArray(policy.price) ? (policy.price[0]?.coins ?? 0) : policy.price),
    steps: Array.isArray(policy.price)
      ? policy.price.map((step) => ({ from: typed(step.from), coins: typed(step.coins) }))
      : [{ from: "1", coins: typed(policy.price) }],
    nextTen: typed(policy.next_ten),
    seriesPrice: typed(policy.series_price),
    waitHours: typed(policy.wait_hours),
    vip: policy.vip,
    windows: policy.windows.map((one) => ({
      from: local(one.from),
      until: local(one.until),
      first: typed(one.first),
      last: typed(one.last),
    })),
    discounts: policy.discounts.map((one) => ({
      percent: typed(one.percent),
      from: local(one.from),
      until: local(one.until),
    })),
    arms: policy.arms.map((arm) => ({
      name: arm.name,
      weight: typed(arm.weight),
      free: typed(arm.free),
      price: typeof arm.price === "number" ? typed(arm.price) : "",
      seriesPrice: typed(arm.series_price),
      rest: arm,
    })),
  };
}

/** Reads the form back; nothing when a field holds no number or no moment. */
export function policyOf(form: PolicyForm): Policy | null {
  let wrong = false;
  const maybe = (text: string): number | null => {
    const value = read(text);
    if (Number.isNaN(value)) wrong = true;
    return value;
  };
  const sure = (text: string): number => {
    const value = maybe(text);
    if (value === null) wrong = true;
    return value ?? 0;
  };
  const moment = (text: string): string => {
    const at = Date.parse(text);
    if (Number.isNaN(at)) wrong = true;
    return Number.isNaN(at) ? "" : new Date(at).toISOString();
  };
  const policy: Policy = {
    free: form.allFree ? null : sure(form.free),
    price: form.curve
      ? form.steps.map((step) => ({ from: sure(step.from), coins: sure(step.coins) }))
      : sure(form.price),
    next_ten: maybe(form.nextTen),
    series_price: maybe(form.seriesPrice),
    wait_hours: maybe(form.waitHours),
    vip: form.vip,
    windows: form.windows.map((one) => ({
      from: moment(one.from),
      until: moment(one.until),
      first: maybe(one.first),
      last: maybe(one.last),
    })),
    discounts: form.discounts.map((one) => ({
      percent: sure(one.percent),
      from: moment(one.from),
      until: moment(one.until),
    })),
    arms: form.arms.map((one) => armOf(one, maybe, sure)),
  };
  return wrong ? null : policy;
}

function armOf(
  form: PolicyForm["arms"][number],
  maybe: (text: string) => number | null,
  sure: (text: string) => number,
): Arm {
  const arm: Arm = { ...form.rest, name: form.name.trim(), weight: sure(form.weight) };
  delete arm.free;
  delete arm.series_price;
  if (!Array.isArray(arm.price)) delete arm.price;
  const [free, price, cap] = [maybe(form.free), maybe(form.price), maybe(form.seriesPrice)];
  if (free !== null) arm.free = free;
  if (price !== null) arm.price = price;
  if (cap !== null) arm.series_price = cap;
  return arm;
}
