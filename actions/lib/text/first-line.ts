/** The first line of a text: parsers quote the document, and tools their advice, below it. */
export const firstLine = (text: string): string => text.split("\n")[0] ?? "";
