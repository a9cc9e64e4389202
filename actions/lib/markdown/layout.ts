/** A table; cells are Markdown already (escape them first). No rows give an empty text. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return "";
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

/**
 * A folded section. The blank lines matter: without them GitHub shows the body as HTML.
 * @param isOpen a reader sees the body at once, and can close it
 */
export const details = (summary: string, body: string, isOpen = false): string =>
  `<details${isOpen ? " open" : ""}><summary>${summary}</summary>\n\n${body}\n\n</details>`;
