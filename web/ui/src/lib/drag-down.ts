import type { Attachment } from "svelte/attachments";

const CLOSE_DISTANCE = 110;
/** Pixels a millisecond: a flick closes however short it is. */
const CLOSE_SPEED = 0.6;

/** Lets a header be dragged down; moves `target()` by the custom property `--drag` and calls `close` when let go far or fast enough. */
export function dragDown(target: () => HTMLElement, close: () => void): Attachment<HTMLElement> {
  return (handle) => {
    let start: { y: number; at: number } | null = null;

    const shift = (event: PointerEvent) => (start ? Math.max(0, event.clientY - start.y) : 0);
    const down = (event: PointerEvent) => {
      if (event.pointerType === "mouse" || (event.target as Element).closest("button")) return;
      start = { y: event.clientY, at: event.timeStamp };
      handle.setPointerCapture(event.pointerId);
    };
    const move = (event: PointerEvent) => {
      if (start) target().style.setProperty("--drag", `${shift(event)}px`);
    };
    const up = (event: PointerEvent) => {
      if (!start) return;
      const distance = shift(event);
      const speed = distance / Math.max(1, event.timeStamp - start.at);
      start = null;
      if (event.type === "pointerup" && (distance > CLOSE_DISTANCE || speed > CLOSE_SPEED)) close();
      else target().style.removeProperty("--drag");
    };

    handle.addEventListener("pointerdown", down);
    handle.addEventListener("pointermove", move);
    handle.addEventListener("pointerup", up);
    handle.addEventListener("pointercancel", up);
    return () => {
      handle.removeEventListener("pointerdown", down);
      handle.removeEventListener("pointermove", move);
      handle.removeEventListener("pointerup", up);
      handle.removeEventListener("pointercancel", up);
    };
  };
}
