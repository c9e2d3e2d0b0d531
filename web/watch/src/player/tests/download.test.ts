import { describe, expect, test } from "vitest";
import { BandwidthMeter } from "../bandwidth";
import { Download, type Network, SegmentStore } from "../download";
import { segment } from "../segments";
import { track } from "./make";

const FILE = Uint8Array.from({ length: 200_000 }, (_, i) => i % 251);

interface Answer {
  status?: number;
  /** Ignore the range and send everything. */
  whole?: boolean;
  /** Break off after so many bytes. */
  cut?: number;
  /** Do not answer at all. */
  refuse?: boolean;
  /** Take the request and say nothing until the caller loses patience. */
  hang?: boolean;
}

function network(answers: Answer[] = []) {
  const timers = new Set<() => void>();
  const asked: string[] = [];
  const waits: number[] = [];
  const fake: Network = {
    now: () => 0,
    later: (_, run) => {
      timers.add(run);
      return () => void timers.delete(run);
    },
    wait: async (ms) => void waits.push(ms),
    fetch: async (_, init) => {
      const range = String((init.headers as Record<string, string>).Range);
      asked.push(range);
      const answer = answers.shift() ?? {};
      if (answer.hang) {
        return new Promise<Response>((_, reject) => {
          init.signal?.addEventListener("abort", () => reject(init.signal?.reason));
          if (timers.size > 0) queueMicrotask(() => [...timers].at(-1)?.());
        });
      }
      if (answer.refuse) throw new TypeError("no network");
      if (answer.status) return new Response(null, { status: answer.status });
      const [from = 0, to = 0] = range.replace("bytes=", "").split("-").map(Number);
      const bytes = answer.whole ? FILE : FILE.slice(from, to + 1);
      const end = Math.min(bytes.length, answer.cut ?? bytes.length);
      let at = 0;
      const body = new ReadableStream<Uint8Array>({
        pull(controller) {
          if (at < end) controller.enqueue(bytes.slice(at, Math.min(at + 7_000, end)));
          else if (answer.cut === undefined) controller.close();
          else controller.error(new TypeError("cut off"));
          at += 7_000;
        },
      });
      return new Response(body, { status: answer.whole ? 200 : 206 });
    },
  };
  return { fake, asked, waits, timers };
}

/** Downloads bytes 1000..51000 and waits for the end. */
async function fetched(answers: Answer[]) {
  const { fake, asked, waits } = network(answers);
  let counted = 0;
  const download = new Download(
    "/m",
    1_000,
    51_000,
    fake,
    new BandwidthMeter(),
    "high",
    (bytes) => {
      counted += bytes;
    },
  );
  await ended(download);
  return { download, asked, waits, counted };
}

function ended(download: Download): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (download.state !== "running") resolve();
    };
    download.attach(look);
    look();
  });
}

function contents(download: Download): number[] {
  return download.chunksFrom(0).flatMap((chunk) => [...chunk]);
}

const EXPECTED = [...FILE.slice(1_000, 51_000)];

describe("download", () => {
  test("brings exactly the bytes asked for", async () => {
    const { download, asked, counted } = await fetched([]);
    expect(download.state).toBe("done");
    expect(asked).toEqual(["bytes=1000-50999"]);
    expect(contents(download)).toEqual(EXPECTED);
    expect(counted).toBe(50_000);
  });

  test("goes on where the connection broke", async () => {
    const { download, asked } = await fetched([{ cut: 20_000 }, { refuse: true }]);
    expect(asked.length).toBe(3);
    expect(asked[2]).toMatch(/^bytes=(?!1000)\d+-50999$/);
    expect(contents(download)).toEqual(EXPECTED);
  });

  test("loses patience with a silent connection and asks again", async () => {
    const { download, asked } = await fetched([{ hang: true }]);
    expect(asked).toHaveLength(2);
    expect(contents(download)).toEqual(EXPECTED);
  });

  test("takes its part out of an answer without ranges", async () => {
    const { download } = await fetched([{ whole: true }]);
    expect(contents(download)).toEqual(EXPECTED);
  });

  test("gives up after several failures, with growing pauses", async () => {
    const { download, waits } = await fetched(Array.from({ length: 9 }, () => ({ refuse: true })));
    expect(download.state).toBe("failed");
    expect(download.error?.code).toBe("network");
    expect(waits).toEqual([...waits].sort((a, b) => a - b));
  });

  test("does not ask again for what is not there or not allowed", async () => {
    for (const [status, code] of [
      [404, "not_found"],
      [410, "not_found"],
      [403, "forbidden"],
      [401, "forbidden"],
    ] as const) {
      const { download, asked } = await fetched([{ status }]);
      expect(download.error?.code).toBe(code);
      expect(asked).toHaveLength(1);
    }
  });

  test("cancelled, it says no more", async () => {
    const { fake } = network();
    const download = new Download(
      "/m",
      0,
      50_000,
      fake,
      new BandwidthMeter(),
      "low",
      () => undefined,
    );
    let calls = 0;
    download.attach(() => calls++);
    download.cancel();
    for (let i = 0; i < 20; i++) await Promise.resolve();
    expect(download.state).toBe("cancelled");
    expect(calls).toBe(0);
  });
});

describe("store", () => {
  const video = track(480, 200);
  const part = (index: number) => {
    const found = segment(video, index);
    if (!found) throw new Error("no such segment");
    return found;
  };

  test("a prefetch under way is taken over, not repeated; a finished one is kept", async () => {
    const { fake, asked } = network();
    const store = new SegmentStore(fake, new BandwidthMeter(), () => undefined);
    const first = store.open("e", video, part(0), "low");
    expect(store.open("e", video, part(0), "high")).toBe(first);
    await ended(first);
    expect(store.open("e", video, part(0), "high")).toBe(first);
    expect(asked).toHaveLength(1);
  });

  test("a cancelled one is fetched anew", () => {
    const { fake } = network();
    const store = new SegmentStore(fake, new BandwidthMeter(), () => undefined);
    const first = store.open("e", video, part(0), "low");
    first.cancel();
    expect(store.open("e", video, part(0), "high")).not.toBe(first);
  });

  test("tells whose bytes came", async () => {
    const { fake } = network();
    const heard: [string, string, number][] = [];
    const store = new SegmentStore(fake, new BandwidthMeter(), (episode, key, { startMs }, bytes) =>
      heard.push([episode, key, bytes > 0 ? startMs : -1]),
    );
    await ended(store.open("e", video, part(1), "low"));
    expect(new Set(heard.map((entry) => entry.join()))).toEqual(
      new Set(["e,/media/v480.mp4#1,1000"]),
    );
  });
});
