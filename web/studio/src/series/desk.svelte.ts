/** One series on the desk: what the house says of it, live, with what its maker just did on top. */
import { t } from "@ui/i18n/index.svelte";
import { toast } from "@ui/lib/toasts.svelte";
import {
  changeSeries,
  deleteEpisode,
  eventsUrl,
  orderEpisodes,
  publishSeries,
  readSeries,
  renameEpisode,
  retryEpisode,
  withdrawSeries,
} from "../api";
import type { Framing, Release, SeriesChange, StudioEpisode, StudioSeries } from "../api/types";
import { w } from "../words/index.svelte";
import { failureText } from "../words/problems";
import { inOrder } from "./reorder";

/** As long as the message with its undo stays. */
const UNDO_MS = 5000;
const POLL_MS = 5000;

export class Desk {
  series = $state.raw<StudioSeries | null>(null);
  failure = $state.raw<unknown>(null);
  /** Deleted here, not yet in the house: undo is still possible. */
  #leaving = $state.raw<ReadonlyMap<string, number>>(new Map());
  /** An order the house has not confirmed. */
  #order = $state.raw<readonly string[] | null>(null);
  #events: EventSource | null = null;
  #poll = 0;
  #closed = false;

  readonly episodes = $derived.by(() => {
    const there = (this.series?.episodes ?? []).filter((one) => !this.#leaving.has(one.id));
    const order = this.#order;
    return order ? inOrder(there, order) : there;
  });

  constructor(readonly id: string) {}

  /** Whether the list runs ahead of the house: numbers then go by place. */
  get reordering(): boolean {
    return this.#order !== null;
  }

  /** Reads the series and follows it until the returned function is called. */
  open(): () => void {
    void this.refresh();
    this.#listen();
    const hidden = () => this.#finishLeaving(true);
    window.addEventListener("pagehide", hidden);
    return () => {
      window.removeEventListener("pagehide", hidden);
      this.#closed = true;
      this.#events?.close();
      clearTimeout(this.#poll);
      this.#finishLeaving(false);
    };
  }

  async refresh(): Promise<void> {
    try {
      this.#take(await readSeries(this.id));
    } catch (error) {
      if (!this.series) this.failure = error;
    }
  }

  #take(series: StudioSeries): void {
    this.failure = null;
    this.series = series;
  }

  #listen(): void {
    if (this.#closed) return;
    const events = new EventSource(eventsUrl(this.id));
    this.#events = events;
    events.addEventListener("series", (event) => this.#take(JSON.parse(event.data)));
    events.onerror = () => {
      // The browser tries again by itself unless it was refused: then we ask now and then.
      if (events.readyState !== EventSource.CLOSED) return;
      this.#poll = window.setTimeout(() => {
        void this.refresh().then(() => this.#listen());
      }, POLL_MS);
    };
  }

  /** Does something to the house and takes over what became of it. False, and a message, when it was refused. */
  async attempt(work: () => Promise<StudioSeries | undefined>): Promise<boolean> {
    try {
      const series = await work();
      if (series) this.#take(series);
      else await this.refresh();
      return true;
    } catch (error) {
      toast(failureText(error), { kind: "error" });
      return false;
    }
  }

  async change(change: SeriesChange): Promise<void> {
    this.#take(await changeSeries(this.id, change));
  }

  async rename(episode: StudioEpisode, title: string | null): Promise<void> {
    const before = episode.title;
    if (!(await this.attempt(() => renameEpisode(episode.id, title)))) return;
    toast(w("episode.renamed"), {
      action: {
        label: t("common.undo"),
        run: () => void this.attempt(() => renameEpisode(episode.id, before)),
      },
    });
  }

  async reorder(ids: readonly string[], undoable = true): Promise<void> {
    const before = this.episodes.map((one) => one.id);
    this.#order = ids;
    const hidden = [...this.#leaving.keys()];
    const done = await this.attempt(() => orderEpisodes(this.id, [...ids, ...hidden]));
    if (this.#order === ids) this.#order = null;
    if (done && undoable)
      toast(w("episode.reordered"), {
        action: { label: t("common.undo"), run: () => void this.reorder(before, false) },
      });
  }

  /** Takes episodes away now; the house hears of it when undo is over. */
  remove(episode: StudioEpisode): void {
    const timer = window.setTimeout(() => void this.#delete(episode.id), UNDO_MS);
    this.#leaving = new Map(this.#leaving).set(episode.id, timer);
    toast(w("episode.deleted", { number: episode.number }), {
      action: { label: t("common.undo"), run: () => this.#keep(episode.id) },
    });
  }

  #keep(id: string): void {
    clearTimeout(this.#leaving.get(id));
    this.#leaving = new Map([...this.#leaving].filter(([one]) => one !== id));
  }

  async #delete(id: string): Promise<void> {
    await this.attempt(() => deleteEpisode(id));
    this.#keep(id);
  }

  #finishLeaving(pageGoes: boolean): void {
    for (const [id, timer] of this.#leaving) {
      clearTimeout(timer);
      void deleteEpisode(id, pageGoes).catch(() => undefined);
    }
    this.#leaving = new Map();
  }

  retry(episode: StudioEpisode, framing?: Framing): Promise<boolean> {
    return this.attempt(() => retryEpisode(episode.id, framing));
  }

  publish(release: Release): Promise<boolean> {
    return this.attempt(() => publishSeries(this.id, release));
  }

  withdraw(): Promise<boolean> {
    return this.attempt(() => withdrawSeries(this.id));
  }
}
