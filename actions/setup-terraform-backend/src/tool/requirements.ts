import { readFile, readdir } from "node:fs/promises";
import path from "node:path";
import { ActionError } from "../../../lib/runtime/errors.ts";
import type { Tool } from "../../../lib/terraform/tool.ts";
import { parseConstraint, satisfies } from "./constraint.ts";
import type { Clause } from "./constraint.ts";

/** A version constraint and the place that demands it. */
export interface VersionRequirement {
  constraint: string;
  /** Where it was found, for messages. */
  source: string;
  clauses: readonly Clause[];
}

/**
 * Which versions the workspace demands: the input alone when it is given, else every `required_version` of the folder
 * and the first version file from the folder up to the repository's root.
 * @throws ActionError `invalid-version`
 */
export async function findRequirements(
  given: string | undefined,
  tool: Tool["name"],
  directory: string,
  root: string,
): Promise<VersionRequirement[]> {
  if (given !== undefined) return [parseRequirement(given, "the input version")];
  const requirements: VersionRequirement[] = [];
  for (const name of (await readdir(directory)).sort()) {
    if (!/\.(?:tf|tofu)$/.test(name)) continue;
    const text = await readFile(path.join(directory, name), "utf8");
    for (const constraint of requiredVersions(text))
      requirements.push(parseRequirement(constraint, `required_version in ${name}`));
  }
  return [...requirements, ...(await readVersionFile(tool, directory, root))];
}

function parseRequirement(constraint: string, source: string): VersionRequirement {
  const clauses = parseConstraint(constraint);
  if (clauses === undefined)
    throw new ActionError({
      reason: "invalid-version",
      message: `${source} says "${constraint}", which is neither a version nor a constraint`,
      fix: "write it like 1.11.4, ~> 1.11, or >= 1.10, < 2",
    });
  return { constraint, source, clauses };
}

/** The first requirement that a version does not meet. */
export const findUnmet = (
  requirements: readonly VersionRequirement[],
  version: string,
): VersionRequirement | undefined =>
  requirements.find(({ clauses }) => !satisfies(version, clauses));

/** The one version that the requirements allow, when one of them names it exactly. */
export const exactVersion = (requirements: readonly VersionRequirement[]): string | undefined =>
  requirements
    .flatMap(({ clauses }) => clauses)
    .find(({ operator, text }) => operator === "=" && /^\d+\.\d+\.\d+/.test(text))?.text;

/** Values of `required_version` in HCL; comments do not count. */
export const requiredVersions = (hcl: string): string[] =>
  [
    ...hcl
      .replaceAll(/\/\*.*?\*\//gs, "")
      .replaceAll(/^\s*(?:#|\/\/).*$/gm, "")
      .matchAll(/\brequired_version\s*=\s*"([^"\n]+)"/g),
  ].map(([, constraint = ""]) => constraint);

const VERSION_FILES: Readonly<Record<Tool["name"], readonly string[]>> = {
  terraform: [".terraform-version", ".tool-versions"],
  opentofu: [".opentofu-version", ".tool-versions"],
};

async function readVersionFile(
  tool: Tool["name"],
  directory: string,
  root: string,
): Promise<VersionRequirement[]> {
  for (let folder = directory; ; folder = path.dirname(folder)) {
    for (const name of VERSION_FILES[tool]) {
      const text = await readFile(path.join(folder, name), "utf8").catch(() => undefined);
      const constraint = text === undefined ? undefined : versionIn(name, text, tool);
      if (constraint !== undefined)
        return [parseRequirement(constraint, path.join(path.relative(root, folder), name))];
    }
    if (folder === root || folder === path.dirname(folder)) return [];
  }
}

/** The version a version file names for a tool; comments and other tools' lines do not count. */
export function versionIn(name: string, text: string, tool: Tool["name"]): string | undefined {
  const lines = text.split(/\r?\n/).map((line) => line.replace(/#.*/, "").trim());
  if (name !== ".tool-versions") return lines.find((line) => line !== "");
  return lines.map((line) => line.split(/\s+/)).find(([first]) => first === tool)?.[1];
}
