import { tokensOf } from "../hcl.ts";
import type { Token } from "../hcl.ts";

/** What an expression may refer to so that it can be evaluated without a provider, state or file. */
const ROOTS: ReadonlySet<string> = new Set(["var", "local", "each", "count"]);

/** Functions that read files: the reduced copy of a module does not have them. */
const READS_FILES = /^(?:file|templatefile$|abspath$)/;

/**
 * Returns whether an expression depends only on variables, locals and the instance of its module call. If that is not
 * clear, the answer is no.
 */
export function isKnowable(expression: string): boolean {
  const tokens = flatten(tokensOf(expression));
  const own = namesOfLoops(tokens);
  return tokens.every(({ kind, value }, at) => {
    if (kind !== "name" || isSymbol(tokens[at - 1], ".")) return true;
    const [next, after] = [tokens[at + 1], tokens[at + 2]];
    if (isSymbol(next, "(")) return !READS_FILES.test(value);
    // A function of a provider, such as provider::aws::arn_parse().
    if (isSymbol(next, ":") && isSymbol(after, ":")) return false;
    // The dots of `value...` in a for expression are not a reference.
    if (!isSymbol(next, ".") || isSymbol(after, ".")) return true;
    return ROOTS.has(value) || own.has(value);
  });
}

/** Returns the same for a text in the JSON syntax, which is a template. */
export const isKnowableTemplate = (text: string): boolean => expressionsIn(text).every(isKnowable);

const isSymbol = (token: Token | undefined, value: string): boolean =>
  token?.kind === "symbol" && token.value === value;

/** Returns the tokens, including those of the expressions inside templates. */
const flatten = (tokens: readonly Token[]): Token[] =>
  tokens.flatMap((token) =>
    token.kind === "other"
      ? expressionsIn(token.value).flatMap((text) => flatten(tokensOf(text)))
      : [token],
  );

/** Returns the names of loop variables in for expressions and in directives of templates. */
function namesOfLoops(tokens: readonly Token[]): Set<string> {
  const names = new Set<string>();
  tokens.forEach(({ kind, value }, at) => {
    if (kind !== "name" || value !== "for") return;
    for (const token of tokens.slice(at + 1, at + 4)) {
      if (token.kind === "name" && token.value === "in") break;
      if (token.kind === "name") names.add(token.value);
    }
  });
  return names;
}

/** Returns the texts between `${` or `%{` and `}` of a template, only the outermost ones. */
function expressionsIn(template: string): string[] {
  const found: string[] = [];
  for (let at = 0; at < template.length; at += 1) {
    if (/^(?:\$\$|%%)\{/.test(template.slice(at, at + 3))) at += 2;
    else if (/^[$%]\{/.test(template.slice(at, at + 2))) {
      const end = endOfExpression(template, at + 2);
      found.push(template.slice(at + 2, end));
      at = end;
    }
  }
  return found;
}

/** Returns the end of an expression. Strings inside it may contain braces. */
function endOfExpression(template: string, from: number): number {
  // What is open: `"` for a string, `{` for braces and for templates in strings.
  const open = ["{"];
  for (let at = from; at < template.length; at += 1) {
    const character = template.charAt(at);
    if (open.at(-1) === '"') {
      if (character === "\\") at += 1;
      else if (character === '"') open.pop();
      else if (/^[$%]\{/.test(template.slice(at, at + 2))) {
        open.push("{");
        at += 1;
      }
    } else if (character === '"') open.push('"');
    else if (character === "{") open.push("{");
    else if (character === "}") {
      open.pop();
      if (open.length === 0) return at;
    }
  }
  return template.length;
}
