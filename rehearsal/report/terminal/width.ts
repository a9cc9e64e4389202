/** The width of output that does not go to a terminal. */
const USUAL = 100;
const NARROWEST = 40;

/**
 * Returns the number of characters in a line for people: the terminal's width, otherwise COLUMNS, otherwise 100.
 * @param columns of the terminal; undefined if the output does not go to a terminal
 */
export function outputWidth(
  columns: number | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): number {
  const given = Number(environment["COLUMNS"]);
  const width = columns ?? (Number.isInteger(given) && given > 0 ? given : USUAL);
  return Math.max(NARROWEST, width);
}

/** Makes a line between parts of the output. @param mark one character */
export const ruleOf = (mark: string, width: number): string => mark.repeat(Math.min(width, USUAL));
