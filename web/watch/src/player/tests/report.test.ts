import { expect, test } from "vitest";
import { PlayReporter } from "../report";
import type { EventBody, EventContext } from "../types";

function reporter() {
  const events: (EventBody & EventContext)[] = [];
  const report = new PlayReporter(
    { push: (body, context) => events.push({ ...body, ...context }) },
    { play_id: "p", episode_id: "e" },
  );
  /** Plays from `from` to `to` milliseconds with the clock beginning at `at`. */
  const play = (from: number, to: number, at = from) => {
    for (let t = from; t <= to; t += 250) report.advance(t, at + t - from, 1);
  };
  const types = () => events.map((event) => event.type);
  return { events, report, play, types };
}

test("says play once, with the time of the first frame", () => {
  const { events, report } = reporter();
  report.start(1_500.4, 83.2, true, "v480");
  report.start(0, 900, false, "v720");
  expect(events).toEqual([
    {
      type: "play",
      position_ms: 1_500,
      startup_ms: 83,
      prefetched: true,
      rung: "v480",
      play_id: "p",
      episode_id: "e",
    },
  ]);
});

test("a heartbeat every five seconds of playing, without gaps or overlaps", () => {
  const { events, report, play } = reporter();
  play(0, 12_000);
  report.pause(12_000);
  const beats = events.flatMap((event) => (event.type === "heartbeat" ? [event.intervals] : []));
  expect(beats).toEqual([[[0, 5_000]], [[5_000, 10_000]], [[10_000, 12_000]]]);
  expect(report.playedMs).toBe(12_000);
});

test("nothing watched, no heartbeat", () => {
  const { report, types } = reporter();
  report.pause(0);
  report.pause(0);
  expect(types()).toEqual([]);
});

test("a seek closes the interval before it", () => {
  const { events, report, play } = reporter();
  play(0, 1_000);
  report.seek(1_000, 20_000);
  play(20_000, 21_000, 1_200);
  report.pause(21_000);
  expect(events.map(({ play_id: _, episode_id: __, ...event }) => event)).toEqual([
    { type: "heartbeat", intervals: [[0, 1_000]], position_ms: 1_000 },
    { type: "seek", from_ms: 1_000, to_ms: 20_000 },
    { type: "heartbeat", intervals: [[20_000, 21_000]], position_ms: 21_000 },
  ]);
});

test("a stall is reported when it is over, once, and only after the first frame", () => {
  const { events, report, play, types } = reporter();
  report.stalled(0, 0);
  report.advance(0, 900, 1);
  report.start(0, 50, false, "v");
  play(0, 500, 1_000);
  report.stalled(500, 1_600);
  report.stalled(500, 1_700);
  report.advance(505, 1_900, 1);
  report.advance(550, 2_400, 1);
  report.advance(700, 2_600, 1);
  expect(types()).toEqual(["play", "stall"]);
  expect(events.at(-1)).toMatchObject({ position_ms: 500, duration_ms: 800 });
  expect(report.stalls).toBe(1);
});

test("a wait that nobody sees is no stall", () => {
  const { report, types } = reporter();
  report.start(0, 50, false, "v");
  report.stalled(500, 600);
  report.advance(540, 620, 1);
  expect(types()).toEqual(["play"]);
});

test("the end is a heartbeat and a completion", () => {
  const { report, play, types, events } = reporter();
  play(0, 1_000);
  report.complete(1_000);
  expect(types()).toEqual(["heartbeat", "completion"]);
  expect(events[0]).toMatchObject({ position_ms: 1_000 });
});

test("long error texts are cut", () => {
  const { events, report } = reporter();
  report.error({ code: "network", detail: "x".repeat(5_000) });
  expect(events[0]).toMatchObject({ type: "error", code: "network", detail: "x".repeat(300) });
});
