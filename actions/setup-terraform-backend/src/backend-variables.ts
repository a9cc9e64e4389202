import { readFile } from "node:fs/promises";
import path from "node:path";
import { argumentsOfVariables, optionValuesIn } from "../../lib/terraform/arguments.ts";
import type { BackendBlock } from "../../lib/terraform/backend-block.ts";
import { bodyOf } from "../../lib/terraform/configuration-files.ts";
import { tokensOf } from "../../lib/terraform/hcl.ts";
import type { HclBody, Token } from "../../lib/terraform/hcl.ts";

type Attributes = HclBody["attributes"];

/**
 * Returns the backend block with the arguments that TF_CLI_ARGS and TF_CLI_ARGS_init add with -backend-config. To the
 * tool, they count before the block, and after this action's own file, which comes later on the command line.
 * https://developer.hashicorp.com/terraform/language/backend#partial-configuration
 * @param directory of the workspace, absolute
 * @param environment of the tool
 * @returns the same block if there are none, or if it is not an S3 backend
 */
export async function withArgumentsOfVariables(
  block: BackendBlock | undefined,
  directory: string,
  environment: Readonly<Record<string, string>>,
): Promise<BackendBlock | undefined> {
  const argv = argumentsOfVariables("init", environment).map(({ argument }) => argument);
  const given = optionValuesIn(argv, "backend-config");
  if (block?.type !== "s3" || given.length === 0) return block;
  const attributes = new Map(block.body.attributes);
  for (const one of given)
    for (const [name, value] of await attributesOf(one, directory)) attributes.set(name, value);
  return { ...block, body: { ...block.body, attributes } };
}

/** Reads `name=value`, or the file of HCL or JSON that the argument names. The tool explains a file that cannot be read. */
async function attributesOf(given: string, directory: string): Promise<Attributes> {
  const [, name, value = ""] = /^([^=]+)=([^]*)$/.exec(given) ?? [];
  if (name !== undefined) return new Map([[name.trim(), tokensOfValue(value)]]);
  const text = await readFile(path.resolve(directory, given), "utf8").catch(() => "");
  return bodyOf(given, text).attributes;
}

/** Returns the tokens of a value: the tool takes it for a text, unless the argument is of another type. */
const tokensOfValue = (value: string): Token[] =>
  /^\s*[[{]/.test(value) ? tokensOf(value) : [{ kind: "text", value }];
