/** Returns the first line of a text: in the lines below it, parsers quote the document, and tools give advice. */
export const firstLine = (text: string): string => text.split("\n")[0] ?? "";
