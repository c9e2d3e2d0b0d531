import { expect, test } from "vitest";
import { toCsv } from "./csv";

test("cells are quoted where they must be, formulas never run", () => {
  const text = toCsv(
    ["name", "sum"],
    [
      ['a "b", c', -12],
      ["=1+1", "-12.50"],
      ["-x", null],
    ],
  );
  expect(text).toBe('\ufeffname,sum\r\n"a ""b"", c",-12\r\n\'=1+1,-12.50\r\n\'-x,\r\n');
});
