import semver from "semver";
import { EngineProblem, type Engine } from "./engine.ts";
import { locate, versionOf } from "./locate.ts";

/** Since 1.11, the lock file of the S3 backend is no longer experimental. */
const RANGE = ">=1.11 <2";
const NEEDS = `terraform ${RANGE} on PATH, or its path in EKS_PIPELINE_TERRAFORM`;

/**
 * Terraform can only be found, not installed: because of its licence, no package registry has it, only its own release
 * server.
 */
export const terraform: Engine = {
  name: "terraform",
  purpose: "plans and applies terraform/",
  version: RANGE,
  needs: NEEDS,
  async find() {
    const named = process.env.EKS_PIPELINE_TERRAFORM;
    const program = await locate(named ?? "terraform");
    if (program === undefined) return undefined;
    const version = await versionOf(program, ["version"], { TF_IN_AUTOMATION: "1" });
    if (!semver.satisfies(semver.coerce(version) ?? "0.0.0", RANGE)) return undefined;
    const origin = named === undefined ? "PATH" : "EKS_PIPELINE_TERRAFORM";
    return { origin, version, files: { terraform: program } };
  },
  install() {
    return Promise.reject(new EngineProblem("no package registry has it"));
  },
};
