import { existsSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { Readable } from "node:stream";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { startProviders } from "../../rehearsal/terraform/index.ts";
import type { Providers } from "../../rehearsal/terraform/index.ts";
import { startCloud, storedText } from "../support/cloud.ts";
import type { Cloud } from "../support/cloud.ts";
import { APPLY, initialise } from "../support/initialise.ts";
import { rare } from "../support/rare.ts";
import { runBundle } from "../support/run-bundle.ts";
import type { BundleResult, BundleRun } from "../support/run-bundle.ts";
import { AWS_WORKSPACE, HeldObjects, applyStep } from "../support/slow-workspace.ts";

const BUCKET = "fleet-cancel-terraform-state";

const MAIN = `${AWS_WORKSPACE}resource "terraform_data" "first" {
  input = "made before the slow one"
}
resource "aws_vpc" "slow" {
  depends_on = [terraform_data.first]
  cidr_block = "10.0.0.0/16"
}
resource "terraform_data" "never" {
  depends_on = [aws_vpc.slow]
}
`;

let cloud: Cloud;
let providers: Providers;
const slowly = new HeldObjects();
beforeAll(async () => {
  cloud = await startCloud();
  providers = await startProviders({
    aws: cloud.aws,
    cluster: () => ({ endpoint: "https://127.0.0.1:1", certificateAuthority: "" }),
    caller: { arn: "arn:aws:sts::111122223333:assumed-role/fleet-deploy/test", userId: "A:test" },
    kubernetesToken: "unused",
    afterApply: slowly.wait,
  });
});
afterAll(async () => {
  providers.close();
  await cloud.close();
});
beforeEach(() => {
  cloud.aws.faults.clear();
  cloud.github.faults.clear();
  cloud.github.state.comments.splice(0);
  slowly.letGo();
});

/** Returns the number of VPCs that exist, according to the provider. */
const made = () => providers.resources().find(({ type }) => type === "aws_vpc")?.count ?? 0;

async function checkout(name: string, main = MAIN): Promise<string> {
  const workspace = path.join(cloud.directory, name);
  await initialise(await step(workspace), BUCKET, main);
  return workspace;
}

const step = (workspace: string) => applyStep(cloud, providers, workspace);

async function apply(workspace: string, change: Partial<BundleRun>): Promise<BundleResult> {
  return runBundle("plan-and-comment", {
    ...(await step(workspace)),
    ...change,
    inputs: { ...APPLY, ...change.inputs },
  });
}

const comments = () => cloud.github.state.comments.map(({ body }) => body);

/** Returns the names of the objects of a case in the state bucket. */
const objects = (name: string) =>
  Object.keys(cloud.aws.s3.find(BUCKET)?.objects ?? {}).filter((key) => key.includes(name));

const stateOf = (name: string) => storedText(cloud, BUCKET, `${name}.tfstate`);

/** Returns the private folders that are left below the runner's temporary folder. */
const leftovers = (name: string) =>
  readdirSync(path.join(cloud.directory, "runs", name), { recursive: true })
    .map(String)
    .filter((file) => /tfplan|tfvars|plan\.json|secrets\.json|command-files/.test(file));

describe("a cancelled apply", () => {
  test("the post step does not do the work of a main step that was killed before it began", async () => {
    const workspace = await checkout("unstarted");
    const run = await apply(workspace, { cancel: AbortSignal.abort() });
    expect([run.exitCode, run.stdout]).toStrictEqual([130, ""]);
    const post = await run.post();
    expect([post.exitCode, post.stdout]).toStrictEqual([0, ""]);
    expect(objects("unstarted")).toStrictEqual([]);
  });

  test("H-E 6: a cancel before the apply never applies", async () => {
    const workspace = await checkout("early");
    const run = await apply(workspace, { cancelAt: "plan-and-comment 0" });
    expect([run.exitCode, run.outputs["failure-reason"]]).toStrictEqual([130, "cancelled"]);
    expect(run.stdout).not.toContain("Apply complete");
    await run.post();
    expect(objects("early")).toStrictEqual([]);
    expect(leftovers("early")).toStrictEqual([]);
  });

  rare("its report replaces an earlier report, and creates no new comment", async () => {
    const workspace = await checkout("report");
    const cancelled = { inputs: { comment: "always" }, cancelAt: "Terraform 1." };
    await apply(workspace, cancelled);
    expect(comments()).toStrictEqual([]);
    await apply(workspace, { inputs: { command: "plan", comment: "always" } });
    expect(comments()[0]).toContain("**Plan: 3 to add, 0 to change, 0 to destroy.**");
    const run = await apply(workspace, {
      ...cancelled,
      inputs: { command: "plan", comment: "always" },
    });
    expect(run.outputs["failure-reason"]).toBe("cancelled");
    expect(comments()).toHaveLength(1);
    expect(comments()[0]).toContain("**Cancelled before the plan was finished.**");
    expect(comments()[0]).not.toContain("to add");
  });

  rare("H-E 1: the step itself waits for an apply that ends soon", async () => {
    const workspace = await checkout("soon");
    const release = slowly.hold();
    const running = apply(workspace, {
      cancelAt: "aws_vpc.slow: Creating...",
      onLine: (line) => line.includes("Stopping operation") && release(),
    });
    const run = await running;
    expect([run.exitCode, run.outputs["failure-reason"]]).toStrictEqual([130, "cancelled"]);
    expect(run.outputs["add"]).toBe("3");
    expect((await run.post()).exitCode).toBe(0);
    expect(objects("soon")).toStrictEqual(["soon.tfstate"]);
    expect(leftovers("soon")).toStrictEqual([]);
  });

  test("H-E 2, 3: if the apply outlives the step, the post step waits for it: the state is saved and the lock is released", async () => {
    const workspace = await checkout("long");
    const release = slowly.hold();
    const before = made();
    const run = await apply(workspace, {
      cancelAt: "aws_vpc.slow: Creating...",
      inputs: { comment: "always", label: "dev" },
    });
    expect([run.exitCode, run.outputs["failure-reason"]]).toStrictEqual([130, "cancelled"]);
    expect(comments()).toStrictEqual([]);
    expect(run.summary).toContain("the post step of this action waits until it ends");
    expect(objects("long")).toContain("long.tfstate.tflock");
    expect(made()).toBe(before + 1);
    const draining = run.post();
    release();
    const post = await draining;
    expect(post.stdout).toContain("it has ended");
    expect(post.stdout).toContain("the lock of the state is free");
    expect(post.stdout).not.toContain("Two interrupts");
    expect(post.summary).toContain("terraform_data.first");
    expect(post.exitCode).toBe(0);
    expect(objects("long")).toStrictEqual(["long.tfstate"]);
    expect(stateOf("long")).toContain('"aws_vpc"');
    expect(existsSync(path.join(workspace, "infra/errored.tfstate"))).toBe(false);
    expect(leftovers("long")).toStrictEqual([]);
    expect(comments()).toHaveLength(1);
    expect(comments()[0]).toMatch(
      /^<!-- eks-pipeline:plans \{.*\} -->\n❌ \*\*The apply was cancelled\*\* .*\*\*Cancelled: applied 2 of 3 operations\.\*\* .*The lock of the state is free\.\n\n### Apply · dev · `infra`/,
    );
    expect(comments()[0]).toContain(
      "**Cancelled: applied 2 of 3 operations.** What was applied is live.",
    );
    expect(comments()[0]).toContain("The lock of the state is free.");
    expect(comments()[0]).toContain("#### 2 objects live");
  });

  rare("a comment that GitHub refuses does not fail the post step", async () => {
    const workspace = await checkout("mute");
    const release = slowly.hold();
    const run = await apply(workspace, {
      cancelAt: "aws_vpc.slow: Creating...",
      inputs: { comment: "always" },
    });
    cloud.github.faults.add({
      match: { method: "POST", path: /\/comments/ },
      times: Infinity,
      respond: { status: 403, body: '{"message":"Resource not accessible by integration"}' },
    });
    const draining = run.post();
    release();
    const post = await draining;
    expect(post.stdout).toContain("the comment was not written");
    expect(post.exitCode).toBe(0);
    expect(objects("mute")).toStrictEqual(["mute.tfstate"]);
  });
});

describe("a job that is cancelled after the apply has ended, while GitHub does not answer", () => {
  rare("the summary has the report at once, and the post step writes the comment", async () => {
    const workspace = await checkout("hanging");
    const silent = { status: 200, body: new Readable({ read: () => undefined }) };
    cloud.github.faults.add({ match: { path: /\/repos\// }, times: Infinity, respond: silent });
    const cancel = new AbortController();
    let hasEnded = false;
    const run = await apply(workspace, {
      cancel: cancel.signal,
      inputs: { comment: "always" },
      onLine: (line) => {
        hasEnded ||= line.includes("Apply complete");
        if (hasEnded && line.startsWith("took")) cancel.abort();
      },
    });
    expect(run.summary).toContain("**Applied 3 changes**");
    expect(run.annotations).toContainEqual(
      expect.objectContaining({ level: "notice", text: expect.stringMatching(/not written/) }),
    );
    expect([run.exitCode, run.outputs["failure-reason"]]).toStrictEqual([0, undefined]);
    cloud.github.faults.clear();
    const post = await run.post();
    expect([post.exitCode, post.summary]).toStrictEqual([
      0,
      expect.stringContaining("**Applied 3 changes**"),
    ]);
    expect(comments()).toHaveLength(1);
    expect(comments()[0]).toContain("**Applied 3 changes**");
    expect(comments()[0]).not.toContain("Cancelled");
  });
});

describe("a state that cannot be saved", () => {
  rare("H-E 10: the post step pushes it with its own credentials", async () => {
    const workspace = await checkout("errored");
    cloud.aws.faults.add({
      match: { operation: "s3:PutObject", path: /\/errored\.tfstate\?/ },
      times: Infinity,
      respond: { status: 403, body: ACCESS_DENIED },
    });
    const run = await apply(workspace, { inputs: { comment: "always" } });
    expect([run.exitCode, run.outputs["failure-reason"]]).toStrictEqual([1, "state-not-saved"]);
    expect(comments()[0]).not.toContain("pushed afterwards");
    expect(run.outputs["summary-path"]).toBeDefined();
    expect(existsSync(path.join(workspace, "infra/errored.tfstate"))).toBe(true);
    cloud.aws.faults.clear();
    const post = await run.post();
    expect(post.summary).toContain("It was pushed afterwards");
    expect(comments()).toHaveLength(1);
    expect(comments()[0]).toContain("The state that could not be saved was pushed afterwards");
    expect(comments()[0]).not.toContain("Cancelled");
    expect(existsSync(path.join(workspace, "infra/errored.tfstate"))).toBe(false);
    const next = await apply(workspace, {});
    expect([next.exitCode, next.outputs["has-changes"]]).toStrictEqual([0, "false"]);
  });

  rare("H-E 10, 12: if the state still cannot be reached, it is kept next to it", async () => {
    const workspace = await checkout("denied");
    cloud.aws.faults.add({
      match: {
        operation: "s3:PutObject",
        path: /\/fleet-cancel-terraform-state\/denied\.tfstate\?/,
      },
      times: Infinity,
      respond: { status: 403, body: ACCESS_DENIED },
    });
    const run = await apply(workspace, {});
    const post = await run.post();
    expect(post.exitCode).toBe(1);
    expect(post.summary).toContain(
      "aws s3 cp s3://fleet-cancel-terraform-state/errored/77-1/denied.tfstate",
    );
    expect(objects("denied")).toStrictEqual(["errored/77-1/denied.tfstate"]);
  });
});

describe("what a child process can change", () => {
  rare("H-E 33: a provisioner cannot set variables, PATH or outputs of the job", async () => {
    const main = `terraform {
  backend "s3" {}
}
resource "terraform_data" "hostile" {
  provisioner "local-exec" {
    command = "for f in $GITHUB_ENV $GITHUB_PATH $GITHUB_OUTPUT $GITHUB_STATE $GITHUB_STEP_SUMMARY; do echo INJECTED=1 >> $f; done"
  }
}
`;
    const workspace = await checkout("hostile", main);
    const run = await apply(workspace, {});
    expect(run.exitCode).toBe(0);
    expect([run.outputs["INJECTED"], run.summary.includes("INJECTED")]).toStrictEqual([
      undefined,
      false,
    ]);
    expect(run.commandFiles).toStrictEqual({ env: "", path: "" });
    await run.post();
    expect(leftovers("hostile")).toStrictEqual([]);
  });

  rare(
    "a wrapper that hides exit codes and writes outputs: the plan decides, and the wrapper's outputs leak nothing",
    async () => {
      const workspace = await checkout("wrapped");
      const wrapper = path.join(workspace, "wrapper");
      writeFileSync(wrapper, WRAPPER, { mode: 0o755 });
      const run = await apply(workspace, { inputs: { "tool-path": "./wrapper" } });
      expect(run.outputs).toMatchObject({ "has-changes": "true", "exit-code": "2", add: "3" });
      expect(run.outputs["stdout"]).toBeUndefined();
      expect(run.stdout).toContain("seems to be a wrapper");
      expect(stateOf("wrapped")).toContain('"aws_vpc"');
      const next = await apply(workspace, { inputs: { "tool-path": "./wrapper" } });
      expect([next.exitCode, next.outputs["has-changes"]]).toStrictEqual([0, "false"]);
    },
  );
});

/**
 * Behaves like the widely used wrapper: adds text around the output, sets the output as a step output, and turns exit
 * code 2 into 0.
 */
const WRAPPER = `#!/bin/bash
out=$(mktemp)
echo "[command]terraform $*"
terraform "$@" | tee "$out"
code=\${PIPESTATUS[0]}
if [ -n "$GITHUB_OUTPUT" ]; then { echo "stdout<<END"; cat "$out"; echo END; } >> "$GITHUB_OUTPUT"; fi
echo "::debug::terraform exited with code $code"
rm "$out"
[ "$code" = 2 ] && exit 0
exit "$code"
`;

const ACCESS_DENIED =
  "<Error><Code>AccessDenied</Code><Message>User is not authorized to perform: s3:PutObject</Message></Error>";
