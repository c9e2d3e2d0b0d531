// @vitest-environment happy-dom
import { expect, test } from "vitest";
import { Slot } from "../slot";

const slot = () => new Slot(undefined, () => undefined);

function card(): HTMLElement {
  const host = document.createElement("div");
  host.append(document.createElement("p"));
  document.body.append(host);
  return host;
}

const order = (host: HTMLElement, ...known: Element[]) =>
  [...host.children].map((one) => known.indexOf(one));

test("a video lies under everything else in its card", () => {
  const [host, one] = [card(), slot()];
  one.move(host);
  expect(order(host, one.video)).toEqual([0, -1]);
});

test("the video that came last lies over the one before, also when it comes back", () => {
  const [host, one, two] = [card(), slot(), slot()];
  one.move(host);
  two.move(host);
  expect(order(host, one.video, two.video)).toEqual([0, 1, -1]);
  one.move(host);
  expect(order(host, one.video, two.video)).toEqual([1, 0, -1]);
  one.move(host);
  expect(order(host, one.video, two.video)).toEqual([1, 0, -1]);
});
