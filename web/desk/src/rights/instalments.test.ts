import { expect, test } from "vitest";
import { addsUp, emptyInstalment, linesOf, scheduleOf } from "./instalments";

const line = (due: string, part = "") => ({ due, part });

test("a day alone is the whole sum on that day", () => {
  const schedule = scheduleOf([line("2030-01-31")], 150_000, 2);
  expect(schedule.payments).toEqual([{ due_on: "2030-01-31", minor: 150_000 }]);
  expect(addsUp(schedule, 150_000)).toBe(true);
});

test("no day is no schedule", () => {
  const schedule = scheduleOf([emptyInstalment(), emptyInstalment()], 150_000, 2);
  expect(schedule).toEqual({ payments: [], total: 0 });
  expect(addsUp(schedule, 150_000)).toBe(true);
});

test("one line may leave its part to what is left, wherever it stands", () => {
  const lines = [line("2030-01-31", "500"), line("2030-03-31"), line("2030-06-30", "250.50")];
  const schedule = scheduleOf(lines, 150_000, 2);
  expect(schedule.payments.map((one) => one.minor)).toEqual([50_000, 74_950, 25_050]);
  expect(addsUp(schedule, 150_000)).toBe(true);
});

test("parts that do not come to the sum are told with what they come to", () => {
  const schedule = scheduleOf([line("2030-01-31", "500"), line("2030-03-31", "600")], 150_000, 2);
  expect(schedule.total).toBe(110_000);
  expect(addsUp(schedule, 150_000)).toBe(false);
});

test.each([
  ["two lines without a part", [line("2030-01-31"), line("2030-03-31")]],
  ["a part without a day", [line("", "1500")]],
  ["nothing left for the last", [line("2030-01-31", "1500"), line("2030-03-31")]],
  ["no amount", [line("2030-01-31", "a lot")]],
  ["a part below zero", [line("2030-01-31", "-5"), line("2030-03-31", "1505")]],
])("%s is no schedule that could be kept", (_, lines) => {
  expect(addsUp(scheduleOf(lines, 150_000, 2), 150_000)).toBe(false);
});

test("a currency without decimals has none in its parts", () => {
  expect(addsUp(scheduleOf([line("2030-01-31", "10.5")], 21, 0), 21)).toBe(false);
});

const payment = (id: string, minor: number) => ({ id, note: "n", due_on: "2030-01-31", minor });
const typed = (minor: number) => (minor / 100).toFixed(2);

test("a fee that is amended begins with its instalments, by their ids; what is in the books keeps its amount", () => {
  const waits = { for: "acceptance" as const, deliverable_id: "tapes" };
  const lines = linesOf([payment("a", 60_000), { ...payment("b", 40_000), waits }], ["a"], typed);
  expect(lines.map((one) => [one.id, one.part, one.booked, one.waits])).toEqual([
    ["a", "600.00", true, ""],
    ["b", "400.00", false, "tapes"],
  ]);
  const schedule = scheduleOf(lines, 100_000, 2);
  expect(schedule.payments[1]).toEqual({ ...payment("b", 40_000), waits });
  expect(addsUp(schedule, 100_000)).toBe(true);
});

test("a single instalment is whatever the sum is, until it is in the books", () => {
  expect(addsUp(scheduleOf(linesOf([payment("a", 60_000)], [], typed), 70_000, 2), 70_000)).toBe(
    true,
  );
  expect(addsUp(scheduleOf(linesOf([payment("a", 60_000)], ["a"], typed), 70_000, 2), 70_000)).toBe(
    false,
  );
  expect(linesOf([], [], typed)).toEqual([emptyInstalment()]);
});
