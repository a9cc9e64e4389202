import type { Job } from "../../lib/runtime/job.ts";
import { ActionError } from "../../lib/runtime/errors.ts";
import { findTool } from "../../lib/terraform/tool.ts";
import type { Tool } from "../../lib/terraform/tool.ts";
import type { Inputs } from "./contract.ts";
import { install } from "./install/install.ts";
import { exactVersion, parseRequirements, unfulfilled } from "./version.ts";
import type { Requirement, Wish } from "./version.ts";

export interface ProvidedTool extends Tool {
  /** Where it came from, for people. */
  source: "PATH" | "tool cache" | "download";
}

/**
 * The tool on PATH when its version fits (unless fallback-to-path is false), else one from the tool cache, else a
 * checked download.
 * @throws ActionError `invalid-version`, `tool-broken`, `no-such-version`, `download-failed`, `checksum-mismatch`
 */
export async function provideTool(
  inputs: Inputs,
  requirements: readonly Requirement[],
  job: Job,
): Promise<ProvidedTool> {
  const wishes = parseRequirements(requirements);
  if (inputs.fallbackToPath) {
    const found = await fittingToolOnPath(inputs.tool, wishes, job);
    if (found !== undefined) return { ...found, source: "PATH" };
  }
  const installed = await job.log.group(`Install ${inputs.tool}`, () =>
    install(
      {
        tool: inputs.tool,
        exactly: exactVersion(wishes),
        accepts: (version) => unfulfilled(wishes, version) === undefined,
        described: wishes
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

async function fittingToolOnPath(
  name: Tool["name"],
  wishes: readonly Wish[],
  job: Job,
): Promise<Tool | undefined> {
  let tool: Tool;
  try {
    tool = await findTool(undefined, job.environment, name);
  } catch (error) {
    if (error instanceof ActionError && error.reason === "tool-not-found") return undefined;
    throw error;
  }
  const missed = unfulfilled(wishes, tool.version);
  if (missed === undefined) return tool;
  job.log.info(
    `${tool.path} is ${tool.name} ${tool.version}, but ${missed.source} wants ${missed.constraint}`,
  );
  return undefined;
}
