import { describeRun, sentence } from "../../../lib/github/status-line.ts";
import type { Said, Speaker } from "../../../lib/github/status-line.ts";
import { speakerOf } from "../../../lib/github/this-run.ts";
import { escapeMarkdown } from "../../../lib/markdown/escape.ts";
import { ActionError } from "../../../lib/runtime/errors.ts";
import { updatePlanComment } from "../../../lib/terraform/plan-comment.ts";
import type { RootModule } from "../../../lib/terraform/root-module.ts";
import type { Inputs, Outputs } from "../contract.ts";

/** Deploys, and says in the comment of the workspace's plan how that ended. @throws what the work throws */
export async function reportOnPlan(
  inputs: Inputs,
  rootModule: RootModule,
  work: () => Promise<Outputs>,
): Promise<Outputs> {
  if (inputs.command !== "deploy") return await work();
  const update = (said: Said) =>
    updatePlanComment(rootModule, { ...inputs, label: inputs.environment }, said);
  try {
    const outputs = await work();
    await update(deployedLine(speakerOf(rootModule.job), outputs));
    return outputs;
  } catch (error) {
    if (error instanceof ActionError)
      await update(failedLine(speakerOf(rootModule.job), error.message));
    throw error;
  }
}

/** The deployment ended, and nothing failed. */
export function deployedLine(
  speaker: Speaker,
  { status, url }: Pick<Outputs, "status" | "url">,
): Said {
  const how = status === "healthy" ? "all workloads are healthy" : `status ${status}`;
  const address = url === undefined ? "" : ` ${linkAddress(url)}`;
  return {
    state: "applied",
    text: `✅ **Deployed** ${describeRun(speaker)}: ${how}.${address}`,
  };
}

const linkAddress = (url: string): string =>
  `<a href="${encodeURI(url)}">${escapeMarkdown(url.replace(/^https?:\/\/|\/$/g, ""))}</a>`;

/** The deployment failed; the message says what runs now. */
export const failedLine = (speaker: Speaker, message: string): Said => ({
  state: "failed",
  text: `❌ **The deployment failed** ${describeRun(speaker)}: ${sentence(message, speaker.redact)}`,
});
