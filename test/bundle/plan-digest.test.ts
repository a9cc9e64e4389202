// Plans that are compared before they are applied, with real terraform, and S3 for the state and the digest key.
import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { beforeEach, describe, expect, test } from "@jest/globals";
import { formsOf } from "../../actions/lib/redact/forms.ts";
import { startProviders } from "../../rehearsal/terraform/index.ts";
import { BUCKET, DEPLOY_ROLE, clientOptions, storedText } from "../support/cloud.ts";
import { checkOutToPlan } from "../support/initialise.ts";
import { passwordWorkspace } from "../support/password-workspace.ts";
import { APPLY_STEP, runPlanStep } from "../support/plan-step.ts";
import { publishedBy } from "../support/published.ts";
import { rare } from "../support/rare.ts";
import type { BundleResult } from "../support/run-bundle.ts";
import { cloud, useCloud } from "../support/use-cloud.ts";

const SECRETS = ["correct-horse-battery", "another-staple-secret"] as const;

const MAIN = passwordWorkspace(SECRETS[0]);

useCloud();
beforeEach(() => {
  cloud.github.state.comments.splice(0);
});

const comments = () => cloud.github.state.comments.map(({ body }) => body);

async function writeKey(environment: string, key = ""): Promise<void> {
  const s3 = new S3Client(clientOptions(cloud.aws));
  const object = { Bucket: BUCKET, Key: `${environment}/digest-key`, Body: key };
  await s3.send(new PutObjectCommand(object));
}

const keyOf = (environment: string) => storedText(cloud, BUCKET, `${environment}/digest-key`);

/** Makes a repository with an initialised workspace. Each has its own state and environment. */
const checkout = (name: string, main = MAIN, env: Record<string, string> = {}) =>
  checkOutToPlan(cloud, name, main, { env, inputs: { key: `${name}/infrastructure.tfstate` } });

async function act(
  workspace: string,
  command: "plan" | "apply",
  inputs: Record<string, string> = {},
  env: Record<string, string> = {},
): Promise<BundleResult> {
  const run = await runPlanStep(cloud, workspace, {
    inputs: { environment: path.basename(workspace), command, ...inputs },
    env,
    ...(command === "apply" && APPLY_STEP),
  });
  noSecret(run, path.basename(workspace));
  return run;
}

/** Expects that log, summary, outputs, comments and manifest contain neither a secret of the test nor the key. */
function noSecret(run: BundleResult, environment: string): void {
  const key = keyOf(environment) ?? "no key yet";
  const file = run.outputs["plan-manifest-path"];
  const everything = [
    ...publishedBy(run),
    ...comments(),
    file === undefined ? "" : readFileSync(file, "utf8"),
  ].join("\n");
  for (const secret of [...SECRETS, key])
    for (const form of formsOf(secret)) expect(everything.includes(form)).toBe(false);
}

/** Runs a first deployment, which creates the key. */
async function deployed(name: string, main = MAIN): Promise<string> {
  const workspace = await checkout(name, main);
  const run = await act(workspace, "apply");
  expect([run.exitCode, run.outputs["review"]]).toStrictEqual([0, "not-reviewed"]);
  expect(run.outputs["plan-digest"]).toMatch(/^hmac-sha256:/);
  return workspace;
}

const second = { variables: "text: second" };

describe("the digest key", () => {
  rare("is created by the first apply, and not by a plan", async () => {
    const workspace = await checkout("first");
    const plan = await act(workspace, "plan");
    expect([plan.exitCode, plan.outputs["plan-digest"]]).toStrictEqual([0, undefined]);
    expect(plan.stdout).toContain(
      `there is no plan digest: s3://${BUCKET}/first/digest-key does not exist yet (the first deployment creates it)`,
    );
    const applied = await act(workspace, "apply", { unreviewed: "stop" });
    expect([applied.exitCode, applied.outputs["review"]]).toStrictEqual([0, "not-reviewed"]);
    const key = keyOf("first");
    expect(Buffer.from(key ?? "", "base64")).toHaveLength(32);
    expect(applied.masks).toContain(key);
    await act(workspace, "apply", second);
    expect(keyOf("first")).toBe(key);
  });

  rare("is used if it exists", async () => {
    const workspace = await checkout("raced");
    const key = Buffer.alloc(32, 7).toString("base64");
    await writeKey("raced", key);
    const run = await act(workspace, "apply");
    expect([run.exitCode, keyOf("raced")]).toStrictEqual([0, key]);
  });

  rare(
    "must exist for an approved plan, which is otherwise refused before anything is changed",
    async () => {
      const workspace = await checkout("keyless");
      const run = await act(workspace, "apply", {
        "expected-plan-digest": `hmac-sha256:${"0".repeat(64)}`,
      });
      expect([run.exitCode, run.outputs["failure-reason"]]).toStrictEqual([1, "no-digest-key"]);
      expect(keyOf("keyless")).toBeUndefined();
      expect(comments()[0]).toContain("Nothing was applied");
    },
  );

  rare("that is malformed is reported, and there is no digest", async () => {
    const workspace = await checkout("broken-key");
    await writeKey("broken-key", "c2hvcnQ=");
    const run = await act(workspace, "plan");
    expect([run.exitCode, run.outputs["plan-digest"]]).toStrictEqual([0, undefined]);
    expect(run.stdout).toContain("the digest key has 5 bytes, not 32");
  });
});

describe("an approved plan", () => {
  test("is applied if the new plan is equal, and refused if a variable differs", async () => {
    const workspace = await deployed("approved");
    const plan = await act(workspace, "plan", second);
    const digest = plan.outputs["plan-digest"] ?? "";
    const manifest = plan.outputs["plan-manifest-path"] ?? "";
    expect(digest).toMatch(/^hmac-sha256:[0-9a-f]{64}$/);
    expect(statSync(manifest).mode & 0o777).toBe(0o600);
    const expected = { "expected-plan-digest": digest, "expected-plan-manifest": manifest };

    const third = await act(workspace, "apply", { variables: "text: third", ...expected });
    expect([third.exitCode, third.outputs["failure-reason"]]).toStrictEqual([1, "plan-changed"]);
    expect(third.outputs["review"]).toBe("differs");
    const words = "terraform_data.web: input.text differs";
    expect(third.annotations.at(-1)?.text).toContain(words);
    expect(third.summary).toContain(words);
    expect(comments()[0]).toContain("### Apply");
    expect(comments()[0]).toContain("`terraform_data.web` — input.text differs");
    expect(comments()[0]).toContain("`var.text` — value differs");
    expect(comments()[0]).toContain("Nothing was applied");

    const same = await act(workspace, "apply", { ...second, ...expected });
    expect([same.exitCode, same.outputs["review"]]).toStrictEqual([0, "as-reviewed"]);
    expect(same.outputs["plan-digest"]).toBe(digest);
    expect(same.outputs["outputs-json"]).toBe('{"text": "second"}');
    expect(comments()[0]).toContain("This is exactly the plan that was approved.");

    // A job that runs again has nothing left to do, and succeeds.
    const again = await act(workspace, "apply", { ...second, ...expected });
    expect([again.exitCode, again.outputs["has-changes"]]).toStrictEqual([0, "false"]);
  });

  rare("is refused if only a secret differs, which no output shows (P-E 94)", async () => {
    const workspace = await deployed("secret");
    const plan = await act(workspace, "plan", second);
    const run = await act(workspace, "apply", {
      variables: `{ text: second, password: ${SECRETS[1]} }`,
      "expected-plan-digest": plan.outputs["plan-digest"] ?? "",
      "expected-plan-manifest": plan.outputs["plan-manifest-path"] ?? "",
    });
    expect([run.exitCode, run.outputs["failure-reason"]]).toStrictEqual([1, "plan-changed"]);
    expect(run.annotations.at(-1)?.text).toContain("terraform_data.web: input.password differs");
  });

  rare(
    "is not valid for another environment with the same key, or for a destruction (P-E 90)",
    async () => {
      const workspace = await deployed("bound");
      const plan = await act(workspace, "plan", second);
      const digest = plan.outputs["plan-digest"] ?? "";
      await writeKey("bound-two", keyOf("bound"));
      const others = [
        { environment: "bound-two" },
        { release: "20261128T190000Z-0123456789ab" },
        { destroy: "true" },
      ];
      for (const other of others) {
        const given = { ...second, ...other, "expected-plan-digest": digest };
        const run = await act(workspace, "apply", given);
        expect([run.exitCode, run.outputs["failure-reason"]]).toStrictEqual([1, "plan-changed"]);
      }
    },
  );

  test("needs an environment", async () => {
    const workspace = await checkout("nameless");
    const run = await act(workspace, "apply", {
      environment: "",
      "expected-plan-digest": "sha256:00",
      unreviewed: "stop",
    });
    expect(run.outputs["failure-reason"]).toBe("invalid-input");
    expect(run.annotations.at(-1)?.text).toContain(
      "environment: nothing is given, but it is needed with unreviewed: stop",
    );
    expect(run.annotations.at(-1)?.text).toContain(
      'expected-plan-digest: "sha256:00" is not valid',
    );
  });
});

describe("a plan that a pull request showed", () => {
  rare(
    "is applied as reviewed; the difference of another plan is shown, and the run continues or stops",
    async () => {
      const workspace = await deployed("shown");
      const plan = await act(workspace, "plan", second);
      const shown = { "expected-plan-manifest": plan.outputs["plan-manifest-path"] ?? "" };

      const other = { variables: "text: third", ...shown };
      const stopped = await act(workspace, "apply", { ...other, unreviewed: "stop" });
      expect([stopped.exitCode, stopped.outputs["failure-reason"]]).toStrictEqual([
        1,
        "plan-unreviewed",
      ]);
      expect(stopped.annotations.at(-1)?.text).toContain("terraform_data.web: input.text differs");

      const asReviewed = await act(workspace, "apply", { ...second, ...shown, unreviewed: "stop" });
      expect([asReviewed.exitCode, asReviewed.outputs["review"]]).toStrictEqual([0, "as-reviewed"]);
      expect(comments()[0]).toContain("As reviewed: this is exactly the plan that was shown.");

      const differs = await act(workspace, "apply", other);
      expect([differs.exitCode, differs.outputs["review"]]).toStrictEqual([0, "differs"]);
      expect(differs.outputs["outputs-json"]).toBe('{"text": "third"}');
      expect(comments()[0]).toContain("This plan differs from the reviewed one.");
      expect(differs.annotations).toContainEqual(
        expect.objectContaining({
          level: "warning",
          text: expect.stringContaining("terraform_data.web"),
        }),
      );
    },
  );

  rare("does not count as reviewed if it is forged", async () => {
    const workspace = await deployed("forged");
    const plan = await act(workspace, "plan", { variables: "text: third" });
    const text = readFileSync(plan.outputs["plan-manifest-path"] ?? "", "utf8");
    writeFileSync(path.join(workspace, "forged.json"), text.replace('"update"', '"create"'));
    for (const file of ["forged.json", "missing.json"]) {
      const run = await act(workspace, "apply", {
        variables: "text: third",
        "expected-plan-manifest": file,
        unreviewed: "stop",
      });
      expect([run.outputs["failure-reason"], run.outputs["review"]]).toStrictEqual([
        "plan-unreviewed",
        "not-reviewed",
      ]);
    }
  });
});

describe("planning twice", () => {
  const impure = `${MAIN}resource "terraform_data" "stamp" {
  input = plantimestamp()
}
resource "terraform_data" "known_later" {
  input = [timestamp(), uuid()]
}
`;

  rare("names what differs each time, so that nobody approves a plan in vain", async () => {
    const workspace = await checkout("impure", impure);
    const run = await act(workspace, "plan", { "plan-twice": "true" });
    expect(run.exitCode).toBe(0);
    // Terraform leaves the values of timestamp() and uuid() unknown until the apply, so both plans are equal.
    expect(run.outputs["unstable-addresses"]).toBe('["terraform_data.stamp"]');
    expect(comments()[0]).toContain("**Not promotable**");
    expect(comments()[0]).toContain("`terraform_data.stamp` — input differs");
    expect(run.annotations).toContainEqual(
      expect.objectContaining({
        level: "warning",
        text: expect.stringContaining("not promotable"),
      }),
    );
  });

  rare("says if the plans of a workspace are equal", async () => {
    const run = await act(await checkout("pure"), "plan", { "plan-twice": "true" });
    expect([run.exitCode, run.outputs["unstable-addresses"]]).toStrictEqual([0, "[]"]);
    expect(comments()[0]).toContain("Planned twice: both plans are equal.");
  });
});

describe("resources of a provider", () => {
  const main = `terraform {
  backend "s3" {}
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}
provider "aws" {}
variable "tag" {
  type = string
}
module "registry" {
  source = "./registry"
  tag    = var.tag
}
`;
  const registry = `variable "tag" {
  type = string
}
resource "aws_ecr_repository" "this" {
  name                 = "fleet/backend"
  image_tag_mutability = "IMMUTABLE"
  tags                 = { tag = var.tag }
}
`;

  rare("are compared by the provider's plan, module by module", async () => {
    const providers = await startProviders({
      aws: cloud.aws,
      // The workspace has no objects in a cluster.
      cluster: () => ({ endpoint: "https://127.0.0.1:1", certificateAuthority: "" }),
      caller: { arn: DEPLOY_ROLE, userId: "AROA" },
      kubernetesToken: "none",
    });
    try {
      const env = providers.environment();
      mkdirSync(path.join(cloud.directory, "provider/infra/registry"), { recursive: true });
      writeFileSync(path.join(cloud.directory, "provider/infra/registry/main.tf"), registry);
      const workspace = await checkout("provider", main, env);
      const first = await act(workspace, "apply", { variables: "tag: one" }, env);
      expect(first.exitCode).toBe(0);

      const plan = await act(workspace, "plan", { variables: "tag: two" }, env);
      const expected = {
        "expected-plan-digest": plan.outputs["plan-digest"] ?? "",
        "expected-plan-manifest": plan.outputs["plan-manifest-path"] ?? "",
      };
      const other = await act(workspace, "apply", { variables: "tag: three", ...expected }, env);
      expect(other.outputs["failure-reason"]).toBe("plan-changed");
      expect(other.annotations.at(-1)?.text).toContain(
        "module.registry.aws_ecr_repository.this: tags.tag, tags_all.tag differ; var.tag: value differs.",
      );
      const same = await act(workspace, "apply", { variables: "tag: two", ...expected }, env);
      expect([same.exitCode, same.outputs["review"]]).toStrictEqual([0, "as-reviewed"]);
    } finally {
      providers.close();
    }
  });
});
