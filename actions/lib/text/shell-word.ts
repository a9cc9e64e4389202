/** A word of a command as a POSIX shell takes it: what a person copies has to mean what was meant. */
export const shellWord = (word: string): string =>
  /^[\w@:/.+=-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
