/** Pictures of the ways between the apps; viewers' first script leaves them out. */
export const desk = ["M4.5 14a7.5 7.5 0 1 1 15 0", "M12 14l3.6-4.2", "M3.5 18.5h17"] as const;
export const people = [
  "M9 5a3.5 3.5 0 1 1 0 7 3.5 3.5 0 0 1 0-7Z",
  "M2.8 19.5c.5-3.2 3-4.8 6.2-4.8s5.7 1.6 6.2 4.8",
  "M15.5 5.3a3.5 3.5 0 0 1 0 6.4",
  "M17.5 15c2 .7 3.3 2.2 3.7 4.5",
] as const;
export const chip = [
  "M7 7h10v10H7z",
  "M10 3.5V7",
  "M14 3.5V7",
  "M10 17v3.5",
  "M14 17v3.5",
  "M3.5 10H7",
  "M3.5 14H7",
  "M17 10h3.5",
  "M17 14h3.5",
] as const;
export const earnings = [
  "M5 7.5c0-1.7 3.1-3 7-3s7 1.3 7 3-3.1 3-7 3-7-1.3-7-3Z",
  "M5 7.5V12c0 1.7 3.1 3 7 3s7-1.3 7-3V7.5",
  "M5 12v4.5c0 1.7 3.1 3 7 3s7-1.3 7-3V12",
] as const;
export const film = [
  "M4 5h16v14H4z",
  "M8 5v14",
  "M16 5v14",
  "M4 9h4",
  "M4 15h4",
  "M16 9h4",
  "M16 15h4",
] as const;
export const undo = ["M9 5.5 4.5 10 9 14.5", "M4.5 10H14a5 5 0 0 1 0 10h-3.5"] as const;
export const redo = ["M15 5.5 19.5 10 15 14.5", "M19.5 10H10a5 5 0 0 0 0 10h3.5"] as const;
