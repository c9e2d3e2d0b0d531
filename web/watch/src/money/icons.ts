/** Pictures that only the money pages need, in the manner of `@ui/icons`. */
export const coin = [
  "M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17Z",
  "M10.2 8.6v6.8l5-3.4Z",
] as const;
export const purse = [
  "M4 8.5A2.5 2.5 0 0 1 6.5 6H17v3",
  "M4 8.5V17a2.5 2.5 0 0 0 2.5 2.5H18a2 2 0 0 0 2-2V11a2 2 0 0 0-2-2H6",
  "!M16.3 12.9a1.3 1.3 0 1 1 0 2.6 1.3 1.3 0 0 1 0-2.6Z",
] as const;
export const crown = ["m4 8 3.8 3.6L12 5l4.2 6.6L20 8l-1.6 9.5H5.6Z", "M6 20.5h12"] as const;
export const receipt = [
  "M6 3.8h12v16.7l-2-1.4-2 1.4-2-1.4-2 1.4-2-1.4-2 1.4Z",
  "M9 8.2h6",
  "M9 11.7h6",
  "M9 15.2h3",
] as const;
export const gift = [
  "M4.5 9h15v3.5h-15Z",
  "M6 12.5V20h12v-7.5",
  "M12 9v11",
  "M12 9C9.5 9 7.6 8 7.6 6.2 7.6 3.6 11.5 3.6 12 9Z",
  "M12 9c2.5 0 4.4-1 4.4-2.8C16.4 3.6 12.5 3.6 12 9Z",
] as const;
export const screen = ["M4 6h16v11H4Z", "m10.5 9 4 2.5-4 2.5Z", "M9 20.5h6"] as const;
export const shield = [
  "M12 3.5 19 6v6c0 4.2-2.8 7-7 8.5C7.8 19 5 16.2 5 12V6Z",
  "m9 12 2.2 2.2L15.2 10",
] as const;
export const bag = ["M5.5 8.5h13l1 11.5h-15Z", "M8.5 8.5V8a3.5 3.5 0 0 1 7 0v.5"] as const;
