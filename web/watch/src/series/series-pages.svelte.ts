import { api, type SeriesPage, unwrap } from "@ui/api";
import { Resource } from "../lib/resource.svelte";

const KEPT = 24;
const pages = new Map<string, Resource<SeriesPage>>();

/** A series' page: the kept one at once, asked for again with `fresh`. */
export function seriesPage(slug: string, fresh = false): Resource<SeriesPage> {
  let page = pages.get(slug);
  if (page && !fresh) return page;
  page ??= new Resource<SeriesPage>();
  pages.delete(slug);
  pages.set(slug, page);
  for (const oldest of [...pages.keys()].slice(0, -KEPT)) pages.delete(oldest);
  const asked = page;
  // Asked for later: this may run while a component computes what to show, when nothing may change.
  queueMicrotask(() => {
    void asked.run(() => unwrap(api.GET("/api/v1/series/{slug}", { params: { path: { slug } } })));
  });
  return page;
}
