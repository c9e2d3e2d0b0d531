/** Plays a dialog's way out (class `closing`), then closes it and calls `done` once. */
export function closeAnimated(dialog: HTMLDialogElement, done: () => void): void {
  if (dialog.classList.contains("closing")) return;
  dialog.classList.add("closing");
  const finish = () => {
    dialog.close();
    done();
  };
  const running = dialog.getAnimations();
  if (running.length === 0) finish();
  else Promise.allSettled(running.map((animation) => animation.finished)).then(finish);
}
