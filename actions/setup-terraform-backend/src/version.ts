import { readFile, readdir } from "node:fs/promises";
import path from "node:path";
import { userError } from "../../lib/runtime/errors.ts";
import type { Tool } from "../../lib/terraform/tool.ts";
import { parseConstraint, satisfies } from "./constraint.ts";

/** One place that says which version is wanted. */
export interface Requirement {
  constraint: string;
  /** Where it was found, for messages. */
  source: string;
}

/**
 * Which versions the workspace wants: the input alone when it is given, else every `required_version` of the folder and
 * the first version file from the folder up to the repository's root.
 */
export async function findRequirements(
  given: string | undefined,
  tool: Tool["name"],
  directory: string,
  root: string,
): Promise<Requirement[]> {
  if (given !== undefined) return [{ constraint: given, source: "the input version" }];
  const requirements: Requirement[] = [];
  for (const name of (await readdir(directory)).sort()) {
    if (!/\.(?:tf|tofu)$/.test(name)) continue;
    const text = await readFile(path.join(directory, name), "utf8");
    for (const constraint of requiredVersions(text))
      requirements.push({ constraint, source: `required_version in ${name}` });
  }
  return [...requirements, ...(await fromVersionFile(tool, directory, root))];
}

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

async function fromVersionFile(
  tool: Tool["name"],
  directory: string,
  root: string,
): Promise<Requirement[]> {
  for (let folder = directory; ; folder = path.dirname(folder)) {
    for (const name of VERSION_FILES[tool]) {
      const text = await readFile(path.join(folder, name), "utf8").catch(() => undefined);
      const constraint = text === undefined ? undefined : versionIn(name, text, tool);
      if (constraint !== undefined)
        return [{ constraint, source: path.join(path.relative(root, folder), name) }];
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

/** A requirement and its parsed constraint. */
export interface Wish extends Requirement {
  clauses: NonNullable<ReturnType<typeof parseConstraint>>;
}

/** @throws ActionError `invalid-version` for what is no version and no constraint */
export const parseRequirements = (requirements: readonly Requirement[]): Wish[] =>
  requirements.map((one) => ({ ...one, clauses: clausesOf(one) }));

/** The first wish that a version does not fulfil. */
export const unfulfilled = (wishes: readonly Wish[], version: string): Wish | undefined =>
  wishes.find(({ clauses }) => !satisfies(version, clauses));

/** The one version that a wish names exactly, if one does. */
export const exactVersion = (wishes: readonly Wish[]): string | undefined =>
  wishes
    .flatMap(({ clauses }) => clauses)
    .find(({ operator, text }) => operator === "=" && /^\d+\.\d+\.\d+/.test(text))?.text;

function clausesOf({ constraint, source }: Requirement) {
  const clauses = parseConstraint(constraint);
  if (clauses === undefined)
    throw userError({
      reason: "invalid-version",
      message: `${source} says "${constraint}", which is no version and no constraint`,
      fix: "write it like 1.11.4, ~> 1.11, or >= 1.10, < 2",
    });
  return clauses;
}
