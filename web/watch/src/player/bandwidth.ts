/** Throughput and round-trip estimates from finished transfers. Pure: times are passed in, in milliseconds. */

const FAST_HALF_LIFE_MS = 1_500;
const SLOW_HALF_LIFE_MS = 6_000;
/** Shorter bursts say more about buffers on the way than about the link. */
const MIN_SAMPLE_MS = 8;
const MIN_SAMPLE_BYTES = 8_192;
const MAX_BPS = 300e6;

/** Exponentially weighted mean, weighted by how long each sample took, corrected for its cold start. */
class Ewma {
  private sum = 0;
  private weight = 0;
  constructor(private readonly halfLife: number) {}
  add(value: number, duration: number): void {
    const keep = 0.5 ** (duration / this.halfLife);
    this.sum = this.sum * keep + value * (1 - keep);
    this.weight = this.weight * keep + (1 - keep);
  }
  get value(): number | null {
    return this.weight > 0 ? this.sum / this.weight : null;
  }
}

/**
 * Counts the bytes of all transfers together while at least one is receiving: two that share a link are not taken for two slow links.
 * Cache hits finish at once, so their weight in the mean is next to nothing.
 */
export class BandwidthMeter {
  private readonly fast = new Ewma(FAST_HALF_LIFE_MS);
  private readonly slow = new Ewma(SLOW_HALF_LIFE_MS);
  private roundTrip: number | null = null;
  private receiving = 0;
  private since = 0;
  private bytes = 0;

  /** `initial`: an estimate from an earlier visit, used until the first measurement. */
  constructor(private readonly initial: number | null = null) {}

  /** Response headers have arrived, `waitedMs` after the request. */
  begin(now: number, waitedMs: number): void {
    this.roundTrip = this.roundTrip === null ? waitedMs : this.roundTrip * 0.7 + waitedMs * 0.3;
    if (this.receiving++ === 0) {
      this.since = now;
      this.bytes = 0;
    }
  }

  received(now: number, bytes: number): void {
    this.bytes += bytes;
    if (now - this.since >= 400) this.sample(now);
  }

  /** The transfer ended, well or not. */
  end(now: number): void {
    this.receiving = Math.max(0, this.receiving - 1);
    if (this.receiving === 0) this.sample(now);
  }

  private sample(now: number): void {
    const took = now - this.since;
    if (took >= MIN_SAMPLE_MS && this.bytes >= MIN_SAMPLE_BYTES) {
      const bps = Math.min(MAX_BPS, (this.bytes * 8_000) / took);
      this.fast.add(bps, took);
      this.slow.add(bps, took);
    }
    this.since = now;
    this.bytes = 0;
  }

  /** bit/s: the lower of a quick and a slow mean, so that drops are believed at once and rises later. `null` before any measurement. */
  get estimate(): number | null {
    const fast = this.fast.value;
    const slow = this.slow.value;
    if (fast === null || slow === null) return this.initial;
    return Math.min(fast, slow);
  }

  /** Milliseconds from a request to its first byte; 100 until known. */
  get roundTripMs(): number {
    return this.roundTrip ?? 100;
  }
}
