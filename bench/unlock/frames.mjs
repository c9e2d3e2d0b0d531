/** When the card on screen first shows a picture of what was loaded into its video. `watchFrames` runs inside Chromium. */

const GIVE_UP_MS = 15_000;

/** Before any script of the page: notes each tap, and the first frame presented after each load of a video. */
export function watchFrames() {
  const seen = { tappedAt: 0, frames: [] };
  globalThis.unlockBench = seen;
  addEventListener("pointerdown", (event) => {
    seen.tappedAt = event.timeStamp;
  }, true);
  // Media events do not bubble, but they are captured. What a video still shows of the load before does not count.
  document.addEventListener("loadstart", ({ target: video }) => {
    if (!(video instanceof HTMLVideoElement)) return;
    const loadedAt = performance.now();
    video.requestVideoFrameCallback(() => {
      const at = performance.now();
      // Videos of other cards, read ahead, are none of this episode's.
      const card = video.closest("article.card:not([inert])");
      if (!card) return;
      const covered = document.querySelector("dialog[open]") !== null;
      seen.frames.push({ loadedAt, at, covered, words: card.querySelector(".episode")?.textContent ?? "" });
    });
  }, true);
}

/** Waits for the first frame since the page's load or the last tap: milliseconds from there, and whether a sheet lay over it. */
export async function firstFrame(page, { since, episode }) {
  const found = await page.waitForFunction(
    ([since, episode]) => {
      const seen = globalThis.unlockBench;
      const from = since === "tap" ? seen.tappedAt : 0;
      const wanted = new RegExp(`Ep ${episode}\\b`);
      const frame = seen.frames.find(({ loadedAt, words }) => loadedAt > from && wanted.test(words));
      return frame && { ms: frame.at - from, covered: frame.covered };
    },
    [since, episode],
    { timeout: GIVE_UP_MS, polling: 50 },
  ).catch((error) => {
    throw new Error(`no frame of episode ${episode} within ${GIVE_UP_MS / 1000} s of the ${since} (${error.message.split("\n")[0]})`);
  });
  return found.jsonValue();
}
