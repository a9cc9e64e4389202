// Variables from AWS Secrets Manager, with real terraform, the embedded AWS, and roles with limited permissions.
import { existsSync, readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { formsOf } from "../../actions/lib/redact/forms.ts";
import { ACCOUNT, BUCKET, REGION, storedText } from "../support/cloud.ts";
import { checkOutToPlan } from "../support/initialise.ts";
import { passwordVariables } from "../support/password-workspace.ts";
import { APPLY_STEP, runPlanStep } from "../support/plan-step.ts";
import { publishedBy } from "../support/published.ts";
import { rare } from "../support/rare.ts";
import type { BundleResult } from "../support/run-bundle.ts";
import { cloud, useCloud } from "../support/use-cloud.ts";

const [PASSWORD, TOKEN, NEW_TOKEN] = ["correct-horse-battery", "staple-token-1", "staple-token-2"];
const SECRETS = [PASSWORD, TOKEN, NEW_TOKEN];

/** An ephemeral variable is neither in the plan nor in the state, so the apply needs its value again. */
const MAIN = `${passwordVariables()}variable "token" {
  type      = string
  ephemeral = true
}
resource "terraform_data" "web" {
  input            = { text = var.text, password = var.password }
  triggers_replace = var.text
  provisioner "local-exec" {
    command     = "printf %s \\"$TOKEN\\" > seen"
    environment = { TOKEN = var.token }
  }
}
`;

useCloud();
beforeAll(async () => {
  const { secrets } = await cloud.aws.places.open({ accountId: ACCOUNT, region: REGION });
  secrets.put("fleet/dev", JSON.stringify({ password: PASSWORD, token: TOKEN }));
  secrets.put("fleet/other", "not-for-this-role");
  for (const name of ["fleet-plan", "fleet-deploy"]) allowSecret(name, "fleet/dev-??????");
});
beforeEach(() => {
  cloud.github.state.comments.splice(0);
});

/** Allows a role to read only this secret. The role keeps all other rights. */
function allowSecret(name: string, secret: string): void {
  const role = cloud.aws.roles.find(`arn:aws:iam::${ACCOUNT}:role/${name}`);
  if (role === undefined) throw new Error(`there is no role ${name}`);
  const resource = `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:${secret}`;
  cloud.aws.roles.put({
    ...role,
    permissions: [
      {
        Statement: [
          { Effect: "Allow", Action: ["s3:*", "sts:*"], Resource: "*" },
          { Effect: "Allow", Action: "secretsmanager:GetSecretValue", Resource: resource },
        ],
      },
    ],
  });
}

const checkout = (name: string, main = MAIN): Promise<string> => checkOutToPlan(cloud, name, main);

async function act(
  workspace: string,
  command: "plan" | "apply",
  inputs: Record<string, string>,
): Promise<BundleResult> {
  const run = await runPlanStep(cloud, workspace, {
    inputs: { command, environment: "dev", ...inputs },
    ...(command === "apply" && APPLY_STEP),
  });
  expectNoSecret(run);
  return run;
}

/**
 * Expects no secret. The runner hides masked values in the log; everything else, and what stays on the disk, must be
 * free of secrets by itself.
 */
function expectNoSecret(run: BundleResult): void {
  const comments = cloud.github.state.comments.map(({ body }) => body);
  const texts = [...publishedBy(run), ...comments];
  const forms = SECRETS.flatMap((secret) => [...formsOf(secret)]);
  expect(texts.filter((text) => forms.some((form) => text.includes(form)))).toStrictEqual([]);
}

const argumentsSeen = (run: BundleResult): string =>
  run.stdout
    .split("\n")
    .filter((line) => line.includes("terraform plan") || line.includes("terraform apply"))
    .join("\n");

describe("a workspace gets the values of a secret", () => {
  test("in the plan, and in the apply for values that no plan holds; a newer version is reported", async () => {
    const workspace = await checkout("values");
    const given = { "variables-from-secret": "fleet/dev" };
    const first = await act(workspace, "apply", given);
    expect(first.exitCode).toBe(0);
    const [before = ""] = first.stdout.split("variables from the secret ");
    for (const secret of [PASSWORD, TOKEN]) expect(before).toContain(`::add-mask::${secret}\n`);
    expect(first.stdout).toMatch(
      /variables from the secret fleet\/dev \(version [\da-f-]{36}\): password, token/,
    );
    expect(argumentsSeen(first)).not.toContain(PASSWORD);
    expect(readFileSync(path.join(workspace, "infra", "seen"), "utf8")).toBe(TOKEN);
    const state = storedText(cloud, BUCKET, "values.tfstate");
    expect(state).toContain("terraform_data");
    expect(state).not.toContain(TOKEN);

    const next = { ...given, variables: "text: second" };
    const plan = await act(workspace, "plan", next);
    const manifest = plan.outputs["plan-manifest-path"] ?? "";
    expect(readFileSync(manifest, "utf8")).toContain('"fleet/dev"');
    const { secrets } = await cloud.aws.places.open({ accountId: ACCOUNT, region: REGION });
    secrets.put("fleet/dev", JSON.stringify({ password: PASSWORD, token: NEW_TOKEN }));
    const applied = await act(workspace, "apply", {
      ...next,
      "expected-plan-digest": plan.outputs["plan-digest"] ?? "",
      "expected-plan-manifest": manifest,
    });
    expect(applied.exitCode).toBe(0);
    expect(applied.outputs["review"]).toBe("as-reviewed");
    const said =
      "Since that plan, fleet/dev has another version, whose values are used for password, token.";
    expect(applied.annotations.map(({ text }) => text)).toContain(said);
    expect(applied.summary).toContain(said);
    expect(readFileSync(path.join(workspace, "infra", "seen"), "utf8")).toBe(NEW_TOKEN);
  });

  rare("but an error of terraform is not shown; the message names the input", async () => {
    const strict = MAIN.replace(
      'variable "password" {',
      `variable "password" {
  validation {
    condition     = var.password == "no"
    error_message = "wrong"
  }`,
    );
    const run = await act(await checkout("error", strict), "plan", {
      "variables-from-secret": "fleet/dev",
    });
    expect(run.exitCode).toBe(1);
    expect(run.stdout).toContain("variables-from-secret");
  });
});

describe("refused before terraform runs", () => {
  type Refusal = [string, Record<string, string>, string, RegExp];
  const expectRefusal = async (
    name: string,
    inputs: Record<string, string>,
    reason: string,
    says: RegExp,
  ) => {
    const workspace = await checkout(`refused-${name.replaceAll(" ", "-")}`);
    const run = await act(workspace, "apply", inputs);
    expect(run.outputs["failure-reason"]).toBe(reason);
    expect(run.stdout).toMatch(says);
    expect(run.stdout).not.toContain("terraform plan");
    expect(existsSync(path.join(workspace, "infra", "seen"))).toBe(false);
    expect(readdirSync(path.join(workspace, "infra"))).not.toContain("terraform.tfvars.json");
  };

  test.each<Refusal>([
    [
      "a secret that the role may not read",
      { "variables-from-secret": "password=fleet/other" },
      "secret-unreadable",
      /add to the role's policy: \{"Effect":"Allow","Action":"secretsmanager:GetSecretValue","Resource":"arn:aws:secretsmanager:eu-west-1:111122223333:secret:fleet\/other-[\da-f]{6}"\}/,
    ],
    [
      "a variable that the workspace does not declare",
      { "variables-from-secret": "pasword=fleet/dev:password" },
      "invalid-input",
      /"pasword" of the secret "fleet\/dev" is not a variable of infra\. Did you mean password\?/,
    ],
  ])("%s", expectRefusal);

  rare.each<Refusal>([
    [
      "a variable that is also given in clear",
      { "variables-from-secret": "fleet/dev", variables: "token: x" },
      "invalid-input",
      /"token" of the secret "fleet\/dev" is also given by variables\./,
    ],
    [
      "an entry that is invalid",
      { "variables-from-secret": "fleet/dev:password" },
      "invalid-input",
      /variables-from-secret: "fleet\/dev:password" is not valid: .* write password=fleet\/dev:password\. Expected/,
    ],
  ])("%s", expectRefusal);
});
