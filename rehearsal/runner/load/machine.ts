import { isSequence } from "@actions/workflow-parser";
import type { MappingToken } from "@actions/workflow-parser/templates/tokens/mapping-token";
import type { TemplateToken } from "@actions/workflow-parser/templates/tokens/template-token";
import { problemAt, type Problem } from "./problems.ts";
import { at, written } from "./workflow.ts";

/** Prefixes of GitHub's own labels, with their operating systems. */
const SYSTEMS: Readonly<Record<string, NodeJS.Platform>> = {
  windows: "win32",
  macos: "darwin",
  ubuntu: "linux",
};

function labelsOf(runsOn: TemplateToken | undefined): string[] {
  const labels = at(runsOn, "labels") ?? runsOn;
  if (labels === undefined) return [];
  if (!isSequence(labels)) return [written(labels)];
  return [...(labels as Iterable<TemplateToken>)].map((label) => written(label));
}

/** Returns the operating system of a label; undefined if the label does not state one. */
const systemOf = (label: string): NodeJS.Platform | undefined =>
  Object.entries(SYSTEMS).find(([name]) => new RegExp(`^${name}(?:-|$)`, "i").test(label))?.[1];

/** Returns why a job with this label cannot run here; undefined if it can. */
function refusalOf(label: string): string | undefined {
  const system = systemOf(label);
  if (system === undefined || system === process.platform) return undefined;
  // On another operating system, jobs for ubuntu run unchanged: local runs are the purpose of the rehearsal.
  if (system === "linux") return undefined;
  return `'runs-on: ${label}' is not supported by the rehearsal on this machine (${process.platform}): it runs the steps here. Run this workflow on GitHub, or rehearse one for ubuntu.`;
}

/** Returns why a job with these labels, which are known only when it starts, cannot run here; undefined if it can. */
export const unsupportedMachine = (labels: readonly string[]): string | undefined =>
  labels.map(refusalOf).find((reason) => reason !== undefined);

/**
 * Returns what a job needs and this machine does not have. The rehearsal runs jobs directly on this machine and starts
 * no containers.
 */
export function machineProblems(job: MappingToken, file: string): Problem[] {
  const containers = ["container", "services"].flatMap((key) => {
    const token = job.find(key);
    if (token === undefined) return [];
    const message = `'${key}' is not supported by the rehearsal: it runs the steps on this machine and starts no containers. Run this workflow on GitHub, or rehearse one without it.`;
    return [problemAt(file, token, message)];
  });
  const runsOn = job.find("runs-on");
  const others = labelsOf(runsOn).flatMap((label) => {
    const reason = refusalOf(label);
    return reason === undefined ? [] : [problemAt(file, runsOn, reason)];
  });
  return [...containers, ...others];
}
