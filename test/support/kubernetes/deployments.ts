// Deploy jobs of the environment dev, with a scripted terraform and a scripted cluster, and a release store in the cloud.
import path from "node:path";
import { passGate } from "../../../rehearsal/github/index.ts";
import { ACCOUNT, BUCKET, DEPLOY_ROLE, REGION, REPOSITORY } from "../cloud.ts";
import type { Cloud } from "../cloud.ts";
import { pushRun } from "../github-records.ts";
import { runBundle } from "../run-bundle.ts";
import type { BundleResult } from "../run-bundle.ts";
import { ScriptedApi } from "./api.ts";
import { DIGEST, state } from "./fleet.ts";
import { fakeTerraform } from "./terraform.ts";
import type { FakeTerraform, TerraformScript } from "./terraform.ts";
import { writeFiles } from "../write-files.ts";

/** Another digest. */
export const OTHER_DIGEST = `sha256:${"be".repeat(32)}`;

export const imagesOf = (digest: string): string =>
  JSON.stringify({ frontend: { repository: "fleet-dev/frontend", digest } });

/** Starts the cluster of dev. It accepts tokens that are signed with credentials of the deploy role. */
export async function startCluster(cloud: Cloud): Promise<ScriptedApi> {
  const api = await new ScriptedApi().start();
  api.authenticate = async (token) => {
    try {
      const { canonicalArn } = await cloud.aws.verifyClusterToken(token, "fleet-dev");
      return canonicalArn === DEPLOY_ROLE;
    } catch {
      return false;
    }
  };
  cloud.aws.eks.putCluster({
    name: "fleet-dev",
    endpoint: api.url,
    certificateAuthority: api.authority,
  });
  return api;
}

let checkouts = 0;

export interface Deploying {
  /** Called for each line of its output. */
  onLine?: (line: string, terraform: FakeTerraform) => unknown;
  inputs?: Record<string, string>;
  env?: Record<string, string>;
  script?: Partial<TerraformScript>;
  /** Files of the repository. */
  files?: Record<string, string>;
  sha?: string;
  runId?: number;
}

/** Runs kube-deploy in its own checkout, in a run that monalisa approved. */
export async function deployFleet(
  cloud: Cloud,
  { inputs, env = {}, script, files = { "kubernetes/main.tf": "" }, ...given }: Deploying = {},
): Promise<BundleResult & { terraform: FakeTerraform; checkout: string }> {
  const { sha = "a".repeat(40), runId = 501, onLine } = given;
  const checkout = path.join(cloud.directory, `deploy-${(checkouts += 1)}`);
  writeFiles(checkout, files);
  const terraform = fakeTerraform(path.join(checkout, "bin"), {
    // The state has a host, so that nothing waits for the address of a load balancer.
    state: state({ host: "fleet.example.com" }),
    plan: { planned_values: state().values },
    ...script,
  });
  approve(cloud, runId, sha);
  const job = await cloud.job({
    id: "deploy",
    eventName: "push",
    ref: "refs/heads/main",
    environment: "dev",
    sha,
    runId,
    permissions: { "id-token": "write", contents: "read", actions: "read" },
  });
  const result = await runBundle("kube-deploy", {
    inputs: {
      "working-directory": "kubernetes",
      environment: "dev",
      bucket: BUCKET,
      "cluster-name": "fleet-dev",
      images: imagesOf(DIGEST),
      "role-arn": DEPLOY_ROLE,
      "aws-region": REGION,
      "expected-account-id": ACCOUNT,
      ...inputs,
    },
    env: { ...job.env, PATH: `${terraform.folder}:${job.env["PATH"] ?? ""}`, ...env },
    workspace: checkout,
    directory: checkout,
    token: job.token,
    ...(onLine && { onLine: (line: string) => onLine(line, terraform) }),
  });
  return { ...result, terraform, checkout };
}

function approve({ github: { state: world } }: Cloud, runId: number, sha: string): void {
  world.putEnvironment({ repository: REPOSITORY, name: "dev", reviewers: ["monalisa"] });
  world.putRun(pushRun(runId, { sha }));
  passGate(
    world,
    { repository: REPOSITORY, environment: "dev", ref: "refs/heads/main", runId },
    { state: "approved", comment: "ship it" },
  );
}
