// A small advert server: answers with one video advert (VAST 4), and remembers what it was asked and told.

import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { advertPort } from "./house.ts";

export interface AdvertServer {
  /** Paths with their queries, in order. */
  asked: string[];
  close: () => Promise<void>;
}

const vast = (base: string, seconds: number): string => `<?xml version="1.0" encoding="UTF-8"?>
<VAST version="4.2"><Ad id="1"><InLine>
<AdSystem>A test</AdSystem><AdTitle>Tea</AdTitle><Advertiser>The Tea House</Advertiser><AdServingId>1</AdServingId>
<Impression><![CDATA[${base}/impression]]></Impression>
<Creatives><Creative><UniversalAdId idRegistry="unknown">1</UniversalAdId><Linear>
<Duration>00:00:0${seconds}</Duration>
<TrackingEvents>
<Tracking event="start"><![CDATA[${base}/start]]></Tracking>
<Tracking event="midpoint"><![CDATA[${base}/midpoint]]></Tracking>
<Tracking event="complete"><![CDATA[${base}/complete]]></Tracking>
</TrackingEvents>
<MediaFiles><MediaFile delivery="progressive" type="video/mp4" width="360" height="640"><![CDATA[${base}/ad.mp4]]></MediaFile></MediaFiles>
<VideoClicks><ClickThrough><![CDATA[${base}/tea]]></ClickThrough></VideoClicks>
</Linear></Creative></Creatives>
</InLine></Ad></VAST>`;

/** Shows `video`, which lasts so many whole seconds. */
export async function openAdvertServer(video: string, seconds: number): Promise<AdvertServer> {
  const asked: string[] = [];
  const film = readFileSync(video);
  const base = `http://localhost:${advertPort}`;
  const server: Server = createServer((request, response) => {
    asked.push(request.url ?? "");
    const path = new URL(request.url ?? "/", base).pathname;
    if (path === "/vast") response.setHeader("content-type", "application/xml").end(vast(base, seconds));
    else if (path === "/ad.mp4") response.setHeader("content-type", "video/mp4").end(film);
    else response.writeHead(204).end();
  });
  await new Promise<void>((resolve) => server.listen(advertPort, resolve));
  return {
    asked,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
