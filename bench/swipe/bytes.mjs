/**
 * Which media bytes came in, and which of them were played. The same account for every player: requests are seen from outside by the
 * DevTools protocol, bytes are placed in time by the segment indexes, and what was played comes from the elements' `played` ranges.
 */

const MEDIA = /\.(mp4|m4s|m4v|m4a|cmfv|cmfa)$|\/media\//;

export function accountant(devtools, currentItem) {
  let requests = new Map();
  devtools.on("Network.requestWillBeSent", ({ requestId, request }) => {
    const range = /bytes=(\d+)-/.exec(request.headers.Range ?? request.headers.range ?? "");
    const fragment = /item=(\d+)/.exec(request.urlFragment ?? "");
    // Our own addresses carry their item; hls.js fetches for the card in view only.
    const item = fragment ? Number(fragment[1]) : currentItem();
    requests.set(requestId, { path: new URL(request.url).pathname, from: range ? Number(range[1]) : 0, item, received: 0 });
  });
  devtools.on("Network.dataReceived", ({ requestId, dataLength }) => {
    const request = requests.get(requestId);
    if (request) request.received += dataLength;
  });
  return {
    reset() {
      requests = new Map();
    },
    judge(episodes, swiped) {
      const tracks = new Map();
      for (const { playback } of episodes) {
        for (const track of [...playback.video, ...playback.video_av1, ...playback.audio]) {
          tracks.set(new URL(track.url, "http://x").pathname, track.segments);
        }
      }
      const played = new Map(swiped.map((swipe) => [swipe.item, swipe.played]));
      // Items that the run ended before cannot be watched: what was fetched for them is neither used nor wasted.
      const last = Math.max(...swiped.map((swipe) => swipe.item));
      let bytes = 0;
      let untouched = 0;
      let unplayed = 0;
      let afterEnd = 0;
      for (const request of requests.values()) {
        const index = tracks.get(request.path);
        if (!index || !(MEDIA.test(request.path) || tracks.has(request.path))) continue;
        if (request.item > last) {
          afterEnd += request.received;
          continue;
        }
        for (const [start, end, share] of segmentsOf(index, request)) {
          const seconds = overlap(played.get(request.item) ?? [], start / 1000, end / 1000);
          bytes += share;
          if (seconds === 0) untouched += share;
          unplayed += share * (1 - Math.min(1, seconds / ((end - start) / 1000)));
        }
      }
      return { bytes, untouched, unplayed: Math.round(unplayed), after_end: afterEnd };
    },
  };
}

/** The parts of segments that a request brought: start, end (milliseconds), bytes. */
function* segmentsOf({ offsets, starts_ms }, { from, received }) {
  const to = from + received;
  for (let i = 0; i + 1 < offsets.length; i++) {
    const share = Math.min(to, offsets[i + 1]) - Math.max(from, offsets[i]);
    if (share > 0) yield [starts_ms[i], starts_ms[i + 1], share];
  }
}

function overlap(ranges, from, to) {
  return ranges.reduce((sum, [start, end]) => sum + Math.max(0, Math.min(end, to) - Math.max(start, from)), 0);
}
