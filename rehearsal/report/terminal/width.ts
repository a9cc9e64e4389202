/** Of output that no terminal shows. */
const USUAL = 100;
const NARROWEST = 40;

/**
 * Characters in a line of what people read: as wide as the terminal, else what COLUMNS says, else 100.
 * @param columns of the terminal; undefined when the output goes elsewhere
 */
export function outputWidth(
  columns: number | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): number {
  const given = Number(environment["COLUMNS"]);
  const width = columns ?? (Number.isInteger(given) && given > 0 ? given : USUAL);
  return Math.max(NARROWEST, width);
}

/** A line between parts of the output. @param mark one character */
export const ruleOf = (mark: string, width: number): string => mark.repeat(Math.min(width, USUAL));
