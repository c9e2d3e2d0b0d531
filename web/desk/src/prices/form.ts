/** The price book as a form: everything is text until it is read back. */
import { decimals, minorOf } from "@ui/i18n/money";
import type { Exact, Pack, Plan, PriceBook, Shelf, ShelfPreview } from "../api/prices";
import { newId } from "../lib/uuid";
import { typed, whole } from "../lib/whole";

export interface PackForm {
  id: string;
  coins: string;
  bonus: string;
  price: string;
}
export interface PlanForm {
  id: string;
  period: Plan["period"];
  price: string;
  introPrice: string;
  introPeriods: string;
}
export interface ShelfForm {
  territory: string | null;
  currency: string;
  packs: PackForm[];
  exact: { coins: string; price: string; min: string; max: string; step: string };
  plans: PlanForm[];
}
export interface BookForm {
  bonusDays: string;
  voucher: PriceBook["voucher"];
  shelves: ShelfForm[];
}

/** Decimals of a currency: as the house says, else as the browser knows it. */
export function digitsOf(currency: string, previews: readonly ShelfPreview[]): number {
  const known = previews.find((one) => one.currency === currency)?.episode_exact.digits;
  if (known !== undefined) return known;
  try {
    const options = { style: "currency", currency } as const;
    return new Intl.NumberFormat("en", options).resolvedOptions().maximumFractionDigits ?? 2;
  } catch {
    return 2;
  }
}

export function formOf(book: PriceBook, digits: (currency: string) => number): BookForm {
  return {
    bonusDays: typed(book.bonus_days),
    voucher: book.voucher,
    shelves: book.shelves.map((shelf) => {
      const say = (minor: number) => decimals(minor, digits(shelf.currency));
      return {
        territory: shelf.territory ?? null,
        currency: shelf.currency,
        packs: shelf.packs.map((pack) => ({
          id: pack.id,
          coins: typed(pack.coins),
          bonus: typed(pack.bonus),
          price: say(pack.price),
        })),
        exact: {
          coins: typed(shelf.exact.coins),
          price: say(shelf.exact.price),
          min: typed(shelf.exact.min),
          max: typed(shelf.exact.max),
          step: typed(shelf.exact.step),
        },
        plans: shelf.plans.map((plan) => ({
          id: plan.id,
          period: plan.period,
          price: say(plan.price),
          introPrice: plan.intro ? say(plan.intro.price) : "",
          introPeriods: typed(plan.intro?.periods),
        })),
      };
    }),
  };
}

/** Reads the form back; nothing when a field holds no number. */
export function bookOf(form: BookForm, digits: (currency: string) => number): PriceBook | null {
  const wrong: string[] = [];
  const number = (text: string): number => {
    const value = whole(text);
    if (value === null || Number.isNaN(value)) wrong.push(text);
    return value ?? 0;
  };
  const shelf = (one: ShelfForm): Shelf => {
    const price = (text: string): number => {
      const minor = minorOf(text, digits(one.currency));
      if (minor === null) wrong.push(text);
      return minor ?? 0;
    };
    const pack = (own: PackForm): Pack => ({
      id: own.id,
      coins: number(own.coins),
      bonus: number(own.bonus || "0"),
      price: price(own.price),
    });
    const plan = (own: PlanForm): Plan => ({
      id: own.id,
      period: own.period,
      price: price(own.price),
      intro: own.introPrice.trim()
        ? { price: price(own.introPrice), periods: number(own.introPeriods || "1") }
        : null,
    });
    const exact: Exact = {
      coins: number(one.exact.coins),
      price: price(one.exact.price),
      min: number(one.exact.min),
      max: number(one.exact.max),
      step: number(one.exact.step),
    };
    return {
      territory: one.territory,
      currency: one.currency.trim().toUpperCase(),
      packs: one.packs.map(pack),
      exact,
      plans: one.plans.map(plan),
    };
  };
  const book: PriceBook = {
    bonus_days: number(form.bonusDays || "0"),
    voucher: form.voucher,
    shelves: form.shelves.map(shelf),
  };
  return wrong.length ? null : book;
}

/** The same shelf for another territory: its things are new things. */
export function copied(shelf: ShelfForm, territory: string): ShelfForm {
  return {
    ...shelf,
    territory,
    exact: { ...shelf.exact },
    packs: shelf.packs.map((pack) => ({ ...pack, id: newId() })),
    plans: shelf.plans.map((plan) => ({ ...plan, id: newId() })),
  };
}
