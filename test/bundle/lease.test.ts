// Only one job at a time changes an environment. Tests the lease from setup-terraform-backend, through an apply, to the
// post step.
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "@jest/globals";
import type { Policy } from "../../rehearsal/aws/index.ts";
import type { JobIdentity } from "../../rehearsal/github/index.ts";
import { readFileCommands } from "../../rehearsal/runner/commands/file.ts";
import { ACCOUNT, BUCKET, DEPLOY_ROLE, REGION, pushEvent, storedText } from "../support/cloud.ts";
import { rare } from "../support/rare.ts";
import { runBundle } from "../support/run-bundle.ts";
import type { BundleResult } from "../support/run-bundle.ts";
import { cloud, useCloud } from "../support/use-cloud.ts";
import { writeFiles } from "../support/write-files.ts";
import { expectFailure } from "../support/expect-failure.ts";

const MAIN = `terraform {
  backend "s3" {}
}
resource "terraform_data" "web" {
  input = "first"
}
`;

interface LeaseDocument {
  token: string;
  holder: { run: string; job: string };
  releasedAt?: string;
  broken?: { reason: string };
}

useCloud();

const deployJob = (runId: number): Partial<JobIdentity> => ({
  id: "deploy",
  eventName: "push",
  ref: "refs/heads/main",
  sha: "c".repeat(40),
  runId,
  environment: "dev",
  workflow: "deploy",
});

function checkout(name: string): string {
  return writeFiles(path.join(cloud.directory, name), { "infra/main.tf": MAIN });
}

/** Runs a step of a job. `env` has the variables that earlier steps of the job set. */
async function step(
  action: string,
  workspace: string,
  runId: number,
  inputs: Record<string, string>,
  env: Record<string, string> = {},
): Promise<BundleResult> {
  const job = await cloud.job(deployJob(runId));
  return runBundle(action, {
    inputs: {
      "working-directory": "infra",
      "role-arn": DEPLOY_ROLE,
      "aws-region": REGION,
      ...inputs,
    },
    env: { ...job.env, ...env },
    event: pushEvent,
    workspace,
    directory: path.join(cloud.directory, "runs"),
    token: job.token,
  });
}

const setup = (
  workspace: string,
  runId: number,
  environment: string,
  inputs: Record<string, string> = {},
  env: Record<string, string> = {},
) =>
  step(
    "setup-terraform-backend",
    workspace,
    runId,
    {
      bucket: BUCKET,
      key: `${environment}/infrastructure.tfstate`,
      environment,
      lease: "take",
      "lease-timeout": "0s",
      "expected-account-id": ACCOUNT,
      ...inputs,
    },
    env,
  );

const apply = (
  workspace: string,
  runId: number,
  env: Record<string, string>,
  inputs: Record<string, string> = {},
) => step("plan-and-comment", workspace, runId, { command: "apply", label: "dev", ...inputs }, env);

/** Returns the variables that a step passes to later steps. */
const handedOn = ({ commandFiles }: BundleResult): Record<string, string> =>
  Object.fromEntries(readFileCommands(commandFiles.env));

const documentOf = (name: string): unknown => JSON.parse(storedText(cloud, BUCKET, name)!);
const leaseOf = (environment: string) => documentOf(`${environment}/lease.json`) as LeaseDocument;

/** Returns the events of an environment's history, oldest first. */
const eventsOf = (environment: string): object[] =>
  Object.keys(cloud.aws.s3.find(BUCKET)!.objects)
    .filter((name) => name.startsWith(`${environment}/history/`))
    .sort()
    .map((name) => (documentOf(name) as { event: object }).event);

describe("the gate", () => {
  rare(
    "refuses a frozen environment before init and records that; a person's reason overrides it",
    async () => {
      const always =
        "[{from: Mon 00:00, to: Sun 23:59, zone: UTC}, {from: Sun 00:00, to: Mon 00:00, zone: UTC}]";
      const workspace = checkout("frozen");
      const refused = await setup(workspace, 51, "calm", { freeze: always });
      expect([refused.exitCode, refused.outputs["failure-reason"]]).toStrictEqual([1, "frozen"]);
      expect(refused.stdout).not.toContain("terraform init");
      expect(eventsOf("calm")).toMatchObject([{ kind: "refusal", failureReason: "frozen" }]);
      // The refused job releases the lease.
      await refused.post();
      expect(leaseOf("calm").releasedAt).toBeDefined();
      const reason = { freeze: always, "override-reason": "the fix cannot wait" };
      const allowed = await setup(workspace, 52, "calm", reason);
      expect(allowed.exitCode).toBe(0);
      expect(allowed.annotations.map(({ text }) => text).join()).toContain(
        "It is overridden: the fix cannot wait",
      );
      expect(eventsOf("calm").at(-1)).toMatchObject({ kind: "override", failureReason: "frozen" });
      await allowed.post();
      const rollback = await setup(workspace, 53, "calm", { freeze: always, gate: "none" });
      expect(rollback.exitCode).toBe(0);
      await rollback.post();
    },
  );

  test("says what is wrong with a freeze window", async () => {
    const run = await setup(checkout("window"), 54, "calm", {
      freeze: "[{from: Friday, to: Mon 07:00, zone: Europe/Berln}]",
      commit: "main",
    });
    expectFailure(
      run,
      "invalid-input",
      '[0].from: "Friday" is not valid. Expected a weekday and a time',
      '[0].zone: "Europe/Berln" is not valid. Expected an IANA time zone',
      'commit: "main" is not valid. Expected a full commit id',
    );
  });
});

describe("a job that takes the lease", () => {
  test("passes it on, the apply renews it, and the post step releases it; then the next job gets it", async () => {
    const workspace = checkout("taken");
    const first = await setup(workspace, 101, "dev");
    expect([first.exitCode, first.outputs["failure-reason"]]).toStrictEqual([0, undefined]);
    const handed = handedOn(first);
    const { token, holder } = leaseOf("dev");
    expect(JSON.parse(handed["EKS_PIPELINE_LEASE"]!)).toStrictEqual({
      token,
      environment: "dev",
      bucket: BUCKET,
      region: REGION,
      accountId: ACCOUNT,
      // Encrypted like the state: with S3's own keys.
      encryption: {},
    });
    expect(holder).toMatchObject({ job: "deploy", run: expect.stringMatching(/\/runs\/101$/) });
    const applied = await apply(workspace, 101, handed);
    expect(applied.exitCode).toBe(0);
    expect(applied.stdout).toContain("this job holds the lease of dev, until 2");
    // The second setup of the same job, for the other workspace, finds that this job already holds the lease.
    const again = await setup(workspace, 101, "dev", { key: "dev/kubernetes.tfstate" }, handed);
    expect([again.exitCode, handedOn(again)]).toStrictEqual([0, {}]);
    await again.post();
    expect(leaseOf("dev").releasedAt).toBeUndefined();
    const post = await first.post();
    expect([post.exitCode, post.stdout]).toStrictEqual([
      0,
      expect.stringContaining("the lease of dev is released"),
    ]);
    expect(leaseOf("dev")).toMatchObject({ token, releasedAt: expect.any(String) });
    const next = await setup(workspace, 102, "dev");
    expect(next.exitCode).toBe(0);
    await next.post();
  });

  rare(
    "stops if another job holds it, and changes nothing: no init, no state (H-E 15)",
    async () => {
      const holder = await setup(checkout("held"), 201, "staging");
      const second = await setup(checkout("second"), 202, "staging");
      expect([second.exitCode, second.outputs["failure-reason"]]).toStrictEqual([1, "lease-held"]);
      expect(second.annotations.at(-1)?.text).toMatch(
        /the job deploy of octocat \(\S+\/runs\/201\) has held the lease of staging since .*Fix: wait for that run/,
      );
      expect(second.stdout).not.toContain("terraform init");
      expect(handedOn(second)).toStrictEqual({});
      // Its post step must not release a lease that it never held.
      const post = await second.post();
      expect([post.exitCode, leaseOf("staging").releasedAt]).toStrictEqual([0, undefined]);
      await holder.post();
    },
  );

  rare(
    "takes it away with a reason: the first job stops before its apply and records nothing",
    async () => {
      const workspace = checkout("broken");
      const first = await setup(workspace, 301, "production");
      const second = await setup(checkout("breaker"), 302, "production", {
        "override-reason": "the runner of run 301 is gone",
      });
      expect(second.exitCode).toBe(0);
      expect(leaseOf("production").broken?.reason).toBe("the runner of run 301 is gone");
      const names = Object.keys(cloud.aws.s3.find(BUCKET)!.objects);
      const [history] = names.filter((name) => name.startsWith("production/history/"));
      expect(documentOf(history!)).toMatchObject({
        event: { kind: "lease-broken", reason: "the runner of run 301 is gone" },
      });
      const stopped = await apply(workspace, 301, handedOn(first));
      expect([stopped.exitCode, stopped.outputs["failure-reason"]]).toStrictEqual([
        1,
        "lease-lost",
      ]);
      expect(stopped.annotations.at(-1)?.text).toMatch(/runs\/302.*Nothing further is changed/);
      expect(names).not.toContain("production/infrastructure.tfstate");
      const post = await first.post();
      expect([post.exitCode, leaseOf("production").releasedAt]).toStrictEqual([0, undefined]);
      await second.post();
      expect(leaseOf("production").releasedAt).toBeDefined();
    },
  );

  rare("does not fail if the lease cannot be released, because the lease expires", async () => {
    const taken = await setup(checkout("unreleased"), 401, "preview");
    const respond = { status: 403, body: "<Error><Code>AccessDenied</Code></Error>" };
    cloud.aws.faults.add({ match: { operation: "s3:PutObject" }, respond });
    const post = await taken.post();
    expect([post.exitCode, post.annotations]).toStrictEqual([
      0,
      [
        expect.objectContaining({
          level: "warning",
          text: expect.stringMatching(/^the lease of preview was not released and ends by itself/),
        }),
      ],
    ]);
  });
});

rare("the policy in the README is enough to take, renew and release the lease", async () => {
  const readme = readFileSync("actions/setup-terraform-backend/README.md", "utf8");
  const policy = /```json\n(\{\s+"Version"[^]*?)```/.exec(readme)?.[1] ?? "";
  const { trustPolicy } = cloud.aws.roles.find(DEPLOY_ROLE)!;
  const permissions = [JSON.parse(policy) as Policy];
  cloud.aws.roles.put({ name: "by-the-readme", trustPolicy, permissions });
  const role = { "role-arn": `arn:aws:iam::${ACCOUNT}:role/by-the-readme` };
  const workspace = checkout("readme");
  const first = await setup(workspace, 701, "readme", role);
  expect([first.exitCode, first.outputs["failure-reason"]]).toStrictEqual([0, undefined]);
  const applied = await apply(workspace, 701, handedOn(first), role);
  expect(applied.exitCode).toBe(0);
  await first.post();
  expect(leaseOf("readme").releasedAt).toBeDefined();
});

test("missing inputs of the lease are reported together with all other input errors", async () => {
  const run = await step("setup-terraform-backend", checkout("inputs"), 501, {
    lease: "take",
    "lease-timeout": "soon",
    "backend-mode": "off",
  });
  expect(run.outputs["failure-reason"]).toBe("invalid-input");
  expect(run.annotations.at(-1)?.text).toMatch(
    /lease-timeout: "soon" is not valid.*environment: nothing is given, but it is needed with lease: take.*bucket: .*key: /,
  );
  const post = await run.post();
  expect([post.exitCode, post.annotations]).toStrictEqual([0, []]);
});

rare("a job takes only one lease", async () => {
  const workspace = checkout("two");
  const first = await setup(workspace, 601, "one");
  const second = await setup(workspace, 601, "two", {}, handedOn(first));
  expect(second.outputs["failure-reason"]).toBe("invalid-input");
  expect(second.annotations.at(-1)?.text).toMatch(
    /environment: this job already holds the lease of one, so it cannot also take the lease of two/,
  );
  await first.post();
});
