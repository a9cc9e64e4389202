import { isAlias, isMap, isNode, isScalar, parseDocument, visit } from "yaml";
import type { Alias, Document, Node } from "yaml";
import { firstLine } from "./first-line.ts";

/** The text is not YAML, or holds what has no plain value. The message is one line. */
export class NotYaml extends Error {}

/** Tags whose values JSON has as well. `!!binary`, `!!set`, `!!omap` and others would become something else, silently. */
const TAGS = new Set(
  ["map", "seq", "str", "null", "bool", "int", "float"].map((name) => `tag:yaml.org,2002:${name}`),
);

/**
 * One document of YAML 1.2 (and so JSON) as plain values. Aliases are taken for what they stand for.
 * @param options.scalars "text" keeps every scalar as it is written; "exact" only a number that YAML would rewrite, such
 *   as 1.30, 007 or 9007199254740993
 * @throws NotYaml
 */
export function readYaml(text: string, { scalars }: { scalars?: "text" | "exact" } = {}): unknown {
  try {
    const document = parseDocument(text, scalars === "text" ? { schema: "failsafe" } : {});
    checkDocument(document);
    if (scalars === "exact") keepNumbers(document);
    return document.toJS();
  } catch (error) {
    if (error instanceof NotYaml) throw error;
    // Aliases that multiply without bounds, or thousands of brackets inside of each other.
    throw new NotYaml(`it is not YAML: ${firstLine((error as Error).message)}`);
  }
}

function checkDocument(document: Document.Parsed): void {
  const [error] = document.errors;
  if (error !== undefined) throw new NotYaml(`it is not YAML: ${firstLine(error.message)}`);
  const { version } = document.directives.yaml;
  if (version !== "1.2") throw new NotYaml(`%YAML ${version} is not supported, only 1.2`);
  visit(document, {
    Node: (_, node, path) => {
      if (isAlias(node)) checkAlias(node, document, path);
      else if (node.tag !== undefined && !TAGS.has(node.tag))
        throw new NotYaml(`the tag ${shortTag(node)} is not supported`);
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

/** An anchor stands before its aliases, so only one around the alias itself leads in a circle. */
function checkAlias(alias: Alias, document: Document.Parsed, around: readonly unknown[]): void {
  const target = alias.resolve(document);
  if (target === undefined)
    throw new NotYaml(`the alias *${alias.source} has no anchor &${alias.source} before it`);
  if (around.includes(target))
    throw new NotYaml(`the alias *${alias.source} stands inside of its own anchor`);
}

const shortTag = ({ tag = "" }: Pick<Node, "tag">): string =>
  tag.replace(/^tag:yaml\.org,2002:/, "!!");

function keepNumbers(document: Document.Parsed): void {
  visit(document, {
    Scalar: (_, node) => {
      if (typeof node.value === "number" && node.source !== undefined)
        if (String(node.value) !== node.source) node.value = node.source;
    },
  });
}
