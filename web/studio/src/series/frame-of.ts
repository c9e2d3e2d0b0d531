/** A picture out of a video file on this device, as an address, or `null` when the browser cannot read it. */
const WAIT_MS = 8000;
const WIDTH = 640;
/** Seconds in: past a black beginning. */
const AT_S = 4;

export async function frameOf(file: File): Promise<string | null> {
  const address = URL.createObjectURL(file);
  const video = document.createElement("video");
  video.muted = true;
  video.preload = "auto";
  try {
    const seen = new Promise<boolean>((resolve) => {
      video.onloadeddata = () => {
        video.currentTime = Math.min(AT_S, video.duration / 3 || 0);
      };
      video.onseeked = () => resolve(true);
      video.onerror = () => resolve(false);
      setTimeout(() => resolve(false), WAIT_MS);
    });
    video.src = address;
    return (await seen) ? await drawn(video) : null;
  } finally {
    video.removeAttribute("src");
    video.load();
    URL.revokeObjectURL(address);
  }
}

async function drawn(video: HTMLVideoElement): Promise<string | null> {
  if (!video.videoWidth) return null;
  const canvas = document.createElement("canvas");
  canvas.width = WIDTH;
  canvas.height = Math.round((WIDTH * video.videoHeight) / video.videoWidth);
  canvas.getContext("2d")?.drawImage(video, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise<Blob | null>((resolve) => {
    canvas.toBlob(resolve, "image/jpeg", 0.85);
  });
  return blob && URL.createObjectURL(blob);
}
