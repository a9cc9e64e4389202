import { Parser, isAlias, isMap, isNode, isScalar, parseDocument, visit } from "yaml";
import type { Alias, CST, Document, Node, Scalar } from "yaml";
import { firstLine } from "./first-line.ts";

/** The text is not YAML, or contains something without a plain value. The message is one line. */
export class NotYaml extends Error {}

/**
 * Tags with values that JSON has too. `!!binary`, `!!set`, `!!omap` and others would silently become something else.
 */
const TAGS = new Set(
  ["map", "seq", "str", "null", "bool", "int", "float"].map((name) => `tag:yaml.org,2002:${name}`),
);

/** Deepest nesting of lists and maps. */
const DEEPEST = 100;

/**
 * Reads one document of YAML 1.2 (and so JSON) as plain values. Aliases are replaced by their values.
 * @param options.scalars "text" keeps every scalar as it is written; "exact" keeps only a number that YAML would
 *   rewrite, such as 1.30, 007 or 9007199254740993, and refuses text that YAML reads differently than most people mean
 *   it
 * @throws NotYaml
 */
export function readYaml(text: string, { scalars }: { scalars?: "text" | "exact" } = {}): unknown {
  try {
    checkDepth(text);
    const document = parseDocument(text, scalars === "text" ? { schema: "failsafe" } : {});
    checkDocument(document);
    if (scalars === "exact") keepNumbers(document);
    const plain: unknown = document.toJS();
    if (scalars === "exact") checkIntent(document);
    return plain;
  } catch (error) {
    if (error instanceof NotYaml) throw error;
    // Aliases that multiply without limits cause this error.
    throw new NotYaml(`it is not YAML: ${firstLine((error as Error).message)}`);
  }
}

/**
 * Refuses documents that are nested too deeply. The parser builds values from tokens with recursive functions. With
 * thousands of levels the stack runs out, and if that happens while V8 compiles a regular expression, it ends the
 * process: "RegExpCompiler Allocation failed".
 */
function checkDepth(text: string): void {
  const waiting = [...new Parser().parse(text)].map((token) => ({ token, depth: 0 }));
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { token, depth } = next;
    if (depth > DEEPEST)
      throw new NotYaml(`more than ${DEEPEST} lists and maps are nested in each other`);
    for (const inner of innerTokens(token)) waiting.push({ token: inner, depth: depth + 1 });
  }
}

/** Returns the tokens inside a token: values of a document, keys and values of an item. */
function innerTokens(token: CST.Token): CST.Token[] {
  const found =
    "items" in token
      ? token.items.flatMap(({ key, value }) => [key, value])
      : "value" in token
        ? [token.value]
        : [];
  return found.filter((one) => one !== undefined && one !== null);
}

function checkDocument(document: Document.Parsed): void {
  const [error] = document.errors;
  if (error !== undefined)
    throw new NotYaml(
      `it is not YAML: ${firstLine(error.message).replace(/:$/, "")}${HINTS[error.code] ?? ""}`,
    );
  const { version } = document.directives.yaml;
  if (version !== "1.2") throw new NotYaml(`%YAML ${version} is not supported, only 1.2`);
  visit(document, {
    Node: (_, node, path) => {
      if (isAlias(node)) checkAlias(node, document, path);
      else if (node.tag !== undefined && !TAGS.has(node.tag))
        throw new NotYaml(
          `the tag ${shortTag(node)} is not supported; a text that begins with ! needs quotes`,
        );
    },
    Pair: (_, { key }) => {
      const name = isAlias(key) ? key.resolve(document) : key;
      if (isNode(name) && (!isScalar(name) || name.value === null))
        throw new NotYaml(
          isScalar(name) ? "a key is null" : `a key is a ${isMap(name) ? "map" : "list"}`,
        );
    },
  });
}

/** The usual cause of a syntax error. https://eemeli.org/yaml/#errors */
const HINTS: Readonly<Record<string, string | undefined>> = {
  BAD_ALIAS: "; a text that begins with * needs quotes",
  BAD_SCALAR_START: "; a text that begins with @, `, % or another mark of YAML needs quotes",
  BAD_DQ_ESCAPE: "; a text with a backslash needs single quotes, or two backslashes",
  BLOCK_AS_IMPLICIT_KEY: "; a text that holds a colon and a space needs quotes",
};

/**
 * Refuses an alias that contains itself. An anchor comes before its aliases, so only an anchor around the alias itself
 * leads to a cycle.
 */
function checkAlias(alias: Alias, document: Document.Parsed, around: readonly unknown[]): void {
  const target = alias.resolve(document);
  if (target === undefined)
    throw new NotYaml(
      `the alias *${alias.source} has no anchor &${alias.source} before it; a text that begins with * needs quotes: "*${alias.source}"`,
    );
  if (around.includes(target))
    throw new NotYaml(`the alias *${alias.source} is inside its own anchor`);
}

const shortTag = ({ tag = "" }: Pick<Node, "tag">): string =>
  tag.replace(/^tag:yaml\.org,2002:/, "!!");

/**
 * Refuses text that is valid YAML but loses a part of what is written: an anchor that no alias uses (`&x y`), a comment
 * where a value is expected (`#ff0000`), a merge key, which YAML 1.2 does not have, and True or NULL for `true` and
 * `null`.
 */
function checkIntent(document: Document.Parsed): void {
  const used = new Set<string>();
  visit(document, { Alias: (_, { source }) => void used.add(source) });
  visit(document, {
    Node: (_, node) => {
      if (isAlias(node)) return;
      if (node.anchor !== undefined && !used.has(node.anchor))
        throw new NotYaml(
          `no alias uses the anchor &${node.anchor}; a text that begins with & needs quotes`,
        );
      if (isScalar(node)) checkWord(node);
    },
    Pair: (_, { key, value }) => {
      if (isScalar(key) && key.value === "<<" && key.type === "PLAIN" && !isScalar(value))
        throw new NotYaml("merge keys (<<) are not part of YAML 1.2: write the values out");
    },
  });
}

/**
 * Refuses other spellings of a word. Terraform knows only one of several spellings, and a variable of type string would
 * get that one.
 */
function checkWord({ value, source, comment }: Scalar): void {
  if (typeof value !== "boolean" && value !== null) return;
  if (source === "" || source === undefined) {
    if (/^[^\s#]/.test(comment ?? ""))
      throw new NotYaml(
        `#${firstLine(comment ?? "")} is a comment; a text that begins with # needs quotes`,
      );
  } else if (source !== String(value))
    throw new NotYaml(
      `${source} is not ${String(value)}: write ${String(value)}, or "${source}" for a text`,
    );
}

function keepNumbers(document: Document.Parsed): void {
  visit(document, {
    Scalar: (_, node) => {
      if (typeof node.value === "number" && node.source !== undefined)
        if (String(node.value) !== node.source) node.value = node.source;
    },
  });
}
