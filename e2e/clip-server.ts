// A maker of clips for tests, which answers as Ark's documentation says and counts what it would charge.

import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { clipPort } from "./house.ts";

export interface ClipServer {
  address: string;
  /** How many clips were asked for. */
  charged: () => number;
  /** No clip is finished while it is true. */
  held: boolean;
  close: () => Promise<void>;
}

/** Six seconds in which something moves, in all colours: everybody's clothes are among them. */
function footage(): Buffer {
  const folder = mkdtempSync(join(tmpdir(), "cliffhanger-clip-"));
  const file = join(folder, "clip.mp4");
  const picture = "color=c=black:s=90x160:r=8:d=6,format=gbrp,geq=r='X*255/W':g='mod(Y*4,H)*255/H':b='floor(Y*4/H)*70+20+20*sin(T*3)'";
  const coded = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p"];
  execFileSync("ffmpeg", ["-nostdin", "-v", "error", "-f", "lavfi", "-i", picture, ...coded, file]);
  const bytes = readFileSync(file);
  rmSync(folder, { recursive: true });
  return bytes;
}

export async function openClipServer(): Promise<ClipServer> {
  const clip = footage();
  const address = `http://127.0.0.1:${clipPort}`;
  let charged = 0;
  const own: ClipServer = { address, charged: () => charged, held: false, close: async () => undefined };
  const server: Server = createServer((request, response) => {
    request.resume();
    request.on("end", () => {
      const say = (value: unknown) => response.setHeader("content-type", "application/json").end(JSON.stringify(value));
      if (request.url === "/file") response.setHeader("content-type", "video/mp4").end(clip);
      else if (request.method === "POST") say({ id: `t${++charged}` });
      else if (own.held) say({ status: "running" });
      else say({ status: "succeeded", content: { video_url: `${address}/file` } });
    });
  });
  await new Promise<void>((resolve) => server.listen(clipPort, "127.0.0.1", resolve));
  own.close = () =>
    new Promise((resolve) => {
      own.held = false;
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return own;
}
