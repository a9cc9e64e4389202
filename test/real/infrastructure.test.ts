import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import {
  ACCOUNT,
  DEPLOY_ROLE,
  PLAN_ROLE,
  REGION,
  pullRequestEvent,
  pushEvent as push,
} from "../support/cloud.ts";
import { runBundle } from "../support/run-bundle.ts";
import type { BundleResult } from "../support/run-bundle.ts";
import { requireEngines } from "./engines.ts";
import { BUCKET, KEY, openAccount } from "./infrastructure/account.ts";
import type { Account } from "./infrastructure/account.ts";

const pullRequest = pullRequestEvent();
const FOLDER = "terraform/infrastructure";
const FILES = "../environments/dev.tfvars\n../environments/dev.infrastructure.tfvars";
/** Number of `resource_changes` in a plan that creates everything. */
const RESOURCES = 45;

// Tests terraform/infrastructure with the shipped actions, the real hashicorp/aws and the tools' own S3 backend.
const common = ["moto", "provider-mirror"] as const;
const withTerraform = await requireEngines("infrastructure", [...common, "terraform"]);
const withTofu = await requireEngines("infrastructure with OpenTofu", [...common, "opentofu"]);

describe.each([
  {
    tool: "terraform",
    engines: withTerraform,
    program: withTerraform?.terraform.files["terraform"],
  },
  { tool: "opentofu", engines: withTofu, program: withTofu?.opentofu.files["tofu"] },
])(
  "terraform/infrastructure with $tool on hashicorp/aws and moto",
  ({ tool, engines, program }) => {
    if (engines === undefined || program === undefined) {
      test.skip("its engines are missing", () => undefined);
      return;
    }
    let account: Account;
    beforeAll(async () => {
      account = await openAccount(engines, [path.dirname(program)]);
    });
    afterAll(() => account.close());

    const run = async (
      bundle: "setup-terraform-backend" | "plan-and-comment",
      event: typeof pullRequest | typeof push,
      inputs: Record<string, string>,
    ): Promise<BundleResult> => {
      const merged = event.name === "push";
      const job = await account.job(merged ? "push" : "pull_request");
      return runBundle(bundle, {
        inputs: {
          "working-directory": FOLDER,
          "role-arn": merged ? DEPLOY_ROLE : PLAN_ROLE,
          "aws-region": REGION,
          "expected-account-id": ACCOUNT,
          ...inputs,
        },
        env: job.env,
        event,
        workspace: account.workspace,
        directory: path.join(account.directory, "runs"),
        token: job.token,
      });
    };
    const setup = () =>
      run("setup-terraform-backend", pullRequest, { tool, bucket: BUCKET, key: KEY });
    const plan = (event: typeof pullRequest | typeof push, inputs: Record<string, string> = {}) =>
      run("plan-and-comment", event, {
        label: "dev",
        "tool-path": program,
        "variable-files": FILES,
        ...inputs,
      });
    const comment = (command: "plan" | "apply") =>
      account.github.state.comments.find(({ body }) =>
        body.includes(`<!-- eks-pipeline:part {"command":"${command}"`),
      )?.body ?? "";

    test("the state bucket is created with safe settings, and found safe the second time", async () => {
      const first = await setup();
      expect(first.stdout).toContain("successfully initialized");
      expect([first.exitCode, first.outputs["bucket-created"]]).toStrictEqual([0, "true"]);
      const second = await setup();
      const findings = JSON.parse(second.outputs["backend-findings"] ?? "[]") as {
        result: string;
      }[];
      expect(second.outputs["bucket-created"]).toBe("false");
      expect(findings.map(({ result }) => result)).toStrictEqual(Array(7).fill("kept"));
    });

    test("a pull request shows what would be created; nothing is created", async () => {
      const planned = await plan(pullRequest);
      expect(planned.annotations).toStrictEqual([]);
      expect(planned.outputs).toMatchObject({
        add: String(RESOURCES),
        change: "0",
        destroy: "0",
        replace: "0",
        drift: "0",
      });
      expect(comment("plan")).toContain(`**Plan: ${RESOURCES} to add`);
      expect(await account.clusters()).toStrictEqual([]);
      expect(await account.keys()).toStrictEqual([]);
    });

    test("the merge creates it, and its state is in the bucket", async () => {
      const applied = await plan(push, { command: "apply" });
      expect(applied.annotations).toStrictEqual([]);
      expect(applied.exitCode).toBe(0);
      expect(JSON.parse(applied.outputs["outputs-json"] ?? "{}")).toMatchObject({
        cluster_name: "fleet-dev",
        repositories: { frontend: { name: "fleet-dev/frontend" } },
      });
      expect(comment("apply")).toContain(`**Applied ${RESOURCES} changes**`);
      expect(await account.clusters()).toStrictEqual(["fleet-dev"]);
      // No lock is left behind.
      expect(await account.keys()).toStrictEqual([KEY]);
      expect(JSON.parse(await account.read(KEY))).toMatchObject({ serial: expect.any(Number) });
    });

    test("the second plan is empty, and the provider's read-back is not drift (P-E 97)", async () => {
      const again = await plan(pullRequest);
      expect(again.exitCode).toBe(0);
      expect(again.outputs).toMatchObject({ "has-changes": "false", "exit-code": "0", drift: "0" });
      expect(comment("plan")).toContain("No changes.");
    });

    test("each kind of change is planned as such: update, replace, create, destroy", async () => {
      const changed = await plan(pullRequest, {
        variables:
          'kept_images: 50\nlog_retention_days: 30\nrepositories: ["frontend", "worker"]\n',
      });
      expect(changed.outputs).toMatchObject({ add: "2", change: "1", destroy: "2", replace: "1" });
      expect(comment("plan")).toContain('aws_ecr_lifecycle_policy.this["frontend"]');
    });

    test("two simultaneous applies: one waits for the lock, and both succeed", async () => {
      const inputs = { command: "apply", variables: "log_retention_days: 30\n" };
      const both = await Promise.all([plan(push, inputs), plan(push, inputs)]);
      const outcomes = both.map(({ exitCode, outputs }) => [exitCode, outputs["failure-reason"]]);
      // If a run planned before the other run applied, its plan may be stale. It must not apply a stale plan.
      expect([
        [
          [0, undefined],
          [0, undefined],
        ],
        [
          [0, undefined],
          [1, "plan-stale"],
        ],
      ]).toContainEqual(outcomes.sort());
      expect(await account.keys()).toStrictEqual([KEY]);
    });

    test("destroy removes everything", async () => {
      const destroyed = await plan(push, { command: "apply", destroy: "true" });
      expect(destroyed.annotations).toStrictEqual([]);
      expect(destroyed.outputs).toMatchObject({ add: "0", destroy: String(RESOURCES) });
      expect(destroyed.exitCode).toBe(0);
      expect(await account.clusters()).toStrictEqual([]);
      expect(JSON.parse(await account.read(KEY))).toMatchObject({ resources: [] });
    });
  },
);
