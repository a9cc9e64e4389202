// `command: check` reads the inputs as the setup of a later job will, and compares them with the files of the workspace.
import path from "node:path";
import { expect, test } from "@jest/globals";
import { ACCOUNT, BUCKET, REGION, pullRequestEvent } from "../support/cloud.ts";
import { runBundle } from "../support/run-bundle.ts";
import { cloud, useCloud } from "../support/use-cloud.ts";
import { writeFiles } from "../support/write-files.ts";

useCloud();

const S3 = `terraform {
  required_version = ">= 1.11, < 3"
  backend "s3" {}
}
`;
let checkouts = 0;

/** Runs the action on a workspace with this configuration, in a job that assumes no role. */
async function check(inputs: Record<string, string>, main = S3): ReturnType<typeof runBundle> {
  const workspace = writeFiles(path.join(cloud.directory, `checked-${(checkouts += 1)}`), {
    "kubernetes/main.tf": main,
  });
  return runBundle("setup-terraform-backend", {
    inputs: {
      command: "check",
      "working-directory": "kubernetes",
      environment: "dev",
      bucket: BUCKET,
      key: "kubernetes/terraform.tfstate",
      "aws-region": REGION,
      "expected-account-id": ACCOUNT,
      lease: "take",
      // Nothing answers there: a download, or a search for the newest version, would fail.
      "mirror-url": "http://127.0.0.1:9/terraform",
      "fallback-to-path": "false",
      ...inputs,
    },
    // Without the endpoints of the test's services, a request to AWS would have no answer.
    env: Object.fromEntries(
      Object.entries((await cloud.job()).env).filter(([name]) => !name.startsWith("AWS_")),
    ),
    event: pullRequestEvent(),
    workspace,
    directory: path.join(cloud.directory, "runs"),
  });
}

test("accepts what the setup can use, gets no tool and contacts nothing", async () => {
  const requests = cloud.aws.requests.length;
  const run = await check({});
  expect([run.exitCode, run.outputs]).toStrictEqual([0, {}]);
  expect(run.stdout).toContain("the inputs are valid and fit the workspace");
  expect((await run.post()).exitCode).toBe(0);
  expect(cloud.aws.requests.length).toBe(requests);
});

test("refuses all that the setup would refuse, in its words", async () => {
  const wrong = {
    key: "/kubernetes/terraform.tfstate",
    workspace: "a b",
    tool: "tofu",
    "lease-timeout": "soon",
    "backend-config": "region",
    "init-args": "-backend=false",
    checksum: "abc",
  };
  const early = await check(wrong);
  const late = await check({ ...wrong, command: "setup" });
  expect([early.exitCode, early.outputs["failure-reason"]]).toStrictEqual([1, "invalid-input"]);
  const text = ({ annotations }: typeof early) => annotations.at(-1)?.text;
  expect(text(early)).toMatch(
    /^7 inputs are not valid\. .*key: "\/kubernetes\/terraform\.tfstate"/,
  );
  expect(text(early)).toBe(text(late));
});

test.each<[string, string, Record<string, string>, string, RegExp]>([
  [
    "a state in HCP Terraform, with the commands of the tool",
    'terraform {\n  cloud {\n    organization = "o"\n  }\n}\n',
    { tool: "opentofu" },
    "other-backend",
    /`tofu state pull > moved\.tfstate`/,
  ],
  [
    "a version that the workspace does not accept",
    S3,
    { version: "1.10.5" },
    "version-conflict",
    /1\.10\.5/,
  ],
  [
    "a bucket of AWS for a state at another store",
    S3,
    { "backend-config": 'endpoints = { s3 = "https://minio.example.com" }' },
    "invalid-input",
    /backend-mode: "ensure" is not valid for a backend whose state is at https:\/\/minio/,
  ],
])("refuses %s", async (_, main, inputs, reason, text) => {
  const { outputs, annotations } = await check(inputs, main);
  expect(outputs["failure-reason"]).toBe(reason);
  expect(annotations.at(-1)?.text).toMatch(text);
});
