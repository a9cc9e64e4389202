import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { DEPLOY_ROLE, REGION } from "./cloud.ts";
import { runBundle } from "./run-bundle.ts";
import type { BundleRun } from "./run-bundle.ts";

/** The inputs of plan-and-comment that apply the workspace of `initialise`. */
export const APPLY = {
  command: "apply",
  "working-directory": "infra",
  "role-arn": DEPLOY_ROLE,
  "aws-region": REGION,
  comment: "never",
};

/**
 * Writes the workspace `infra` into a checkout and initialises it, its state in `bucket` with the name of the checkout.
 * @param inputs of setup-terraform-backend that differ
 * @throws Error with the log when setup-terraform-backend or its post step fails
 */
export async function initialise(
  step: Omit<BundleRun, "inputs">,
  bucket: string,
  main: string,
  inputs: Readonly<Record<string, string>> = {},
): Promise<void> {
  mkdirSync(path.join(step.workspace, "infra"), { recursive: true });
  writeFileSync(path.join(step.workspace, "infra/main.tf"), main);
  const set = await runBundle("setup-terraform-backend", {
    ...step,
    inputs: {
      "working-directory": "infra",
      bucket,
      key: `${path.basename(step.workspace)}.tfstate`,
      "role-arn": DEPLOY_ROLE,
      "aws-region": REGION,
      ...inputs,
    },
  });
  const post = set.exitCode === 0 ? await set.post() : set;
  if (post.exitCode !== 0) throw new Error(post.stdout);
}
