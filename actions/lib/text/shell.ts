/**
 * Returns a word of a command in the form that a POSIX shell reads: a command that a person copies from a message must
 * mean what was intended. Keys, folders and workspaces may contain blanks, quotes and `$`.
 * https://pubs.opengroup.org/onlinepubs/9699919799/utilities/V3_chap02.html#tag_18_02
 */
export const shellWord = (text: string): string =>
  /^[\w@:/.+=-][\w@:/.+=~-]*$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
