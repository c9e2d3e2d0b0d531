import { expect, test } from "vitest";
import { type Column, fileOf, moneyColumn, ordered } from "./table";

test("rows are ordered by value, what is empty comes last either way", () => {
  const rows = [{ a: 10 }, { a: null }, { a: 9 }];
  expect(ordered(rows, (row) => row.a, false, "en").map((row) => row.a)).toEqual([9, 10, null]);
  expect(ordered(rows, (row) => row.a, true, "en").map((row) => row.a)).toEqual([10, 9, null]);
});

test("words are ordered as the language does", () => {
  const rows = ["b", "ä", "a2", "a10"];
  expect(ordered(rows, (row) => row, false, "en")).toEqual(["ä", "a2", "a10", "b"]);
});

test("a file holds decimals and names their currency", () => {
  const yen = { name: "a", price: { minor: 1200, currency: "JPY", digits: 0 } };
  const dollars = { name: "b", price: { minor: 499, currency: "USD", digits: 2 } };
  const columns: Column<typeof yen>[] = [
    { key: "name", label: "Name", value: (row) => row.name },
    moneyColumn("price", "Price", (row) => row.price),
    { key: "do", label: "Do", value: () => null, action: true },
  ];
  expect(fileOf([yen, dollars], columns, "Currency")).toEqual({
    head: ["Name", "Price", "Currency"],
    lines: [
      ["a", "1200", "JPY"],
      ["b", "4.99", "USD"],
    ],
  });
});
