import { expect, test } from "vitest";
import type { PriceBook } from "../api/prices";
import { bookOf, copied, formOf } from "./form";

const book: PriceBook = {
  bonus_days: 90,
  voucher: "single_purpose",
  shelves: [
    {
      territory: null,
      currency: "USD",
      packs: [{ id: "a", coins: 500, bonus: 50, price: 499 }],
      exact: { coins: 1, price: 1, min: 10, max: 5000, step: 1 },
      plans: [{ id: "b", period: "week", price: 1799, intro: { price: 499, periods: 1 } }],
    },
    {
      territory: "JP",
      currency: "JPY",
      packs: [],
      exact: { coins: 1, price: 2, min: 10, max: 5000, step: 1 },
      plans: [{ id: "c", period: "month", price: 3000, intro: null }],
    },
  ],
};
const digits = (currency: string) => (currency === "JPY" ? 0 : 2);

test("a book is the same after it was a form", () => {
  const form = formOf(book, digits);
  expect(form.shelves[0]?.packs[0]?.price).toBe("4.99");
  expect(form.shelves[1]?.plans[0]?.price).toBe("3000");
  expect(bookOf(form, digits)).toEqual(book);
});

test("what is no number makes no book", () => {
  for (const wrong of ["", "x", "1.234", "-"]) {
    const form = formOf(book, digits);
    if (form.shelves[0]?.packs[0]) form.shelves[0].packs[0].price = wrong;
    expect([wrong, bookOf(form, digits)]).toEqual([wrong, null]);
  }
});

test("a copied shelf sells things of its own", () => {
  const form = formOf(book, digits);
  const first = form.shelves[0];
  if (!first) throw new Error("no shelf");
  const copy = copied(first, "GB");
  expect(copy.territory).toBe("GB");
  expect(copy.packs[0]?.id).toMatch(/^[\da-f-]{36}$/);
  expect(copy.packs[0]?.id).not.toBe(first.packs[0]?.id);
});
