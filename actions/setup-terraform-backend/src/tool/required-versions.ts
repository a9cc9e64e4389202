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
  /** Undefined = the constraint is an expression that only the tool evaluates. */
  constraint: string | undefined;
  /** Path of the file, relative to the workspace. */
  file: string;
  /** The argument that has the constraint, for messages. */
  argument: string;
  /** Whether an override file replaces the constraint. OpenTofu checks both constraints from 1.12 on. */
  isReplaced: boolean;
}

/**
 * Returns the constraints that the tool itself reads at `init`: those of the workspace, and those of the local modules
 * that the workspace or one of its tests calls. Constraints of an override file replace all others of its folder. A
 * null in an override file leaves no constraint.
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

/**
 * Returns the constraints of one folder, including constraints that are replaced.
 * @param files in the tool's order
 */
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

/** What a file sets an argument to. Null = the file sets it to null, which demands nothing. */
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
