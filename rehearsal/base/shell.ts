/** Quotes a word for a POSIX shell, so that a printed command can be copied and means the same. */
export const quoted = (word: string): string =>
  /^[\w@:/.+=-][\w@:/.#+=~-]*$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
