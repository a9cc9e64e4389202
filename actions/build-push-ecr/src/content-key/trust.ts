import type { GitHubContext } from "../../../lib/github/context.ts";

/**
 * Returns whether later runs may reuse what this run builds: only for runs of the default branch's own code. A pull
 * request, or a branch that nobody has reviewed, could build an image with other content from the same files (an
 * earlier step of its workflow can prepare the builder), and the default branch would then deploy that image. Events
 * such as issue_comment and workflow_run run for the default branch too, and may have checked out any commit; with an
 * input, other events may as well.
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
