import type { Job } from "../../../lib/runtime/job.ts";
import { ActionError } from "../../../lib/runtime/errors.ts";
import { findTool } from "../../../lib/terraform/tool.ts";
import type { Tool } from "../../../lib/terraform/tool.ts";
import type { Inputs } from "../contract.ts";
import { install } from "./install.ts";
import { exactVersion, findUnmet } from "./requirements.ts";
import type { VersionRequirement } from "./requirements.ts";

export interface ProvidedTool extends Tool {
  /** Where it came from, for people. */
  source: "PATH" | "tool cache" | "download";
}

/**
 * The tool on PATH when its version fits (unless fallback-to-path is false), else one from the tool cache, else a
 * checked download.
 * @throws ActionError `tool-broken`, `no-such-version`, `download-failed`, `checksum-mismatch`
 */
export async function provideTool(
  inputs: Inputs,
  requirements: readonly VersionRequirement[],
  job: Job,
): Promise<ProvidedTool> {
  if (inputs.fallbackToPath) {
    const found = await findFittingTool(inputs.tool, requirements, job);
    if (found !== undefined) return { ...found, source: "PATH" };
  }
  const installed = await job.log.group(`Install ${inputs.tool}`, () =>
    install(
      {
        tool: inputs.tool,
        exactly: exactVersion(requirements),
        accepts: (version) => findUnmet(requirements, version) === undefined,
        described: requirements
          .map(({ constraint, source }) => `${constraint} (${source})`)
          .join(" and "),
        mirror: inputs.mirrorUrl,
        checksum: inputs.checksum,
      },
      job,
    ),
  );
  const tool = await findTool(installed.path, job.environment, inputs.tool);
  return { ...tool, source: installed.cacheHit ? "tool cache" : "download" };
}

/** The tool on PATH; undefined when there is none, or its version does not meet the requirements. */
async function findFittingTool(
  name: Tool["name"],
  requirements: readonly VersionRequirement[],
  job: Job,
): Promise<Tool | undefined> {
  let tool: Tool;
  try {
    tool = await findTool(undefined, job.environment, name);
  } catch (error) {
    if (error instanceof ActionError && error.reason === "tool-not-found") return undefined;
    throw error;
  }
  const unmet = findUnmet(requirements, tool.version);
  if (unmet === undefined) return tool;
  job.log.info(
    `${tool.path} is ${tool.name} ${tool.version}, but ${unmet.source} demands ${unmet.constraint}`,
  );
  return undefined;
}
