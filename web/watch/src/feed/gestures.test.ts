import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { GestureRecogniser } from "./gestures";

let told: string[];
let gestures: GestureRecogniser;

beforeEach(() => {
  vi.useFakeTimers();
  told = [];
  gestures = new GestureRecogniser(
    {
      tap: () => told.push("tap"),
      doubleTap: (x, y) => told.push(`double ${x},${y}`),
      holdStart: () => told.push("hold"),
      holdEnd: () => told.push("release"),
      drag: (share) => told.push(`drag ${share}`),
      dragEnd: (share, cancelled) => told.push(`drop ${share} ${cancelled}`),
    },
    () => 100,
  );
});

afterEach(() => {
  vi.useRealTimers();
});

function tap(x = 10, y = 10) {
  gestures.down(1, x, y, Date.now());
  gestures.up(1, x, y, Date.now());
}

test("one tap is told once it cannot become two", () => {
  tap();
  expect(told).toEqual([]);
  vi.runAllTimers();
  expect(told).toEqual(["tap"]);
});

test("two taps are a double tap and no single one", () => {
  tap();
  tap(20, 30);
  vi.runAllTimers();
  expect(told).toEqual(["double 20,30"]);
});

test("two slow taps are two taps", () => {
  tap();
  vi.advanceTimersByTime(400);
  tap();
  vi.runAllTimers();
  expect(told).toEqual(["tap", "tap"]);
});

test("a tap that is heard of late is a tap all the same", () => {
  const pressed = Date.now();
  gestures.down(1, 0, 0, pressed);
  vi.advanceTimersByTime(500);
  gestures.up(1, 0, 0, pressed + 80);
  vi.runAllTimers();
  expect(told).toEqual(["hold", "release", "tap"]);
});

test("a hold lasts until the finger leaves, and is no tap", () => {
  gestures.down(1, 0, 0, Date.now());
  vi.advanceTimersByTime(500);
  gestures.up(1, 0, 0, Date.now());
  vi.runAllTimers();
  expect(told).toEqual(["hold", "release"]);
});

test("a horizontal drag reports the share of the width, both ways", () => {
  gestures.down(1, 50, 50, Date.now());
  gestures.move(1, 70, 52);
  gestures.move(1, 25, 52);
  gestures.up(1, 25, 52, Date.now());
  vi.runAllTimers();
  expect(told).toEqual(["drag 0.2", "drag -0.25", "drop -0.25 false"]);
});

test("a vertical move is left to scrolling", () => {
  gestures.down(1, 50, 50, Date.now());
  gestures.move(1, 52, 80);
  gestures.move(1, 95, 80);
  gestures.up(1, 95, 80, Date.now());
  vi.runAllTimers();
  expect(told).toEqual([]);
});

test("a tremble is still a tap", () => {
  gestures.down(1, 50, 50, Date.now());
  gestures.move(1, 54, 47);
  gestures.up(1, 54, 47, Date.now());
  vi.runAllTimers();
  expect(told).toEqual(["tap"]);
});

test("when the browser takes the pointer, what began ends", () => {
  gestures.down(1, 0, 0, Date.now());
  vi.advanceTimersByTime(500);
  gestures.cancel();
  gestures.down(2, 50, 50, Date.now());
  gestures.move(2, 80, 50);
  gestures.cancel();
  vi.runAllTimers();
  expect(told).toEqual(["hold", "release", "drag 0.3", "drop 0 true"]);
});

test("a second finger is ignored", () => {
  gestures.down(1, 0, 0, Date.now());
  gestures.down(2, 90, 90, Date.now());
  gestures.up(2, 90, 90, Date.now());
  gestures.up(1, 0, 0, Date.now());
  vi.runAllTimers();
  expect(told).toEqual(["tap"]);
});
