/** One numbered edge case of test/edge-cases.json. */
export interface EdgeCase {
  /** For example `P-E 22`. */
  id: string;
  /** Description of the case in one line. */
  title: string;
  /** Link to a public page about the case. */
  link?: string;
}

const MENTION = /\b([A-Z]-E) (\d+(?:(?:, | and | to )\d+\b(?! [a-z]))*)/g;

/** Returns the ids that a text names. `K-E 5, 65`, `P-E 4 to 10` and `K-E 5, H-E 65` are several ids each. */
export function edgeCaseIdsIn(text: string): string[] {
  return [...text.matchAll(MENTION)].flatMap(([, list = "", numbers = ""]) =>
    numbers.split(/, | and /).flatMap((part) => {
      const [from = 0, to = from] = part.split(" to ").map(Number);
      return Array.from({ length: to - from + 1 }, (_, index) => `${list} ${from + index}`);
    }),
  );
}

/** Returns lines that name an edge case, or a row of the notes about it such as `R10`, as `LINE: TEXT`. */
export function linesWithCodes(source: string): string[] {
  return source.split("\n").flatMap((line, index) => {
    const comment = /^\s*(?:\/\/|\/?\*)/.test(line) || line.includes(" // ");
    const found = edgeCaseIdsIn(line).length > 0 || (comment && /\b[FRU]\d{1,2}\b/.test(line));
    return found ? [`${index + 1}: ${line.trim()}`] : [];
  });
}
