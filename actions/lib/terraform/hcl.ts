/** A piece of HCL. The text of a template with `${}` is not known before the tool evaluates it: its type is `other`. */
export interface Token {
  kind: "name" | "text" | "number" | "symbol" | "line end" | "other";
  value: string;
}

/** The content of a file or a block. Text that is not HCL is skipped. */
export interface HclBody {
  blocks: Block[];
  attributes: Map<string, Token[]>;
}

export interface Block extends HclBody {
  type: string;
  labels: string[];
}

const SKIPPED = /(?:[ \t\r]+|#.*|\/\/.*|\/\*[^]*?(?:\*\/|$))+/y;
const HEREDOC = /<<-?([\p{L}_][\p{L}\p{N}_-]*)[ \t\r]*\n((?:.*\n)*?)[ \t]*\1[ \t\r]*(?=\n|$)/uy;
const PIECES: readonly [Token["kind"], RegExp][] = [
  ["name", /[\p{L}_][\p{L}\p{N}_-]*/uy],
  ["number", /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y],
  ["line end", /\n/y],
  ["symbol", /[^]/uy],
];

/**
 * Reads the blocks and attributes of an HCL file.
 * https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md
 */
export const parseHcl = (text: string): HclBody => bodyOf(tokensOf(text));

function bodyOf(tokens: readonly Token[]): HclBody {
  const body: HclBody = { blocks: [], attributes: new Map() };
  forEachItem(tokens, (name, rest) => {
    if (rest[0]?.value === "=") {
      body.attributes.set(name, rest.slice(1));
      return;
    }
    const open = rest.findIndex(({ kind, value }) => kind === "symbol" && value === "{");
    const labels = rest.slice(0, open).map(({ value }) => value);
    body.blocks.push({ type: name, labels, ...bodyOf(rest.slice(open + 1, -1)) });
  });
  return body;
}

/** Calls back for each attribute and block, with its name and the tokens up to the end of its line or of its braces. */
function forEachItem(tokens: readonly Token[], work: (name: string, rest: Token[]) => void): void {
  for (let at = 0; at < tokens.length; at += 1) {
    const name = tokens[at];
    if (name?.kind !== "name") continue;
    const rest: Token[] = [];
    let depth = 0;
    for (at += 1; at < tokens.length; at += 1) {
      const token = tokens[at];
      if (token === undefined || (depth === 0 && token.kind === "line end")) break;
      if (token.kind === "symbol" && "([{".includes(token.value)) depth += 1;
      if (token.kind === "symbol" && ")]}".includes(token.value)) depth -= 1;
      rest.push(token);
    }
    if (rest.length > 0) work(name.value, rest);
  }
}

/** Returns the pieces of an HCL text; comments and white space are left out. */
export const tokensOf = (text: string): Token[] =>
  placedTokensOf(text).map(({ kind, value }) => ({ kind, value }));

/** A piece and its position: from `start` to before `end`. */
export interface PlacedToken extends Token {
  start: number;
  end: number;
}

/** Returns the pieces of an HCL text with their positions. */
export function placedTokensOf(text: string): PlacedToken[] {
  const tokens: PlacedToken[] = [];
  let at = 0;
  const add = (start: number, token: Token) => tokens.push({ ...token, start, end: at });
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found !== null) at = pattern.lastIndex;
    return found;
  };
  while (at < text.length) {
    if (take(SKIPPED) !== null) continue;
    const start = at;
    if (text.charAt(at) === '"') {
      const end = endOfString(text, at);
      // A text that is not closed ends at the end of its line.
      at = text.charAt(end) === '"' ? end + 1 : end;
      add(start, textToken(text.slice(start + 1, end)));
      continue;
    }
    const heredoc = text.startsWith("<<", at) ? take(HEREDOC) : null;
    if (heredoc !== null) {
      const value = heredoc[2] ?? "";
      add(start, { kind: TEMPLATE.test(value) ? "other" : "text", value });
      continue;
    }
    for (const [kind, pattern] of PIECES) {
      const found = take(pattern);
      if (found === null) continue;
      add(start, { kind, value: found[0] });
      break;
    }
  }
  return tokens;
}

/** Returns the offset of the quote that ends a string. `${}` of a template may contain other strings. */
function endOfString(text: string, start: number): number {
  // What is open: `"` for a string, `{` for a template inside it.
  const open = ['"'];
  let at = start + 1;
  for (; at < text.length; at += 1) {
    const character = text.charAt(at);
    const inString = open.at(-1) === '"';
    if (inString && character === "\n") return at;
    const comment = inString ? 0 : lengthOfComment(text, at);
    if (comment > 0) {
      at += comment - 1;
      continue;
    }
    if (inString && character === "\\") at += 1;
    else if (inString && /^(?:\$\$|%%)\{/.test(text.slice(at, at + 3))) at += 2;
    else if (inString && /^[$%]\{/.test(text.slice(at, at + 2))) {
      open.push("{");
      at += 1;
    } else if (!inString && character === "{") open.push("{");
    else if (!inString && character === "}") open.pop();
    else if (character === '"') {
      if (!inString) open.push('"');
      else if (open.length === 1) return at;
      else open.pop();
    }
  }
  return at;
}

/** Returns the length of the comment that begins at an offset; 0 = none begins there. */
function lengthOfComment(text: string, at: number): number {
  COMMENT.lastIndex = at;
  return COMMENT.exec(text)?.[0].length ?? 0;
}

const COMMENT = /#.*|\/\/.*|\/\*[^]*?(?:\*\/|$)/y;

const TEMPLATE = /(?<!\$)\$\{|(?<!%)%\{/;

/** Returns a string without its quotes. */
export function textToken(raw: string): Token {
  if (TEMPLATE.test(raw)) return { kind: "other", value: raw };
  const value = raw
    .replaceAll(
      /\\(?:u([\da-fA-F]{4})|U([\da-fA-F]{8})|(.))/g,
      (whole: string, short?: string, long?: string, one: string = "") => {
        const code = Number.parseInt(short ?? long ?? "", 16);
        if (Number.isNaN(code)) return ESCAPES[one] ?? one;
        return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
      },
    )
    .replaceAll("$${", "${")
    .replaceAll("%%{", "%{");
  return { kind: "text", value };
}

const ESCAPES: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t" };

/** Returns the texts and numbers of an expression; the keys of maps are left out. */
export const literalsIn = (expression: readonly Token[]): string[] =>
  expression.flatMap(({ kind, value }, at) =>
    kind === "number" || (kind === "text" && !/^[=:]$/.test(expression[at + 1]?.value ?? ""))
      ? [value]
      : [],
  );

/** Returns the texts and numbers of a value in HCL, such as `["a", "b"]`. */
export const literalsOf = (text: string): string[] => literalsIn(tokensOf(text));

/**
 * Returns the text of a member of an object literal, such as `{ role_arn = "..." }`; not of an object inside it, such
 * as `tags`.
 */
export function memberOf(object: readonly Token[], name: string): string | undefined {
  let depth = 0;
  for (const [at, { kind, value }] of object.entries()) {
    if (kind === "symbol" && "([{".includes(value)) depth += 1;
    else if (kind === "symbol" && ")]}".includes(value)) depth -= 1;
    else if (depth === 1 && value === name && /^[=:]$/.test(object[at + 1]?.value ?? ""))
      return textOf(object[at + 2]);
  }
  return undefined;
}

/** Returns the text of a token; undefined if it is another type of value, or an expression. */
export const textOf = (token: Token | undefined): string | undefined =>
  token?.kind === "text" ? token.value : undefined;
