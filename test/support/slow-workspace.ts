import path from "node:path";
import type { Providers } from "../../rehearsal/terraform/index.ts";
import { REGION, pushEvent } from "./cloud.ts";
import type { Cloud } from "./cloud.ts";
import type { BundleRun } from "./run-bundle.ts";

/** First part of the configuration of a workspace that has its state in S3 and makes objects in AWS. */
export const AWS_WORKSPACE = `terraform {
  backend "s3" {}
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}
provider "aws" {
  region = "${REGION}"
}
`;

/** Lets a test decide how long terraform's provider takes to make an object. */
export class HeldObjects {
  #made: Promise<void> = Promise.resolve();

  /** Pass this as `afterApply` of the providers. */
  readonly wait = (): Promise<void> => this.#made;

  /** Makes the provider wait until the returned function is called. */
  hold(): () => void {
    let release: () => void = () => undefined;
    this.#made = new Promise((resolve) => (release = resolve));
    return release;
  }

  /** From now on, making an object takes no time. */
  letGo(): void {
    this.#made = Promise.resolve();
  }
}

/**
 * Returns a step of the job that applies what was merged into main, with its own folder for the files that it writes.
 */
export async function applyStep(
  cloud: Cloud,
  providers: Providers,
  workspace: string,
): Promise<Omit<BundleRun, "inputs">> {
  const job = await cloud.job({
    ref: "refs/heads/main",
    sha: pushEvent.payload.after,
    eventName: "push",
    environment: "dev",
  });
  const directory = path.join(cloud.directory, "runs", path.basename(workspace));
  const env = { ...job.env, ...providers.environment() };
  return { env, event: pushEvent, workspace, directory, token: job.token };
}
