import { describeRun, sentence } from "../../../lib/github/status-line.ts";
import type { StatusLine, ReportingRun } from "../../../lib/github/status-line.ts";
import { reportingRunOf } from "../../../lib/github/this-run.ts";
import { escapeMarkdown } from "../../../lib/markdown/escape.ts";
import { ActionError } from "../../../lib/runtime/errors.ts";
import { updatePlanComment } from "../../../lib/terraform/plan-comment.ts";
import type { RootModule } from "../../../lib/terraform/root-module.ts";
import type { Inputs, Outputs } from "../contract.ts";

/** Deploys, and adds the outcome to the comment with the workspace's plan. @throws what the work throws */
export async function reportOnPlan(
  inputs: Inputs,
  rootModule: RootModule,
  work: () => Promise<Outputs>,
): Promise<Outputs> {
  if (inputs.command !== "deploy") return await work();
  const update = (line: StatusLine) =>
    updatePlanComment(rootModule, { ...inputs, label: inputs.environment }, line);
  try {
    const outputs = await work();
    await update(deployedLine(reportingRunOf(rootModule.job), outputs));
    return outputs;
  } catch (error) {
    if (error instanceof ActionError)
      await update(failedLine(reportingRunOf(rootModule.job), error.message));
    throw error;
  }
}

/** Returns the line for a deployment in which nothing failed. */
export function deployedLine(
  by: ReportingRun,
  { status, url }: Pick<Outputs, "status" | "url">,
): StatusLine {
  const how = status === "healthy" ? "all workloads are healthy" : `status ${status}`;
  const address = url === undefined ? "" : ` ${linkAddress(url)}`;
  return {
    state: "applied",
    text: `✅ **Deployed** ${describeRun(by)}: ${how}.${address}`,
  };
}

const linkAddress = (url: string): string =>
  `<a href="${encodeURI(url)}">${escapeMarkdown(url.replace(/^https?:\/\/|\/$/g, ""))}</a>`;

/** Returns the line for a failed deployment; the message says what runs now. */
export const failedLine = (by: ReportingRun, message: string): StatusLine => ({
  state: "failed",
  text: `❌ **The deployment failed** ${describeRun(by)}: ${sentence(message, by.redact)}`,
});
