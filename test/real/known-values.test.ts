// OpenTofu evaluates values that are refused before a plan. test/golden/terraform/known-values.test.ts has the same
// cases with Terraform.
import path from "node:path";
import { describe, expect, test } from "@jest/globals";
import { checkValues, withWorkloads } from "../support/known-values.ts";
import { useFolder } from "../support/use-folder.ts";
import { requireEngines } from "./engines.ts";
import { writeFiles } from "../support/write-files.ts";

const engines = await requireEngines("values with OpenTofu", ["opentofu"]);
const KUBERNETES = path.resolve(import.meta.dirname, "../../terraform/kubernetes");

const folder = useFolder();

/** Returns what OpenTofu says about a workspace with these values. */
async function check(directory: string, text: string) {
  const tofu = engines?.opentofu.files["tofu"];
  const { tool, checked } = await checkValues(tofu, folder, { directory, text });
  expect(tool).toBe("opentofu");
  return checked;
}

const workspace = (name: string, files: Record<string, string>): string =>
  writeFiles(path.join(folder, name), files);

const described = engines === undefined ? describe.skip : describe;

described("the workspace of the pipeline", () => {
  test("accepts the values of the example", async () => {
    const text = withWorkloads(
      'web = { port = 8080, ingress = { path = "/" } }\napi = { port = 80 }',
    );
    expect(await check(KUBERNETES, text)).toStrictEqual({
      problems: [],
      names: ["name", "environment", "region", "workloads"],
    });
  });

  // Terraform reports all violated conditions of a variable together. OpenTofu stops at the first one.
  test.each([
    ["an unknown key", "web = { port = 80, prot = 1 }", /^workloads\.web: the key "prot" is not/],
    [
      "two equal paths",
      'web = { port = 80, ingress = { path = "/" } }\napi = { port = 80, ingress = { path = "/" } }',
      /^workloads\.api\.ingress\.path: \/ of any host is not valid/,
    ],
    ["a port out of range", "web = { port = 70000 }", /^workloads\.web\.port: 70000 is not valid/],
  ])("refuses %s", async (_, text, problem) => {
    expect(await check(KUBERNETES, withWorkloads(text))).toMatchObject({
      problems: [expect.stringMatching(problem)],
    });
  });
});

described("a workspace of one's own", () => {
  test("files of OpenTofu replace files of Terraform", async () => {
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

  test("a workspace that OpenTofu cannot evaluate is not called valid", async () => {
    const cycle = workspace("cycle", { "main.tf": "locals {\n  a = local.b\n  b = local.a\n}\n" });
    expect(await check(cycle, "")).toMatchObject({ why: expect.stringMatching(/^Cycle/) });
  });
});
