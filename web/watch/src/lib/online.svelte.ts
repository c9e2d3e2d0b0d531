let reachable = $state(navigator.onLine);
addEventListener("online", () => {
  reachable = true;
});
addEventListener("offline", () => {
  reachable = false;
});

export const online = (): boolean => reachable;
