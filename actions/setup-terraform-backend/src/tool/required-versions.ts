import path from "node:path";
import { blocksIn, readConfiguration } from "../../../lib/terraform/configuration-files.ts";
import type { ConfigurationFile } from "../../../lib/terraform/configuration-files.ts";
import type { HclBody, Token } from "../../../lib/terraform/hcl.ts";
import { localSourcesIn } from "../../../lib/terraform/module-sources.ts";
import type { Tool } from "../../../lib/terraform/tool.ts";

/** A constraint that configuration files put on the tool. */
export interface RequiredVersion {
  constraint: string;
  /** Path of the file, relative to the workspace. */
  file: string;
  /** The argument that has it, for messages. */
  argument: string;
  /** An override file has another one instead. OpenTofu checks both, from 1.12 on. */
  isReplaced: boolean;
}

/**
 * The constraints that the tool itself reads at `init`: those of the workspace, and of the local modules that it calls.
 * Constraints of an override file replace all others of its folder.
 * @param directory of the workspace, absolute
 */
export async function findRequiredVersions(
  directory: string,
  tool: Tool["name"],
): Promise<RequiredVersion[]> {
  const found: RequiredVersion[] = [];
  const seen = new Set<string>();
  const queue = [directory];
  for (let folder = queue.shift(); folder !== undefined; folder = queue.shift()) {
    if (seen.has(folder)) continue;
    seen.add(folder);
    const files = await readConfiguration(folder, tool);
    const place = path.relative(directory, folder);
    for (const one of requiredVersionsIn(files, tool))
      found.push({ ...one, file: path.join(place, one.file) });
    for (const { name, text } of files)
      for (const source of localSourcesIn(name, text)) queue.push(path.resolve(folder, source));
  }
  return found;
}

/** The constraints of one folder, those that are replaced too. @param files as the tool orders them */
export function requiredVersionsIn(
  files: readonly ConfigurationFile[],
  tool: Tool["name"],
): RequiredVersion[] {
  const found: RequiredVersion[] = [];
  for (const file of files) {
    const own = constraintsOf(file, tool);
    if (file.isOverride && own.length > 0) for (const one of found) one.isReplaced = true;
    found.push(...own.map((one) => ({ ...one, file: file.name, isReplaced: false })));
  }
  return found;
}

function constraintsOf(
  file: ConfigurationFile,
  tool: Tool["name"],
): Pick<RequiredVersion, "constraint" | "argument">[] {
  const ofTerraform = constraintsIn(blocksIn(file, "terraform"), "required_version");
  if (tool === "terraform") return ofTerraform;
  // https://opentofu.org/docs/language/settings/
  const compatible = blocksIn(file, "language")
    .flatMap(({ blocks }) => blocks)
    .filter(({ type }) => type === "compatible_with");
  return [...ofTerraform, ...constraintsIn(compatible, "opentofu")];
}

const constraintsIn = (bodies: readonly HclBody[], argument: string) =>
  bodies.flatMap(({ attributes }) => {
    const constraint = constantOf(attributes.get(argument));
    return constraint === undefined ? [] : [{ constraint, argument }];
  });

/** The value of an expression without variables, as text; undefined for what only the tool evaluates. */
function constantOf(expression: readonly Token[] = []): string | undefined {
  const tokens = expression.filter(({ kind }) => kind !== "line end");
  const [first, ...rest] = tokens;
  if (first === undefined) return undefined;
  if (rest.length === 0) return ["text", "number"].includes(first.kind) ? first.value : undefined;
  return isSymbol(first, "(") && isSymbol(rest.at(-1), ")")
    ? constantOf(rest.slice(0, -1))
    : undefined;
}

const isSymbol = (token: Token | undefined, value: string): boolean =>
  token?.kind === "symbol" && token.value === value;
