import { describe, expect, test } from "@jest/globals";
import type { Diagnostic } from "../../../../../actions/lib/terraform/events.ts";
import { failureOf } from "../../../../../actions/lib/terraform/failures.ts";
import { nameGiver, nameUndeclared } from "../../../../../actions/lib/terraform/given-by.ts";

const FILES = new Map([
  ["environments/base.tfvars", 'name = "shop"\nworkloads = {}\n'],
  ["environments/dev.kubernetes.tfvars", "workloads = {\n  web = { replicas = 0.5 }\n}\n"],
  ["environments/dev.tfvars.json", '{"size": 9, "tags": {"port": "x"}}'],
]);
const INPUTS = new Map([["images", "images"]]);
const RULE =
  "\n\nThis was checked by the validation rule at ../modules/workload/workload.tf:137,3-13.";
const refused = (detail: string, more: Partial<Diagnostic> = {}): Diagnostic => ({
  severity: "error",
  summary: "Invalid value for variable",
  detail: detail + RULE,
  file: "main.tf",
  line: 90,
  context: 'module "workload"',
  variable: "workload",
  ...more,
});
const WORKLOADS = "workloads.web.replicas: 0.5 is not valid. Expected a whole number from 1.";
const SAID = ": workloads.web.replicas: 0.5 is not valid. Expected a whole number from 1";

test.each<[string, Diagnostic, string, string]>([
  [
    "names the file that sets the value, for a rule of a module",
    refused(WORKLOADS),
    `Invalid value for variable workloads (from environments/dev.kubernetes.tfvars)${SAID}`,
    "correct the variable workloads in environments/dev.kubernetes.tfvars, then run the job again",
  ],
  [
    "names the file, for a precondition in a nested module",
    refused(WORKLOADS, { summary: "Resource precondition failed", variable: undefined as never }),
    `Resource precondition failed, by the variable workloads (from environments/dev.kubernetes.tfvars)${SAID}`,
    "correct the variable workloads in environments/dev.kubernetes.tfvars, then run the job again",
  ],
  [
    "names the file, for a rule of the root module without the variable's name",
    refused("It has to be below 5.", { context: 'variable "size"', variable: "size" }),
    "Invalid value for variable size (from environments/dev.tfvars.json): It has to be below 5",
    "correct the variable size in environments/dev.tfvars.json, then run the job again",
  ],
  [
    "names the input",
    refused("images.web: it has no digest."),
    "Invalid value for variable images (from the input images): images.web: it has no digest",
    "correct the input images, or the workspace that takes it, then run the job again",
  ],
  [
    "keeps a line of a variable file that the tool names",
    refused("It is too large.", { file: "/runner/shop/dev.tfvars", line: 3, variable: "size" }),
    "Invalid value for variable (dev.tfvars:3): It is too large",
    "correct the variable size in dev.tfvars, then run the job again",
  ],
  [
    "keeps a line of a variable file, for a rule that reads another variable too",
    refused('workloads.web.image: "web" is not valid.', {
      file: "/runner/shop/dev.kubernetes.tfvars",
      line: 1,
      variable: "images",
    }),
    'Invalid value for variable (dev.kubernetes.tfvars:1): workloads.web.image: "web" is not valid',
    "correct the variable workloads in dev.kubernetes.tfvars, then run the job again",
  ],
  [
    "names only the place of a module's variable that no file sets",
    refused("It is too large.", { variable: "size" }),
    "Invalid value for variable (main.tf:90): It is too large",
    "correct what the error names, then run the job again",
  ],
  [
    "does not take a member with the name of a variable for the variable",
    refused("port: it is too large."),
    "Invalid value for variable (main.tf:90): port: it is too large",
    "correct what the error names, then run the job again",
  ],
])("%s", (_, diagnostic, message, fix) => {
  const named = nameGiver(diagnostic, { inputs: INPUTS, files: FILES });
  expect(failureOf("plan", [named], "")).toMatchObject({
    message: `terraform plan failed: ${message}`,
    fix,
  });
});

test("other errors keep their place", () => {
  const other = refused(WORKLOADS, { summary: "Unsupported argument" });
  expect(nameGiver(other, { inputs: INPUTS, files: FILES })).toBe(other);
});

describe("a value for a variable that is not declared", () => {
  const PRIVATE = "/runner/temp/one/8e1f.tfvars.json";
  const warning = (file: string): Diagnostic => ({
    severity: "warning",
    summary: "Value for undeclared variable",
    detail: `The root module does not declare a variable named "colour" but a value was found in file "${file}". If you meant to use this value, add a "variable" block.`,
  });

  test.each([
    [{}, "the input variables"],
    [{ colour: "images" }, "the input images"],
    [{ constructor2: "images" }, "the input variables"],
  ])("is reported for the input that gave it: %j", (inputs, words) => {
    const { detail } = nameUndeclared(warning(PRIVATE), PRIVATE, inputs);
    expect(detail).toMatch(
      `does not declare a variable named "colour" but a value was found in ${words}. If you meant`,
    );
    expect(detail).not.toContain("/runner");
  });

  test("in a file of the repository keeps the tool's message", () => {
    const other = warning("dev.tfvars");
    expect(nameUndeclared(other, PRIVATE, {})).toBe(other);
  });
});
