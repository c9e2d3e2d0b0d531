import type { Attachment } from "svelte/attachments";

const THRESHOLD = 30;
/** A trackpad's momentum goes on for about so long; one flick is one step. */
const QUIET_MS = 160;
const STEP_MS = 480;

/** Turns a wheel or trackpad into whole steps: one card a gesture, however long the momentum runs. */
export function wheelSteps(step: (by: number) => void): Attachment<HTMLElement> {
  return (element) => {
    let sum = 0;
    let last = 0;
    let stepped = Number.NEGATIVE_INFINITY;
    const turned = (event: WheelEvent) => {
      if (event.ctrlKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) return;
      event.preventDefault();
      const paused = event.timeStamp - last > QUIET_MS;
      last = event.timeStamp;
      if (paused) sum = 0;
      if (event.timeStamp - stepped < STEP_MS || (!paused && sum === Number.POSITIVE_INFINITY))
        return;
      sum += event.deltaY;
      if (Math.abs(sum) < THRESHOLD) return;
      step(Math.sign(sum));
      stepped = event.timeStamp;
      sum = Number.POSITIVE_INFINITY;
    };
    element.addEventListener("wheel", turned, { passive: false });
    return () => element.removeEventListener("wheel", turned);
  };
}
