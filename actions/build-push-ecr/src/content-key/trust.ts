import type { GitHubContext } from "../../../lib/github/context.ts";

/**
 * Whether later runs may reuse what this one builds: only runs of the default branch's own code. A pull request, or a
 * branch that nobody has reviewed, could build an image from the same files with something else in it (an earlier step
 * of its workflow can prepare the builder), and the default branch would then deploy it. Events such as issue_comment
 * and workflow_run run for the default branch too, and may have checked out anything; others may too, by an input.
 */
export const mayShareImages = ({
  eventName,
  ref,
  defaultBranch,
  isOtherCheckout,
}: Pick<GitHubContext, "eventName" | "ref" | "defaultBranch" | "isOtherCheckout">): boolean =>
  isOtherCheckout !== true &&
  ["push", "workflow_dispatch", "schedule"].includes(eventName) &&
  defaultBranch !== undefined &&
  ref === `refs/heads/${defaultBranch}`;
