// What the tool itself says about a reduced workspace.
import { spawnSync } from "node:child_process";
import path from "node:path";
import { describe, expect, test } from "@jest/globals";
import type { KnownValues } from "../../../actions/lib/terraform/known-values/check.ts";
import { UNKNOWN } from "../../../actions/lib/terraform/known-values/reduce.ts";
import { checkValues, withWorkloads } from "../../support/known-values.ts";
import { rare } from "../../support/rare.ts";
import { useFolder } from "../../support/use-folder.ts";
import { writeFiles } from "../../support/write-files.ts";

const ROOT = path.resolve(import.meta.dirname, "../../..");
const hasTerraform = spawnSync("terraform", ["version"]).status === 0;
if (!hasTerraform) console.log("SKIPPED reduced workspaces: install terraform 1.11 or later");

const folder = useFolder();

const check = async (directory: string, text: string, values: Partial<KnownValues> = {}) =>
  (await checkValues(undefined, folder, { directory, text, values })).checked;

const problemsOf = async (...argv: Parameters<typeof check>): Promise<string[]> => {
  const checked = await check(...argv);
  return "why" in checked ? [`not checked: ${checked.why}`] : checked.problems;
};

const described = hasTerraform ? describe : describe.skip;

described("the workspace of the pipeline", () => {
  const kubernetes = path.join(ROOT, "terraform/kubernetes");
  test("accepts the values of the example", async () => {
    const text = withWorkloads(
      'web = { port = 8080, ingress = { path = "/" } }\napi = { port = 80 }',
    );
    expect(await check(kubernetes, text)).toStrictEqual({
      problems: [],
      names: ["name", "environment", "region", "workloads"],
    });
  });

  test("reports all errors at once: keys, paths, and what its module validates", async () => {
    const text = withWorkloads(
      'web = { port = 70000, ingress = { path = "/" }, prot = 1 }\napi = { port = 80, ingress = { path = "/" } }',
    );
    expect(await problemsOf(kubernetes, text)).toStrictEqual([
      expect.stringMatching(/^workloads\.web: the key "prot" is not known\. Expected one of/),
      expect.stringMatching(/^workloads\.api\.ingress\.path: \/ of any host is not valid/),
      "workloads.web.port: 70000 is not valid. Expected a whole number from 1 to 65535.",
    ]);
  });

  test("images count by name if their names are known", async () => {
    const text = withWorkloads('web = { image = "site" }');
    const partly = { images: `{ "web" = { repository = ${UNKNOWN}, digest = ${UNKNOWN} } }` };
    expect(await problemsOf(kubernetes, text)).toStrictEqual([]);
    expect(await problemsOf(kubernetes, text, { partly })).toStrictEqual([
      'workloads.web.image: "site" is not valid. Expected the name of an image in images, which has web.',
    ]);
  });

  rare("if a name is not known yet, paths that may then differ are not refused", async () => {
    const text = withWorkloads(
      'web = { port = 1, ingress = { path = "/", host = "a.example.com" } }\napi = { port = 2, ingress = { path = "/" } }',
    );
    expect(await problemsOf(kubernetes, text, { later: () => true })).toStrictEqual([]);
  });

  rare("inputs count in the same way as files", async () => {
    const variables = { name: "Shop" };
    expect(await problemsOf(kubernetes, withWorkloads("web = {}"), { variables })).toStrictEqual([
      expect.stringMatching(/^name must have 3 to 22 characters/),
    ]);
  });
});

described("a workspace of one's own", () => {
  const workspace = (name: string, files: Record<string, string>): string =>
    writeFiles(path.join(folder, name), files);

  test("types, the form of the file, and what the tool itself also reads", async () => {
    const directory = workspace("own", {
      "main.tf": `
terraform { 
  backend "s3" {}
  required_providers {
    nowhere = { source = "example.invalid/no/where" }
  }
}
provider "nowhere" { region = var.size }
resource "nowhere_thing" "this" { size = var.size }
variable "size" { type = number }
variable "more" {
  type = number
  validation {
    condition     = var.more < var.size
    error_message = "more: \${var.more} is not below size, \${var.size}."
  }
}
variable "token" {
  type      = string
  ephemeral = true
}
`,
      "local.auto.tfvars": "more = 7\n",
    });
    expect(await problemsOf(directory, "size = 3\n")).toStrictEqual([
      "more: 7 is not below size, 3.",
    ]);
    expect(await problemsOf(directory, 'size = "many"\ntoken = "x"\n')).toStrictEqual([
      'The given value is not suitable for the variable "size": a number is required.',
    ]);
    expect(await problemsOf(directory, "size = {\n")).toStrictEqual([
      expect.stringMatching(/\.tfvars:\d: /),
    ]);
    // The other value is not given yet, so it cannot be compared.
    expect(await problemsOf(directory, "more = 9\n")).toStrictEqual([]);
  });

  rare("files in JSON syntax count in the same way as other files", async () => {
    const sized = {
      variable: {
        size: {
          type: "number",
          validation: {
            condition: "${var.size < 10 && var.size != var.more}",
            error_message: "size: ${var.size} is not below 10.",
          },
        },
        sizes: { type: "list(number)", default: [1] },
      },
      locals: { double: "${var.size * 2}", arn: "${nowhere_thing.this.arn}" },
      resource: { nowhere_thing: { this: { size: "${var.size}" } } },
      module: { web: { source: "./web", port: "${local.double}", arn: "${local.arn}" } },
    };
    const directory = workspace("both", {
      "main.tf.json": JSON.stringify(sized),
      "more.tf": 'variable "more" {\n  type = number\n}\n',
      "web/main.tf": `
variable "arn" {}
variable "port" {
  validation {
    condition     = var.port > 1
    error_message = "port: \${var.port} is not above 1."
  }
}
`,
      "more.auto.tfvars.json": '{"more": 7}',
    });
    expect(await check(directory, "size = 3\n")).toStrictEqual({
      problems: [],
      names: ["size", "more"],
    });
    expect(await problemsOf(directory, "size = 30\n")).toStrictEqual(["size: 30 is not below 10."]);
    expect(await problemsOf(directory, "size = 0\n")).toStrictEqual(["port: 0 is not above 1."]);
    expect(await problemsOf(directory, 'size = 3\nsizes = ["many"]\n')).toStrictEqual([
      expect.stringMatching(/the variable "sizes": .*a number is required/),
    ]);
  });

  test("a workspace that cannot be reduced is not called valid", async () => {
    const json = workspace("json", { "main.tf.json": '{"variable": {"a": {}' });
    expect(await problemsOf(json, "")).toStrictEqual(["not checked: one of its files is not JSON"]);
    const cycle = workspace("cycle", { "main.tf": "locals {\n  a = local.b\n  b = local.a\n}\n" });
    expect(await problemsOf(cycle, "")).toStrictEqual([
      expect.stringMatching(/^not checked: Cycle/),
    ]);
  });
});
