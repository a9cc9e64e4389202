/** Returns a table. The cells must be Markdown already (escape them first). Without rows, the text is empty. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return "";
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

/**
 * Returns a folded section. The blank lines matter: without them GitHub shows the body as HTML.
 * @param isOpen the reader sees the body at once, and can close it
 */
export const details = (summary: string, body: string, isOpen = false): string =>
  `<details${isOpen ? " open" : ""}><summary>${summary}</summary>\n\n${body}\n\n</details>`;
