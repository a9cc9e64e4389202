// Credentials that expire while terraform works. terraform is real, its state is in the embedded S3, and the test
// decides how long objects take.
import { readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { startEmbeddedCluster } from "../support/kubernetes/embedded.ts";
import type { EmbeddedCluster } from "../support/kubernetes/embedded.ts";
import { ACCOUNT, DEPLOY_ROLE, REGION, startCloud, storedText } from "../support/cloud.ts";
import type { Cloud } from "../support/cloud.ts";
import { APPLY, initialise } from "../support/initialise.ts";
import { runBundle } from "../support/run-bundle.ts";
import { AWS_WORKSPACE, HeldObjects, applyStep } from "../support/slow-workspace.ts";

const BUCKET = "fleet-credentials-terraform-state";
const CLUSTER = "fleet-dev";
const MAIN = `${AWS_WORKSPACE}resource "aws_vpc" "slow" {
  cidr_block = "10.0.0.0/16"
}
`;

/**
 * With these lifetimes, GitHub's token is renewed every three seconds, and a session of the role is shorter than one
 * command.
 */
const LIVES = { idTokenSeconds: 6, sessionSeconds: 2 };

let cloud: Cloud;
let cluster: EmbeddedCluster;
const objects = new HeldObjects();
beforeAll(async () => {
  cloud = await startCloud(undefined, LIVES);
  cluster = await startEmbeddedCluster(cloud, CLUSTER, (arn) => arn === DEPLOY_ROLE, objects.wait);
  const { url: endpoint, certificateAuthority } = cluster.kubernetes;
  cloud.aws.eks.putCluster({ name: CLUSTER, endpoint, certificateAuthority });
});
afterAll(async () => {
  await cluster.close();
  await cloud.close();
});

const step = (workspace: string) => applyStep(cloud, cluster.providers, workspace);

async function checkout(name: string): Promise<string> {
  const workspace = path.join(cloud.directory, name);
  await initialise(await step(workspace), BUCKET, MAIN);
  return workspace;
}

/** Returns how many requests of this operation were answered. */
const answered = (requests: readonly { operation?: string; status?: number }[], name: string) =>
  requests.filter(({ operation, status }) => operation === name && status === 200).length;

/** Delays the object until GitHub has issued `count` more tokens, so that the first token has expired. */
function holdForTokens(count: number): (line: string) => void {
  const release = objects.hold();
  const given = () => answered(cloud.github.requests, "oidc:Token");
  const wait = async () => {
    for (const first = given(); given() < first + count;) await pause(50);
    release();
  };
  return (line) => {
    if (line.includes("aws_vpc.slow: Creating...")) void wait();
  };
}

const stateOf = (name: string) => storedText(cloud, BUCKET, `${name}.tfstate`);

const roles = () => answered(cloud.aws.requests, "sts:AssumeRoleWithWebIdentity");

describe("P-E 48: an apply that outlives a token of GitHub and a session of the role", () => {
  test("plan-and-comment: terraform exchanges the renewed token, and saves its state", async () => {
    const workspace = await checkout("renewed");
    const onLine = holdForTokens(3);
    const before = roles();
    const run = await runBundle("plan-and-comment", {
      ...(await step(workspace)),
      onLine,
      inputs: APPLY,
    });
    expect([run.exitCode, run.outputs["failure-reason"]]).toStrictEqual([0, undefined]);
    expect(stateOf("renewed")).toContain('"aws_vpc"');
    // There is one session for each program and lifetime.
    expect(roles() - before).toBeGreaterThan(2);
  });

  test("K-E 1, 63: kube-deploy: it also signs a new token for the cluster", async () => {
    const workspace = await checkout("cluster");
    const onLine = holdForTokens(3);
    const { exitCode, outputs } = await runBundle("kube-deploy", {
      ...(await step(workspace)),
      onLine,
      inputs: {
        "working-directory": "infra",
        environment: "dev",
        "cluster-name": CLUSTER,
        "role-arn": DEPLOY_ROLE,
        "aws-region": REGION,
        images: "{}",
        record: "none",
      },
    });
    expect([exitCode, outputs["failure-reason"]]).toStrictEqual([0, undefined]);
    expect(stateOf("cluster")).toContain('"aws_vpc"');
  });
});

describe("keys of an earlier step that expire during the apply", () => {
  /** Runs the apply with a session that nobody renews, and ends the session while the object is being created. */
  async function applyUntilEnd(workspace: string) {
    const principal = {
      accountId: ACCOUNT,
      arn: `arn:aws:sts::${ACCOUNT}:assumed-role/fleet-deploy/earlier-step`,
      userId: "AROAEXAMPLE:earlier-step",
    };
    const key = cloud.aws.keys.issue(principal, 3600);
    const release = objects.hold();
    const { env, ...rest } = await step(workspace);
    return await runBundle("plan-and-comment", {
      ...rest,
      env: {
        ...env,
        AWS_ACCESS_KEY_ID: key.accessKeyId,
        AWS_SECRET_ACCESS_KEY: key.secretAccessKey,
        AWS_SESSION_TOKEN: key.sessionToken ?? "",
      },
      inputs: { ...APPLY, "role-arn": "" },
      onLine: (line) => {
        if (!line.includes("aws_vpc.slow: Creating...")) return;
        cloud.aws.keys.expire(key.accessKeyId);
        release();
      },
    });
  }

  test("H-E 10: the state stays on the runner, and both steps say why", async () => {
    const workspace = await checkout("ended");
    const run = await applyUntilEnd(workspace);
    expect([run.exitCode, run.outputs["failure-reason"]]).toStrictEqual([1, "state-not-saved"]);
    const [said] = run.annotations.filter(({ properties }) =>
      properties["title"]?.includes("plan-and-comment"),
    );
    expect(said?.text).toContain("the AWS session ended before the state was saved");
    expect(said?.text).toContain("give role-arn, whose sessions are renewed while the tool works");
    const post = await run.post();
    expect([post.exitCode, post.annotations[0]?.properties["title"]]).toStrictEqual([
      1,
      "plan-and-comment: state-not-saved",
    ]);
    expect(post.summary).toContain("The provided token has expired. **It is on this runner only**");
    const kept = readFileSync(path.join(workspace, "infra/errored.tfstate"), "utf8");
    expect(kept).toContain('"aws_vpc"');
  });
});
