import { isScalar, parseDocument, visit } from "yaml";

/**
 * Rewrites every multi-line scalar that contains an expression to one line, and keeps all line numbers.
 *
 * GitHub's parser reads such a scalar from its source text, so that the block's indentation, the fold of `>` and the
 * quotes end up in the value (workflow-parser 0.3.61, template-reader parseScalar). It reads single-line scalars
 * correctly. A text that is not YAML is returned unchanged: the parser reports its errors.
 */
export function onOneLine(content: string): string {
  const document = parseDocument(content, { uniqueKeys: false });
  if (document.errors.length > 0) return content;
  const scalars: { start: number; end: number; value: string }[] = [];
  visit(document, (_, node) => {
    if (!isScalar(node) || typeof node.value !== "string" || !node.range) return;
    const [start, end] = node.range;
    if (node.value.includes("${{") && content.slice(start, end).includes("\n"))
      scalars.push({ start, end, value: node.value });
  });
  let result = "";
  let position = 0;
  for (const { start, end, value } of scalars.sort((a, b) => a.start - b.start)) {
    const lines = content.slice(start, end).split("\n").length - 1;
    result += content.slice(position, start) + JSON.stringify(value) + "\n".repeat(lines);
    position = end;
  }
  return result + content.slice(position);
}
