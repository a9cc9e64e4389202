import path from "node:path";
import type { Repository } from "../runner/request.ts";
import { git } from "./git.ts";

export const ROOT = path.resolve(import.meta.dirname, "../..");

export const CONSUMER = "example-org/fleet";
export const PIPELINE = "example-org/eks-pipeline";

/** Returns this repository. Reusable workflows, actions, Terraform root modules and images come from its work tree. */
export function pipelineRepository(): Repository {
  let sha = "0".repeat(40);
  try {
    sha = git(ROOT, ["rev-parse", "HEAD"]).trim();
  } catch {
    // A source archive has no history. Its files are enough.
  }
  return { name: PIPELINE, directory: ROOT, sha, ref: "refs/heads/main" };
}
