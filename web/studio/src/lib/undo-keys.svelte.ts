/** Ctrl or Cmd and Z, with Shift (or Y) the other way; where somebody writes, the field itself takes words back. */

/** Which way a key press asks to go; nothing for any other key. */
export function wayOf(event: KeyboardEvent): "back" | "forth" | null {
  const key = event.key.toLowerCase();
  if (!(event.metaKey || event.ctrlKey) || event.altKey) return null;
  if (key === "z") return event.shiftKey ? "forth" : "back";
  return key === "y" && !event.shiftKey ? "forth" : null;
}

/** Whether a field has words of its own to take back: it holds something else than when it was entered, or when its change
 * was taken. */
export class Held {
  #value: string | null = null;

  /** Whenever a field is entered, or its change is taken. */
  hold = ({ target }: Event): void => {
    this.#value =
      target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement
        ? target.value
        : null;
  };

  isText(target: EventTarget | null): target is HTMLInputElement | HTMLTextAreaElement {
    if (target instanceof HTMLTextAreaElement) return true;
    return (
      target instanceof HTMLInputElement && !["range", "checkbox", "radio"].includes(target.type)
    );
  }

  /** Whether somebody is at writing there. */
  writes(target: EventTarget | null): boolean {
    return this.isText(target) && target.value !== this.#value;
  }
}
