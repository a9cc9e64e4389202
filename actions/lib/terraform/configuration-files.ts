import { readFile, readdir } from "node:fs/promises";
import path from "node:path";
import { parseHcl } from "./hcl.ts";
import type { Block, HclBody } from "./hcl.ts";
import type { Json } from "./json.ts";
import { membersOf, parseOrNull } from "./json-syntax.ts";
import type { Tool } from "./tool.ts";

/** A configuration file of a root module or module. */
export interface ConfigurationFile {
  name: string;
  text: string;
  /** Its blocks replace the blocks of the other files instead of being added to them. */
  isOverride: boolean;
}

/** The tool that reads the files. `either` = no tool is chosen yet, so everything that one of the two reads counts. */
export type Reader = Tool["name"] | "either";

const EXTENSIONS: Readonly<Record<Reader, RegExp>> = {
  terraform: /\.tf(?:\.json)?$/,
  opentofu: /\.(?:tf|tofu)(?:\.json)?$/,
  either: /\.(?:tf|tofu)(?:\.json)?$/,
};

/** Hidden files, and files that editors leave behind. */
const IGNORED = /^\.|~$|^#.*#$/;

/**
 * Returns the files of a folder that the tool reads, in its order: the override files come last. OpenTofu reads
 * `main.tofu` instead of a `main.tf` next to it.
 * https://developer.hashicorp.com/terraform/language/files
 * https://opentofu.org/docs/language/files/
 */
export function chooseFiles(names: readonly string[], reader: Reader): string[] {
  const chosen = names
    .filter((name) => EXTENSIONS[reader].test(name) && !IGNORED.test(name))
    .sort();
  const isReplaced = (name: string) => {
    const sibling = name.replace(/\.tf(\.json)?$/, ".tofu$1");
    return reader === "opentofu" && sibling !== name && chosen.includes(sibling);
  };
  const read = chosen.filter((name) => !isReplaced(name));
  return [...read.filter((name) => !isOverride(name)), ...read.filter(isOverride)];
}

const isOverride = (name: string): boolean => /(?:^|_)override\.(?:tf|tofu)(?:\.json)?$/.test(name);

/** Reads the files of a folder that the tool reads, in its order; returns none if there is no such folder. */
export async function readConfiguration(
  directory: string,
  reader: Reader,
): Promise<ConfigurationFile[]> {
  const entries = await readdir(directory, { withFileTypes: true }).catch(() => []);
  const names = entries.filter((entry) => !entry.isDirectory()).map(({ name }) => name);
  const files: ConfigurationFile[] = [];
  for (const name of chooseFiles(names, reader)) {
    // The tool explains a file that cannot be read better.
    const text = await readFile(path.join(directory, name), "utf8").catch(() => "");
    files.push(configurationFile(name, text));
  }
  return files;
}

export const configurationFile = (name: string, text: string): ConfigurationFile => ({
  name,
  text,
  isOverride: isOverride(name),
});

/** Returns the bodies of a file's top-level blocks of a type, such as `terraform`, in either syntax. */
export function blocksIn({ name, text }: ConfigurationFile, type: string): HclBody[] {
  if (!name.endsWith(".json")) return parseHcl(text).blocks.filter((block) => block.type === type);
  return membersOf(parseOrNull(text)).flatMap(([member, value]) =>
    member === type ? bodiesOf(value) : [],
  );
}

/** Returns what a complete file says, in either syntax: for a file that only has arguments. */
export const bodyOf = (name: string, text: string): HclBody =>
  name.endsWith(".json") ? bodyOfJson(parseOrNull(text)) : parseHcl(text);

/** Blocks of the language that contain other blocks, and how many labels they have. */
const NESTED: Readonly<Record<string, number>> = { backend: 1, cloud: 0, compatible_with: 0 };

/**
 * Reads a body in the JSON syntax: a block is an object, or a list of objects; its labels are the names of the members
 * around it.
 * https://developer.hashicorp.com/terraform/language/syntax/json
 */
const bodiesOf = (value: Json): HclBody[] => listOf(value).map(bodyOfJson);

function bodyOfJson(value: Json): HclBody {
  const body: HclBody = { blocks: [], attributes: new Map() };
  for (const [name, member] of membersOf(value)) {
    const labels = NESTED[name];
    if (labels === undefined)
      // The value of a JSON document is also an HCL expression.
      for (const [key, tokens] of parseHcl(`${name} = ${JSON.stringify(member)}`).attributes)
        body.attributes.set(key, tokens);
    else body.blocks.push(...blocksOf(name, labels, member));
  }
  return body;
}

function blocksOf(type: string, labels: number, value: Json): Block[] {
  if (labels === 0) return bodiesOf(value).map((body) => ({ type, labels: [], ...body }));
  return membersOf(value).flatMap(([label, inner]) =>
    bodiesOf(inner).map((body) => ({ type, labels: [label], ...body })),
  );
}

const listOf = (value: Json): Json[] => (Array.isArray(value) ? value : [value]);
