import { expect, test } from "vitest";
import { BandwidthMeter } from "../bandwidth";

/** One transfer of `bytes` at `mbit` beginning at `at`; returns its end. */
function transfer(meter: BandwidthMeter, at: number, bytes: number, mbit: number): number {
  const took = (bytes * 8) / (mbit * 1_000);
  meter.begin(at, 80);
  for (let i = 1; i <= 10; i++) meter.received(at + (took * i) / 10, bytes / 10);
  meter.end(at + took);
  return at + took;
}

test("knows nothing at first, or what an earlier visit knew", () => {
  expect(new BandwidthMeter().estimate).toBeNull();
  expect(new BandwidthMeter(2e6).estimate).toBe(2e6);
});

test("one transfer is enough for an estimate", () => {
  const meter = new BandwidthMeter(50e6);
  transfer(meter, 0, 100_000, 4);
  expect(meter.estimate).toBeCloseTo(4e6, -5);
  expect(meter.roundTripMs).toBe(80);
});

test("two transfers sharing the link are counted together", () => {
  const meter = new BandwidthMeter();
  meter.begin(0, 50);
  meter.begin(0, 50);
  for (let ms = 20; ms <= 400; ms += 20) {
    meter.received(ms, 5_000);
    meter.received(ms, 5_000);
  }
  meter.end(400);
  meter.end(400);
  // 10 kB in 20 ms is 4 Mbit/s, not twice 2.
  expect(meter.estimate).toBeGreaterThan(3.8e6);
  expect(meter.estimate).toBeLessThan(4.2e6);
});

test("believes a drop at once and a rise later", () => {
  const meter = new BandwidthMeter();
  let at = 0;
  for (let i = 0; i < 10; i++) at = transfer(meter, at, 500_000, 10);
  for (let i = 0; i < 3; i++) at = transfer(meter, at, 200_000, 1);
  const low = meter.estimate ?? 0;
  expect(low).toBeLessThan(2e6);
  at = transfer(meter, at, 500_000, 10);
  expect(meter.estimate ?? 0).toBeLessThan(5e6);
});

test("a cache hit hardly counts", () => {
  const meter = new BandwidthMeter();
  const at = transfer(meter, 0, 500_000, 2);
  transfer(meter, at, 200_000, 1_000);
  expect(meter.estimate ?? 0).toBeLessThan(2.2e6);
});
