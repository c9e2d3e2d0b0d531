import { expect, it } from "vitest";
import { once } from "./once";

it("keeps an id for the same content until it arrived", () => {
  let made = 0;
  const sent = once(() => String(++made));
  expect(sent.idOf({ coins: 5 })).toBe("1");
  expect(sent.idOf({ coins: 5 })).toBe("1");
  expect(sent.idOf({ coins: 6 })).toBe("2");
  sent.arrived();
  expect(sent.idOf({ coins: 6 })).toBe("3");
});
