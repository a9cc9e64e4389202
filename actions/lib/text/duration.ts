/** Returns a duration for people: 12345 milliseconds are "12.3 s". */
export const formatSeconds = (milliseconds: number): string =>
  `${(milliseconds / 1000).toFixed(1)} s`;
