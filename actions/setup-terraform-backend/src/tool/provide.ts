import type { Job } from "../../../lib/runtime/job.ts";
import { ActionError } from "../../../lib/runtime/errors.ts";
import { programOf } from "../../../lib/terraform/program.ts";
import { findTool } from "../../../lib/terraform/tool.ts";
import type { Tool } from "../../../lib/terraform/tool.ts";
import type { Inputs } from "../contract.ts";
import { install, resolveVersion } from "./install.ts";
import type { Wanted } from "./install.ts";
import { exactVersion, findUnmet } from "./requirement.ts";
import type { VersionRequirement } from "./requirement.ts";

export interface ProvidedTool extends Tool {
  /** Where the tool came from, in words for people. */
  source: "PATH" | "tool cache" | "download";
}

/**
 * Provides the tool: the tool on PATH if its version fits (unless fallback-to-path is false), else a tool from the tool
 * cache, else a checked download. A checksum is of an archive, so if one is given, the tool is always downloaded. If
 * the newest or the oldest version is wanted, PATH and cache fit only if they have exactly this version.
 * @throws ActionError `tool-broken`, `tool-not-found`, `no-such-version`, `download-failed`, `checksum-mismatch`
 */
export async function provideTool(
  inputs: Inputs,
  requirements: readonly VersionRequirement[],
  job: Job,
): Promise<ProvidedTool> {
  const wanted = wantedOf(inputs, requirements);
  const word = requirements.find((one) => one.word !== undefined);
  const isOnPath = word?.word?.pick === "path";
  const chosen = word === undefined || isOnPath ? undefined : await followWord(word, wanted, job);
  // What PATH had, in words that follow "could not be downloaded"; undefined = nobody looked.
  let onPath: string | undefined;
  if (inputs.checksum !== undefined)
    job.log.info(
      "the input checksum belongs to a downloaded archive, so neither PATH nor the tool cache is used",
    );
  else if (inputs.fallbackToPath || isOnPath) {
    const found = await findFittingTool(inputs.tool, requirements, job);
    if ("version" in found && (chosen ?? found.version) === found.version)
      return { ...found, source: "PATH" };
    onPath = "version" in found ? `${nameOf(found)}, not ${chosen}` : found.why;
  }
  if (isOnPath) throw noneOnPath(word, inputs);
  try {
    const installed = await job.log.group(`Install ${inputs.tool}`, async () =>
      install(chosen ?? (await resolveVersion(wanted, job)), wanted, job),
    );
    const tool = await findTool(installed.path, job.environment, inputs.tool);
    return { ...tool, source: installed.cacheHit ? "tool cache" : "download" };
  } catch (error) {
    throw await namingOtherTool(
      namingPath(namingWanted(error, inputs.tool, requirements), onPath),
      inputs.tool,
      job,
    );
  }
}

/**
 * Adds the requirements to a failed download: the address of a list of versions does not show who wants another version
 * than the one on PATH.
 */
function namingWanted(
  error: unknown,
  tool: Tool["name"],
  requirements: readonly VersionRequirement[],
): unknown {
  if (!(error instanceof ActionError) || error.reason !== "download-failed") return error;
  const written = requirements.filter(({ isOwn }) => isOwn !== true);
  // If a requirement is a word, the message already says what the word stands for.
  if (written.length === 0 || written.some(({ word }) => word !== undefined)) return error;
  return new ActionError({
    reason: error.reason,
    message: `${tool} ${described(written)} is wanted, but ${error.message}`,
    ...(error.fix === undefined ? {} : { fix: error.fix }),
    cause: error,
  });
}

/** Adds what PATH had: the download was only the second attempt to get the tool. */
const namingPath = (error: unknown, onPath: string | undefined): unknown =>
  !(error instanceof ActionError) || error.reason !== "download-failed" || onPath === undefined
    ? error
    : new ActionError({
        reason: error.reason,
        message: `${error.message}, and ${onPath}`,
        ...(error.fix === undefined ? {} : { fix: error.fix }),
        cause: error,
      });

/** Describes a tool on PATH, with its place and version. */
const nameOf = ({ path, name, version }: Tool): string => `${path} is ${name} ${version}`;

/**
 * Names the other tool if a download failed. A runner that has the other tool, and no access to the publisher, was most
 * likely meant to use the other tool.
 */
async function namingOtherTool(error: unknown, wanted: Tool["name"], job: Job): Promise<unknown> {
  if (!(error instanceof ActionError) || error.reason !== "download-failed") return error;
  const other = wanted === "terraform" ? "opentofu" : "terraform";
  const found = await findTool(undefined, job.environment, other).catch(() => undefined);
  if (found === undefined) return error;
  return new ActionError({
    reason: error.reason,
    message: error.message,
    fix: `${error.fix}; or set the input tool to ${other}: ${nameOf(found)}`,
    cause: error,
  });
}

const described = (requirements: readonly VersionRequirement[]): string =>
  requirements.map(({ constraint, source }) => `${constraint} (${source})`).join(" and ");

const wantedOf = (inputs: Inputs, requirements: readonly VersionRequirement[]): Wanted => ({
  tool: inputs.tool,
  exactly: exactVersion(requirements),
  choice: {
    accepts: (version) => requirements.every(({ accepts }) => accepts(version)),
    prereleases: requirements.some(({ prereleases }) => prereleases === true),
    oldest: requirements.some(({ word }) => word?.pick === "oldest"),
  },
  described: described(requirements),
  mirror: inputs.mirrorUrl,
  checksum: inputs.checksum,
});

/**
 * Finds the version that a word stands for. Without the publisher's list, it is not known which version is the newest.
 * A constraint needs no list.
 */
async function followWord(
  { constraint, source, word }: VersionRequirement,
  wanted: Wanted,
  job: Job,
): Promise<string> {
  try {
    return await resolveVersion(wanted, job);
  } catch (error) {
    if (!(error instanceof ActionError) || error.reason !== "download-failed") throw error;
    const form = word?.prefix === undefined ? ">= 1.10" : constraintFor(word.prefix);
    throw new ActionError({
      reason: error.reason,
      message: `${source} says "${constraint}", but the list of versions cannot be read: ${error.message}`,
      fix: `${error.fix}; or write a constraint, for example ${form}: the tool on PATH is then used when its version fits`,
      cause: error,
    });
  }
}

/** Returns the constraint for a prefix: `~> 1.11.0` for 1.11. Three segments are a version. */
function constraintFor(prefix: string): string {
  const version = prefix.replace(/\.$/, "");
  return version.split(".").length < 3 ? `~> ${version}.0` : version;
}

const noneOnPath = ({ constraint, source }: VersionRequirement, { tool }: Inputs): ActionError =>
  new ActionError({
    reason: "tool-not-found",
    message: `${source} says "${constraint}", but no ${tool} on PATH has a version that the workspace accepts`,
    fix: "install it in an earlier step or in the runner's image, or write a version there",
  });

/** Returns the tool on PATH, or why it has none whose version meets the requirements. */
async function findFittingTool(
  name: Tool["name"],
  requirements: readonly VersionRequirement[],
  job: Job,
): Promise<Tool | { why: string }> {
  let tool: Tool;
  try {
    tool = await findTool(undefined, job.environment, name);
  } catch (error) {
    if (error instanceof ActionError && error.reason === "tool-not-found")
      return { why: `${programOf(name)} is not on the PATH of this job` };
    throw error;
  }
  const unmet = findUnmet(requirements, tool.version);
  if (unmet === undefined) return tool;
  const why = `${nameOf(tool)}, but ${unmet.source} demands ${unmet.constraint}`;
  job.log.info(why);
  return { why };
}
