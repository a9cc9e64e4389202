import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "@jest/globals";
import { Redactor } from "../../../../../actions/lib/redact/redactor.ts";
import type { Job } from "../../../../../actions/lib/runtime/job.ts";
import { registerDeclaredSecrets } from "../../../../../actions/lib/terraform/declared-secrets.ts";

const root = mkdtempSync(path.join(tmpdir(), "declared-secrets-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

test("registers values of sensitive variables from every place where Terraform reads values", async () => {
  const directory = path.join(root, "web");
  mkdirSync(directory);
  const files = {
    "main.tf":
      'variable "secret" {\n sensitive = true\n default = "from-default"\n}\nvariable "open" {}\nresource "t" "from-address" {}',
    "terraform.tfvars": 'secret = "from-terraform-tfvars"\nopen = "shown-1"',
    "a.auto.tfvars.json": '{"secret":"from-auto"}',
    "dev.tfvars": 'secret = ["from-given-file"]',
    "extra.tfvars": 'secret = "from-extra-file"',
    "not-read.tfvars": 'secret = "shown-2"',
    // Terraform reads neither of these files.
    ".#main.tf": 'variable "secret" {\n sensitive = true\n default = "shown-6"\n}',
    "main.tofu": 'variable "open" {\n sensitive = true\n default = "shown-7"\n}',
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(directory, name), text);
  const masks: string[] = [];
  const redactor = new Redactor();
  const job = { redactor, mask: (one: string) => void masks.push(...redactor.add(one)) };
  await registerDeclaredSecrets(
    {
      directory,
      environment: {
        TF_VAR_secret: '{ a = "from-environment" }',
        TF_VAR_open: "shown-3",
        TF_CLI_ARGS_plan: "-var 'secret=from TF_CLI_ARGS_plan' -var=open=shown-5",
      },
      job: job as unknown as Job,
      tool: { path: "/bin/terraform", name: "terraform", version: "1.12.0" },
    },
    {
      variables: { secret: { a: "from-input", b: "from-address" }, open: "shown-4" },
      variableFiles: [path.join(directory, "dev.tfvars")],
      extra: [
        "-var",
        "secret=from-argument",
        "--var=secret=from=another",
        "-var-file=extra.tfvars",
        "-var-file=missing",
      ],
    },
  );
  expect(masks).toStrictEqual([
    "from-default",
    "from-auto",
    "from-terraform-tfvars",
    "from-given-file",
    "from-extra-file",
    '{ a = "from-environment" }',
    "from-environment",
    "from-argument",
    "from=another",
    "from TF_CLI_ARGS_plan",
    "from-input",
  ]);
});
