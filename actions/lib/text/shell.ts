/**
 * A word of a command as a POSIX shell takes it: what a person copies from a message has to mean what was meant. Keys,
 * folders and workspaces may have blanks, quotes and `$`.
 * https://pubs.opengroup.org/onlinepubs/9699919799/utilities/V3_chap02.html#tag_18_02
 */
export const shellWord = (text: string): string =>
  /^[\w@:/.+=-][\w@:/.+=~-]*$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
