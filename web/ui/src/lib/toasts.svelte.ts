/** Short messages at the foot of the screen, with at most one thing to do about them. */
export interface Toast {
  id: number;
  text: string;
  kind: "info" | "error";
  action?: { label: string; run: () => void };
}

const SHOWN_MS = 5000;
const MOST = 2;
let next = 0;
let shown = $state.raw<Toast[]>([]);

export const toasts = (): readonly Toast[] => shown;

export function toast(text: string, options: Partial<Pick<Toast, "kind" | "action">> = {}): void {
  const made: Toast = { id: next++, text, kind: options.kind ?? "info", action: options.action };
  shown = [...shown, made].slice(-MOST);
  setTimeout(() => dismiss(made.id), SHOWN_MS);
}

export function dismiss(id: number): void {
  shown = shown.filter((one) => one.id !== id);
}
