/** A word of a command as a POSIX shell takes it: what a person copies has to mean what was meant. */
export const quoted = (word: string): string =>
  /^[\w@:/.+=-][\w@:/.#+=~-]*$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
