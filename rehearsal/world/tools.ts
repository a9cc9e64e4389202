import { spawnSync } from "node:child_process";
import { UsageError, causeOf } from "../base/usage-error.ts";

export interface NodeForActions {
  binary: string;
  version: string;
  /** A note for people if it is not the version that GitHub's runner uses. */
  note?: string;
}

const VARIABLE = "EKS_PIPELINE_NODE24";

/**
 * Finds the Node that runs the bundles: the Node that the environment variable EKS_PIPELINE_NODE24 names, otherwise the
 * current one. GitHub's runner brings its own Node 24; the bundles also run on 20 and 22.
 * @throws UsageError if the variable does not name a Node
 */
export function findNode(): NodeForActions {
  const { [VARIABLE]: set = "" } = process.env;
  const given = set === "" ? undefined : set;
  const binary = given ?? process.execPath;
  const version = given === undefined ? process.versions.node : versionOf(given);
  if (version.startsWith("24.")) return { binary, version };
  return {
    binary,
    version,
    note: `the actions run on Node ${version} here, but on Node 24 on GitHub. To use Node 24 here, set ${VARIABLE} to a Node 24 binary`,
  };
}

function versionOf(binary: string): string {
  const { error, stdout } = spawnSync(binary, ["--version"], { encoding: "utf8" });
  const version = error === undefined ? /^v(\d+\.\d+\.\d+)/.exec(stdout)?.[1] : undefined;
  if (version !== undefined) return version;
  const why = error === undefined ? "it prints no Node version" : causeOf(error);
  throw new UsageError(
    `${VARIABLE}: "${binary}" is not valid (${why}). Expected the path of a Node 24 binary, for example /opt/node24/bin/node. Correct it, or unset it to use Node ${process.versions.node}.`,
  );
}

/** @throws UsageError if git cannot be run: the repositories of a rehearsal are real git repositories */
export function requireGit(environment: NodeJS.ProcessEnv = process.env): void {
  const { error } = spawnSync("git", ["--version"], { stdio: "ignore", env: environment });
  if (error === undefined) return;
  throw new UsageError(
    `git cannot be run (${causeOf(error)}). The rehearsal needs git to commit a copy of the repository. Install git, or put it on your PATH.`,
  );
}

/** The programs that can run Terraform workspaces. One of them is required. */
const TERRAFORM = ["terraform", "tofu"];

/**
 * Returns the versions of the tools on PATH, as the tools print them.
 * @throws UsageError if Terraform or OpenTofu is needed, and neither exists
 */
export function findTools(
  needsTerraform: boolean,
  environment: NodeJS.ProcessEnv = process.env,
): string[] {
  const versions = TERRAFORM.flatMap((name) => {
    const { status, stdout } = spawnSync(name, ["version"], { encoding: "utf8", env: environment });
    return status === 0 ? [stdout.split("\n")[0] ?? name] : [];
  });
  if (versions.length === 0 && needsTerraform)
    throw new UsageError(
      "neither terraform nor tofu can be run: `terraform version` or `tofu version` must work on your PATH. The rehearsal plans and applies with the real program. Install Terraform 1.10 or later, or OpenTofu.",
    );
  return versions;
}
