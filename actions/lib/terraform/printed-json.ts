/**
 * Returns the JSON object in a tool's output. Old versions print warnings before it, and wrappers add lines around it.
 * Terraform prints an object in one line (`show`), or indented, with the last brace alone on its line (`output`).
 */
export function printedJson(text: string): string {
  const start = /^\{/m.exec(text)?.index;
  if (start === undefined) return text;
  const newline = text.indexOf("\n", start);
  const end = newline < 0 ? text.length : newline;
  const line = text.slice(start, end).trimEnd();
  if (line.endsWith("}")) return line;
  const close = text.indexOf("\n}", end);
  return text.slice(start, close < 0 ? text.length : close + 2);
}
