import { NotValid } from "../../lib/runtime/input-types.ts";
import type { InputType } from "../../lib/runtime/input-types.ts";
import type { BackendBlock } from "../../lib/terraform/backend-block.ts";
import { parseHcl, tokensOf } from "../../lib/terraform/hcl.ts";
import type { HclBody, Token } from "../../lib/terraform/hcl.ts";

export interface BackendArgument {
  name: string;
  /** The right side of the argument, as HCL. */
  value: string;
}

/** Arguments that terraform stores in `.terraform` and in every plan file. */
const CREDENTIALS = ["access_key", "secret_key", "token"];

/**
 * The input `backend-config`: more arguments of the S3 backend, one `name = value` for each line. A value in HCL's
 * brackets may span several lines. A value without quotes is a text, as it is for the tool's option
 * `-backend-config=name=value`.
 */
export const backendArguments: InputType<BackendArgument[], BackendArgument[]> = {
  name: "list, one per line",
  expected: 'lines such as workspace_key_prefix = "teams"',
  empty: [],
  parse(given) {
    const found: BackendArgument[] = [];
    const lines = given.split("\n").map((line) => line.trim());
    for (let line = lines.shift(); line !== undefined; line = lines.shift()) {
      if (line === "" || /^(?:#|\/\/)/.test(line)) continue;
      let text = line;
      while (isOpen(text) && lines.length > 0) text += `\n${lines.shift() ?? ""}`;
      found.push(parseArgument(text));
    }
    return found;
  },
};

const ARGUMENT = /^([a-z][a-z0-9_]*)\s*=\s*(\S[^]*)$/;

/** Returns whether a value in brackets or a heredoc continues in the next line. */
function isOpen(text: string): boolean {
  const [, , value = ""] = ARGUMENT.exec(text) ?? [];
  if (!/^[[{(<]/.test(value)) return false;
  const tokens = tokensOf(value);
  if (tokens[0]?.value === "<") return true;
  return depthOf(tokens) > 0;
}

const depthOf = (tokens: readonly Token[]): number =>
  tokens
    .filter(({ kind }) => kind === "symbol")
    .reduce((depth, { value }) => {
      if ("[{(".includes(value)) return depth + 1;
      return ")}]".includes(value) ? depth - 1 : depth;
    }, 0);

function parseArgument(text: string): BackendArgument {
  const [, name, value] = ARGUMENT.exec(text) ?? [];
  if (name === undefined || value === undefined)
    throw new NotValid(`"${text}" is not name = value`);
  if (CREDENTIALS.includes(name))
    throw new NotValid(
      `${name} is refused, because terraform would store it in .terraform and in every plan; use role-arn`,
    );
  return { name, value: valueOf(name, value.trim()) };
}

/**
 * Returns a value as HCL.
 * @throws NotValid for what the tool would refuse in a file that the user never wrote
 */
function valueOf(name: string, value: string): string {
  const quoted = `write ${name} = ${quote(value.replace(/^'(.*)'$/s, "$1"))}`;
  if (/^["[{(<]/.test(value)) {
    const isClosed = !value.startsWith('"') || CLOSED.test(value);
    if (isClosed && isConstant(tokensOf(value))) return value;
    throw new NotValid(
      `the value of ${name} is not a constant, such as "text", [ "text" ] or { name = "text" }`,
    );
  }
  if (/^(?:true|false|null|-?\d+(?:\.\d+)?)$/.test(value)) return value;
  if (value.startsWith("'")) throw new NotValid(`HCL has no single quotes; ${quoted}`);
  if (/^(?:var|local|data|module|each|path|terraform)\.\w|^\w+\(/.test(value))
    throw new NotValid(`${name} cannot be an expression here; for the text itself, ${quoted}`);
  if (/\s(?:#|\/\/)/.test(value))
    throw new NotValid(
      `${name} has a comment after a value without quotes; put the value in quotes`,
    );
  return quote(value);
}

/** Matches a text in quotes, with or without a comment after it. */
const CLOSED = /^"(?:[^"\\]|\\.)*"\s*(?:(?:#|\/\/|\/\*).*)?$/;

const CONSTANTS = ["true", "false", "null"];

/** Returns whether an expression has no variables, functions or templates, and all its brackets are closed. */
function isConstant(tokens: readonly Token[]): boolean {
  if (depthOf(tokens) !== 0) return false;
  const isText = tokens[0]?.kind === "text";
  if (isText && tokens.some(({ kind }, at) => at > 0 && kind !== "line end")) return false;
  return tokens.every(({ kind, value }, at) => {
    if (kind === "name")
      return CONSTANTS.includes(value) || /^[=:]$/.test(tokens[at + 1]?.value ?? "");
    return kind === "symbol" ? "[]{}(),:=".includes(value) : kind !== "other";
  });
}

/** Returns a text as an HCL string in which nothing is a template. */
export const quote = (text: string): string =>
  `"${text
    .replaceAll("\\", "\\\\")
    .replaceAll('"', '\\"')
    .replaceAll("\n", "\\n")
    .replaceAll("\r", "\\r")
    .replaceAll("\t", "\\t")
    .replaceAll(/[$%](?=\{)/g, "$&$&")}"`;

/**
 * Returns the places where arguments of the S3 backend may be written, in order of precedence: the input
 * `backend-config`, then the block of the workspace.
 */
export function argumentBodies(
  extra: readonly BackendArgument[],
  block: BackendBlock | undefined,
): HclBody[] {
  const given = parseHcl(extra.map(({ name, value }) => `${name} = ${value}`).join("\n"));
  return block?.type === "s3" ? [given, block.body] : [given];
}

/** Returns what the first body says about something; undefined if no body says anything. */
export function firstOf<T>(
  bodies: readonly HclBody[],
  read: (body: HclBody) => T | undefined,
): T | undefined {
  for (const body of bodies) {
    const found = read(body);
    if (found !== undefined) return found;
  }
  return undefined;
}
