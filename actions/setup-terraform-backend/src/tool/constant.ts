import { textToken, tokensOf } from "../../../lib/terraform/hcl.ts";
import type { Token } from "../../../lib/terraform/hcl.ts";

/** The value of an expression without variables; `computed` = only the tool evaluates it. */
export type Constant = { text: string } | "null" | "computed";

/**
 * Evaluates what people write for a version: a text, a number, a template of texts and numbers, null, and parentheses.
 * The tool evaluates more, such as conditions, although no such expression can depend on anything.
 */
export function evaluateConstant(expression: readonly Token[]): Constant {
  const tokens = expression.filter(({ kind }) => kind !== "line end");
  const [first, ...rest] = tokens;
  if (first === undefined) return "computed";
  if (rest.length > 0)
    return isSymbol(first, "(") && isSymbol(rest.at(-1), ")")
      ? evaluateConstant(rest.slice(0, -1))
      : "computed";
  if (first.kind === "text" || first.kind === "number") return { text: first.value };
  if (first.kind === "other") return evaluateTemplate(first.value);
  return first.kind === "name" && first.value === "null" ? "null" : "computed";
}

/**
 * Evaluates a template without directives: pieces of text, and `${}` with a constant.
 * @param raw the text between the quotes of the template
 */
function evaluateTemplate(raw: string): Constant {
  let text = "";
  let rest = raw;
  for (;;) {
    const start = /(?<!\$)\$\{/.exec(rest)?.index;
    const piece = textToken(rest.slice(0, start));
    // The template has a directive, such as %{ if true }.
    if (piece.kind !== "text") return "computed";
    text += piece.value;
    if (start === undefined) return { text };
    const end = endOfInterpolation(rest, start + 2);
    const inner = evaluateConstant(tokensOf(rest.slice(start + 2, end)));
    if (typeof inner === "string") return "computed";
    text += inner.text;
    rest = rest.slice(end + 1);
  }
}

/** Returns the offset of the brace that ends `${`: the first brace after an expression whose texts are all closed. */
function endOfInterpolation(text: string, start: number): number {
  for (let end = text.indexOf("}", start); end >= 0; end = text.indexOf("}", end + 1)) {
    const inner = text.slice(start, end);
    const areClosed = inner.split('"').length % 2 === 1;
    if (areClosed && evaluateConstant(tokensOf(inner)) !== "computed") return end;
  }
  return text.length;
}

const isSymbol = (token: Token | undefined, value: string): boolean =>
  token?.kind === "symbol" && token.value === value;
