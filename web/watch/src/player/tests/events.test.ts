import { describe, expect, test } from "vitest";
import { type EventEnvironment, EventQueue, type QueuedEvent } from "../events";

class Shelf implements NonNullable<EventEnvironment["storage"]> {
  readonly kept = new Map<string, string>();
  get length() {
    return this.kept.size;
  }
  key = (index: number) => [...this.kept.keys()][index] ?? null;
  getItem = (key: string) => this.kept.get(key) ?? null;
  setItem = (key: string, value: string) => void this.kept.set(key, value);
  removeItem = (key: string) => void this.kept.delete(key);
}

function house(
  options: {
    storage?: EventEnvironment["storage"];
    answers?: (number | null)[];
    firstId?: number;
  } = {},
) {
  const answers = options.answers ?? [];
  let id = options.firstId ?? 0;
  const posted: QueuedEvent[][] = [];
  const beacons: QueuedEvent[][] = [];
  const timers: { ms: number; run: () => void }[] = [];
  let hide = () => {};
  const storage = options.storage === undefined ? new Shelf() : options.storage;
  const read = (body: string): QueuedEvent[] => {
    const { schema, events } = JSON.parse(body);
    expect(schema).toBe(1);
    return events;
  };
  const environment: EventEnvironment = {
    now: () => 1_700_000_000_000,
    uuid: () => `id-${id++}`,
    post: async (_, body) => {
      posted.push(read(body));
      return answers.length > 0 ? (answers.shift() ?? null) : 202;
    },
    beacon: (_, body) => beacons.push(read(body)) > 0,
    later: (ms, run) => {
      const timer = { ms, run };
      timers.push(timer);
      return () => void timers.splice(timers.indexOf(timer), 1);
    },
    storage,
    onHide: (run) => {
      hide = run;
      return () => {
        hide = () => {};
      };
    },
  };
  return { environment, posted, beacons, timers, storage, hide: () => hide() };
}

const like = { type: "like", on: true } as const;
const ids = (batches: QueuedEvent[][]) => batches.map((batch) => batch.map((event) => event.id));

test("an event goes out with id, time, session and context", async () => {
  const { environment, posted } = house();
  const queue = new EventQueue({ environment, feedSession: "feed-1" });
  queue.push(like, { episode_id: "e", series_id: "s" });
  await queue.flush();
  expect(posted).toEqual([
    [
      {
        type: "like",
        on: true,
        id: "id-1",
        at: "2023-11-14T22:13:20.000Z",
        play_id: null,
        feed_session: "feed-1",
        series_id: "s",
        episode_id: "e",
      },
    ],
  ]);
});

test("events of a moment share a request", async () => {
  const { environment, posted, timers } = house();
  const queue = new EventQueue({ environment });
  for (let i = 0; i < 5; i++) queue.push(like);
  expect(posted).toEqual([]);
  expect(timers).toHaveLength(1);
  timers[0]?.run();
  await queue.flush();
  expect(posted.map((batch) => batch.length)).toEqual([5]);
});

describe("at least once", () => {
  test("what was not confirmed is sent again with the same ids, later each time", async () => {
    const { environment, posted, timers } = house({ answers: [null, 503, 202] });
    const queue = new EventQueue({ environment });
    queue.push(like);
    const pauses: number[] = [];
    for (let i = 0; i < 3; i++) {
      await queue.flush();
      pauses.push(timers[0]?.ms ?? 0);
    }
    expect(ids(posted)).toEqual([["id-1"], ["id-1"], ["id-1"]]);
    expect(pauses).toEqual([1_000, 2_000, 0]);
    await queue.flush();
    expect(posted).toHaveLength(3);
  });

  test("the next visit sends what the last one could not", async () => {
    const storage = new Shelf();
    const first = house({ storage, answers: [null] });
    const queue = new EventQueue({ environment: first.environment });
    queue.push(like);
    await queue.flush();
    const second = house({ storage, firstId: 100 });
    const later = new EventQueue({ environment: second.environment });
    await later.flush();
    expect(ids(second.posted)).toEqual([["id-1"]]);
    expect(storage.length).toBe(0);
  });

  test("events pushed while a request is under way are not lost with it", async () => {
    const { environment, posted } = house();
    const queue = new EventQueue({ environment });
    queue.push(like);
    const flushing = queue.flush();
    queue.push(like);
    await flushing;
    await queue.flush();
    expect(ids(posted).flat()).toEqual(["id-1", "id-2"]);
  });

  test("a beacon confirms nothing: the events stay until a request does", async () => {
    const { environment, posted, beacons, hide } = house();
    const queue = new EventQueue({ environment });
    queue.push(like);
    hide();
    expect(ids(beacons)).toEqual([["id-1"]]);
    await queue.flush();
    expect(ids(posted)).toEqual([["id-1"]]);
  });
});

test("beacons stay under the browser's limit and carry everything", () => {
  const { environment, beacons, hide } = house();
  const queue = new EventQueue({ environment });
  for (let i = 0; i < 40; i++)
    queue.push({ type: "error", code: "network", detail: "x".repeat(4_000) });
  hide();
  for (const batch of beacons) expect(JSON.stringify(batch).length).toBeLessThan(64_000);
  expect(beacons.flat()).toHaveLength(40);
});

test("one refused event does not take the others with it", async () => {
  const sent: string[][] = [];
  const { environment } = house();
  environment.post = async (_, body) => {
    const events: QueuedEvent[] = JSON.parse(body).events;
    if (events.some((event) => event.id === "id-3")) return 400;
    sent.push(events.map((event) => event.id));
    return 202;
  };
  const queue = new EventQueue({ environment });
  for (let i = 0; i < 6; i++) queue.push(like);
  await queue.flush();
  expect(sent.flat().sort()).toEqual(["id-1", "id-2", "id-4", "id-5", "id-6"]);
});

test("is bounded, and lets light events go before heartbeats", async () => {
  const storage = new Shelf();
  const { environment } = house({ storage, answers: [null] });
  const queue = new EventQueue({ environment });
  queue.push({ type: "heartbeat", intervals: [[0, 1]], position_ms: 1 });
  await queue.flush();
  for (let i = 0; i < 1_000; i++) queue.push({ type: "impression", position: i, reason: "new" });
  const kept: QueuedEvent[] = JSON.parse([...storage.kept.values()][0] ?? "[]");
  expect(kept).toHaveLength(400);
  expect(kept[0]?.type).toBe("heartbeat");
  expect(kept.at(-1)).toMatchObject({ position: 999 });
});

describe("storage", () => {
  test("refused storage is no reason to fail", async () => {
    const refuse = () => {
      throw new Error("refused");
    };
    const storage = {
      length: 1,
      key: refuse,
      getItem: refuse,
      setItem: refuse,
      removeItem: refuse,
    };
    const { environment, posted } = house({ storage });
    const queue = new EventQueue({ environment });
    queue.push(like);
    await queue.flush();
    expect(posted).toHaveLength(1);
  });

  test("rubbish left there is thrown away", async () => {
    const storage = new Shelf();
    storage.setItem("cliffhanger.events.a", "{broken");
    storage.setItem("cliffhanger.events.b", '[1,{"id":5},null]');
    storage.setItem("other", "kept");
    const { environment, posted } = house({ storage });
    await new EventQueue({ environment }).flush();
    expect(posted).toEqual([]);
    expect([...storage.kept.keys()]).toEqual(["other"]);
  });
});

test("destroy leaves a last beacon and no listener", () => {
  const { environment, beacons, hide, timers } = house();
  const queue = new EventQueue({ environment });
  queue.push(like);
  queue.destroy();
  hide();
  expect(beacons).toHaveLength(1);
  expect(timers).toHaveLength(0);
});
