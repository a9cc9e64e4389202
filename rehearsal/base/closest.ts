/** Returns the number of letters to add, remove or replace to get from one word to the other. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 0; i < a.length; i += 1) {
    const next = [i + 1];
    for (let j = 0; j < b.length; j += 1) {
      const replaced = (row[j] ?? 0) + (a.charAt(i) === b.charAt(j) ? 0 : 1);
      next.push(Math.min((next[j] ?? 0) + 1, (row[j + 1] ?? 0) + 1, replaced));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

/** Returns the known word that a mistyped word most likely stands for; undefined if no known word is similar. */
export function closestWord(given: string, known: readonly string[]): string | undefined {
  const word = given.toLowerCase();
  const [best] = known
    .map((name) => ({ name, steps: distance(word, name.toLowerCase()) }))
    .filter(({ name, steps }) => steps <= Math.max(1, Math.floor(name.length / 3)))
    .sort((a, b) => a.steps - b.steps);
  return best?.name;
}

/** Returns "Did you mean deploy?", or the words that are accepted. */
export function suggest(given: string, known: readonly string[]): string {
  const meant = closestWord(given, known);
  return meant === undefined ? `Expected one of ${known.join(", ")}.` : `Did you mean ${meant}?`;
}
