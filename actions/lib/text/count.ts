/** Returns a number with separators: 12,345. */
export const count = (value: number): string =>
  String(value).replaceAll(/\B(?=(\d{3})+(?!\d))/g, ",");

/** Returns a number with its word: 1 resource, 2 resources. */
export const plural = (value: number, word: string): string =>
  `${count(value)} ${word}${value === 1 ? "" : "s"}`;
