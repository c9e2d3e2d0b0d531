import { DetailedError, type HttpResponse } from "tus-js-client";
import { describe, expect, it } from "vitest";
import { problemOf } from "./file-upload.svelte";
import { Speed } from "./speed";

const answered = (status: number, body: string) => {
  const response = { getStatus: () => status, getBody: () => body } as HttpResponse;
  const error = Object.assign(Object.create(DetailedError.prototype), {
    originalResponse: response,
  });
  return problemOf(error);
};

describe("an upload that failed", () => {
  it("says what the house said", () => {
    const body = JSON.stringify({
      error: { code: "not_a_video", message: "This is not a video.", remedy: "Use MP4." },
    });
    expect(answered(422, body)).toMatchObject({ code: "not_a_video", remedy: "Use MP4." });
  });

  it("copes with an answer that is not the house's", () => {
    expect(answered(413, "<html>too big</html>")).toMatchObject({ code: "upload_refused" });
    expect(answered(413, "null")).toMatchObject({ code: "upload_refused" });
  });

  it("without an answer is a lost connection", () => {
    expect(answered(0, "").code).toBe("upload_offline");
    expect(problemOf(new Error("network")).code).toBe("upload_offline");
  });
});

describe("the speed", () => {
  it("is that of the last seconds", () => {
    const speed = new Speed();
    expect(speed.at(0, 0)).toBe(0);
    expect(speed.at(1000, 500)).toBe(500);
    for (let at = 2000; at <= 10_000; at += 1000) speed.at(at, at);
    expect(speed.at(11_000, 11_000)).toBe(1000);
  });

  it("is never negative when an upload goes back a piece", () => {
    const speed = new Speed();
    speed.at(0, 1000);
    expect(speed.at(1000, 200)).toBe(0);
  });
});
