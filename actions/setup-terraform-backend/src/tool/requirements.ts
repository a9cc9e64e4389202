import { ActionError } from "../../../lib/runtime/errors.ts";
import type { Tool } from "../../../lib/terraform/tool.ts";
import { cornersOf, parseConstraint, satisfies } from "./constraint.ts";
import type { Clause } from "./constraint.ts";
import type { RequiredVersion as FoundVersion } from "./required-versions.ts";
import { translateConstraint } from "./translate.ts";
import { coreOf, formatVersion, parseVersion } from "./version.ts";
import type { Version } from "./version.ts";
import { UnknownWord, readWord } from "./words.ts";
import type { WantedVersion } from "./words.ts";
import type { VersionRequirement } from "./requirement.ts";

/** A constraint that is a text, or that this action has evaluated. */
type RequiredVersion = FoundVersion & { constraint: string };

export const isEvaluated = (one: FoundVersion): one is RequiredVersion =>
  one.constraint !== undefined;

/**
 * Reads what a person wrote for this action or for a version manager.
 * @throws ActionError `invalid-version`
 */
export function parseRequirement(text: string, source: string): VersionRequirement {
  const word = wordOf(text, source);
  if (word !== undefined) {
    const { prefix = "" } = word;
    const start = parseVersion(prefix.replace(/\.$/, ""));
    return {
      constraint: text,
      source,
      word,
      accepts: (version) => formatVersion(version).startsWith(prefix),
      corners: start === undefined ? cornersOf([]) : [start],
    };
  }
  const clauses = clausesOf(text, source);
  return {
    constraint: text,
    source,
    accepts: (version) => satisfies(version, clauses),
    ...exactlyOf(clauses),
    corners: cornersOf(clauses),
    prereleases: clauses.some(({ version }) => version.prerelease !== ""),
  };
}

function wordOf(text: string, source: string): WantedVersion | undefined {
  try {
    return readWord(text);
  } catch (error) {
    if (!(error instanceof UnknownWord)) throw error;
    throw new ActionError({
      reason: "invalid-version",
      message: `${source} says "${text}", which this action does not support`,
      fix: error.message,
    });
  }
}

/**
 * Returns what a configuration file demands. The tools compare their version without its prerelease, and refuse a
 * constraint that names a prerelease.
 * @returns undefined for a constraint that the tool does not read
 */
export function demandOf(one: RequiredVersion, tool: Tool["name"]): VersionRequirement | undefined {
  const isForTerraform = tool === "opentofu" && /\.tf(?:\.json)?$/.test(one.file);
  if (!isForTerraform) return demandInOwnFile(one, tool);
  const clauses = parseConstraint(one.constraint);
  // If an old OpenTofu cannot read the constraint, OpenTofu itself explains that.
  return one.isReplaced || clauses === undefined
    ? undefined
    : counting((version) => !isNewTofu(version), demand(one, clauses));
}

function demandInOwnFile(one: RequiredVersion, tool: Tool["name"]): VersionRequirement | undefined {
  if (one.isReplaced && tool === "terraform") return undefined;
  const clauses = clausesOf(one.constraint, sourceOf(one));
  if (clauses.some(({ version }) => version.prerelease !== ""))
    throw new ActionError({
      reason: "invalid-version",
      message: `${sourceOf(one)} says "${one.constraint}", but the tool accepts no prerelease there`,
      fix: "remove the prerelease there, and give it in the input version",
    });
  const wanted = demand(one, clauses);
  return one.isReplaced ? counting(isNewTofu, wanted) : { ...wanted, ...exactlyOf(clauses) };
}

/** Returns where a constraint is written, for messages. */
export const sourceOf = ({ argument, file }: FoundVersion): string => `${argument} in ${file}`;

const demand = (one: RequiredVersion, clauses: readonly Clause[]): VersionRequirement => ({
  constraint: one.constraint,
  source: sourceOf(one),
  accepts: (version) => satisfies(coreOf(version), clauses),
  corners: cornersOf(clauses),
});

/**
 * Returns what a state in S3 needs: this action switches on S3's own lock file, which older versions of both tools do
 * not know.
 * https://developer.hashicorp.com/terraform/language/backend/s3#use_lockfile
 */
export function demandOfLock(): VersionRequirement {
  const constraint = ">= 1.10.0";
  const clauses = clausesOf(constraint, "");
  return {
    constraint,
    source: "S3's own lock file (use_lockfile of the backend)",
    accepts: (version) => satisfies(coreOf(version), clauses),
    corners: cornersOf(clauses),
    isOwn: true,
  };
}

/**
 * From this version on, OpenTofu ignores `required_version` in .tf files, and checks the constraints that override
 * files replace.
 */
const NEW_TOFU = parseConstraint(">= 1.12.0") ?? [];
const isNewTofu = (version: Version): boolean => satisfies(coreOf(version), NEW_TOFU);

/** Returns a demand that only some versions of the tool know. All other versions meet it. */
const counting = (
  isKnown: (version: Version) => boolean,
  wanted: VersionRequirement,
): VersionRequirement => ({
  ...wanted,
  accepts: (version) => !isKnown(version) || wanted.accepts(version),
  corners: [...wanted.corners, ...cornersOf(NEW_TOFU)],
});

function exactlyOf(clauses: readonly Clause[]): { exactly?: Version } {
  const exact = clauses.find(({ operator }) => operator === "=");
  return exact === undefined ? {} : { exactly: exact.version };
}

function clausesOf(text: string, source: string): Clause[] {
  const clauses = parseConstraint(text);
  if (clauses === undefined) {
    const translated = translateConstraint(text);
    throw new ActionError({
      reason: "invalid-version",
      message: `${source} says "${text}", which is neither a version nor a constraint`,
      fix:
        translated === undefined
          ? "write it like 1.11.4, ~> 1.11, or >= 1.10, < 2"
          : `write ${translated}`,
    });
  }
  return clauses;
}
