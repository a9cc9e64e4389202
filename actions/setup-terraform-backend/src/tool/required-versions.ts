import path from "node:path";
import { blocksIn, readConfiguration } from "../../../lib/terraform/configuration-files.ts";
import type { ConfigurationFile } from "../../../lib/terraform/configuration-files.ts";
import type { HclBody } from "../../../lib/terraform/hcl.ts";
import { findInitFolders } from "../../../lib/terraform/module-folders.ts";
import type { Tool } from "../../../lib/terraform/tool.ts";
import { evaluateConstant } from "./constant.ts";
import type { Constant } from "./constant.ts";

/** A constraint that configuration files put on the tool. */
export interface RequiredVersion {
  /** Undefined = an expression that only the tool evaluates. */
  constraint: string | undefined;
  /** Path of the file, relative to the workspace. */
  file: string;
  /** The argument that has it, for messages. */
  argument: string;
  /** An override file has another one instead. OpenTofu checks both, from 1.12 on. */
  isReplaced: boolean;
}

/**
 * The constraints that the tool itself reads at `init`: those of the workspace, and of the local modules that it or a
 * test of it calls. Constraints of an override file replace all others of its folder; one that is null replaces them by none.
 * @param directory of the workspace, absolute
 */
export async function findRequiredVersions(
  directory: string,
  tool: Tool["name"],
): Promise<RequiredVersion[]> {
  const found: RequiredVersion[] = [];
  for (const folder of await findInitFolders(directory, tool)) {
    const place = path.relative(directory, folder);
    for (const one of requiredVersionsIn(await readConfiguration(folder, tool), tool))
      found.push({ ...one, file: path.join(place, one.file) });
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
    for (const { argument, constraint } of own)
      if (constraint !== null)
        found.push({ argument, constraint, file: file.name, isReplaced: false });
  }
  return found;
}

/** What a file sets an argument to; null is written, and demands nothing. */
interface Setting {
  argument: string;
  constraint: string | undefined | null;
}

function constraintsOf(file: ConfigurationFile, tool: Tool["name"]): Setting[] {
  const ofTerraform = constraintsIn(blocksIn(file, "terraform"), "required_version");
  if (tool === "terraform") return ofTerraform;
  // https://opentofu.org/docs/language/settings/
  const compatible = blocksIn(file, "language")
    .flatMap(({ blocks }) => blocks)
    .filter(({ type }) => type === "compatible_with");
  return [...ofTerraform, ...constraintsIn(compatible, "opentofu")];
}

const constraintsIn = (bodies: readonly HclBody[], argument: string): Setting[] =>
  bodies.flatMap(({ attributes }) => {
    const expression = attributes.get(argument);
    return expression === undefined
      ? []
      : [{ argument, constraint: constraintOf(evaluateConstant(expression)) }];
  });

function constraintOf(value: Constant): Setting["constraint"] {
  if (value === "null") return null;
  return value === "computed" ? undefined : value.text;
}
