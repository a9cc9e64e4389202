// Values that are refused before a plan, evaluated by OpenTofu. test/golden/terraform/known-values.test.ts has the cases
// with Terraform.
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, afterEach, describe, expect, test } from "@jest/globals";
import { checkKnownValues } from "../../actions/lib/terraform/known-values/check.ts";
import { findTool } from "../../actions/lib/terraform/tool.ts";
import { scriptTool } from "../support/scripted-tool.ts";
import { requireEngines } from "./engines.ts";
import { writeFiles } from "../support/write-files.ts";

const engines = await requireEngines("values with OpenTofu", ["opentofu"]);
const KUBERNETES = path.resolve(import.meta.dirname, "../../terraform/kubernetes");

const folder = mkdtempSync(path.join(tmpdir(), "known-values-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let remove = (): void => undefined;
afterEach(() => remove());

/** What OpenTofu says of a workspace with these values. */
async function check(directory: string, text: string) {
  const scripted = scriptTool([]);
  remove = scripted.remove;
  const { job } = scripted.rootModule;
  const environment = { PATH: process.env["PATH"] ?? "", TF_VAR_region: "eu-west-1" };
  const tool = await findTool(engines?.opentofu.files["tofu"], environment);
  expect(tool.name).toBe("opentofu");
  const file = path.join(folder, "given.tfvars");
  writeFileSync(file, text);
  const checked = await checkKnownValues(
    { job, tool, directory, environment },
    {
      variableFiles: [file],
      variables: {},
      partly: {},
      later: (name) => ["images", "cluster_name"].includes(name),
    },
  );
  const left = readdirSync(job.temporaryDirectory).filter((name) => name.startsWith("values-"));
  expect(left).toStrictEqual([]);
  return checked;
}

function workspace(name: string, files: Record<string, string>): string {
  const directory = path.join(folder, name);
  return writeFiles(directory, files);
}

const described = engines === undefined ? describe.skip : describe;

described("the workspace of the pipeline", () => {
  const workloads = (text: string) =>
    `name = "shop"\nenvironment = "dev"\nworkloads = {\n${text}\n}\n`;

  test("takes what the example gives", async () => {
    const text = workloads('web = { port = 8080, ingress = { path = "/" } }\napi = { port = 80 }');
    expect(await check(KUBERNETES, text)).toStrictEqual({
      problems: [],
      names: ["name", "environment", "region", "workloads"],
    });
  });

  // Not all at once, as Terraform does: OpenTofu stops at the first condition of a variable that is not met.
  test.each([
    ["an unknown key", "web = { port = 80, prot = 1 }", /^workloads\.web: the key "prot" is not/],
    [
      "two equal paths",
      'web = { port = 80, ingress = { path = "/" } }\napi = { port = 80, ingress = { path = "/" } }',
      /^workloads\.api\.ingress\.path: \/ of any host is not valid/,
    ],
    ["a port out of range", "web = { port = 70000 }", /^workloads\.web\.port: 70000 is not valid/],
  ])("refuses %s", async (_, text, problem) => {
    expect(await check(KUBERNETES, workloads(text))).toMatchObject({
      problems: [expect.stringMatching(problem)],
    });
  });
});

described("a workspace of one's own", () => {
  test("files of OpenTofu count in place of those of Terraform", async () => {
    const size = (limit: number) => `
variable "size" {
  type = number
  validation {
    condition     = var.size < ${limit}
    error_message = "size: \${var.size} is not below ${limit}."
  }
}
`;
    const directory = workspace("own", {
      "main.tf": size(5),
      "main.tofu": `${size(10)}
terraform {
  backend "s3" {}
  required_providers {
    nowhere = { source = "example.invalid/no/where" }
  }
}
resource "nowhere_thing" "this" { size = var.size }
`,
      "web.tofu.json": JSON.stringify({
        module: { web: { source: "./web", port: "${var.size}" } },
      }),
      "web/main.tofu":
        'variable "port" {\n  validation {\n    condition     = var.port > 1\n    error_message = "port: ${var.port} is not above 1."\n  }\n}\n',
    });
    expect(await check(directory, "size = 7\n")).toMatchObject({ problems: [] });
    expect(await check(directory, "size = 70\n")).toMatchObject({
      problems: ["size: 70 is not below 10."],
    });
    expect(await check(directory, "size = 0\n")).toMatchObject({
      problems: ["port: 0 is not above 1."],
    });
  });

  test("what OpenTofu cannot evaluate is not called valid", async () => {
    const cycle = workspace("cycle", { "main.tf": "locals {\n  a = local.b\n  b = local.a\n}\n" });
    expect(await check(cycle, "")).toMatchObject({ why: expect.stringMatching(/^Cycle/) });
  });
});
