import { expect, test } from "@jest/globals";
import type { Diagnostic } from "../../../../../../actions/lib/terraform/events.ts";
import { problemsIn } from "../../../../../../actions/lib/terraform/known-values/problems.ts";

const files = new Map([["/w/environments/dev.tfvars", "environments/dev.tfvars"]]);
const error = (summary: string, detail: string, more: Partial<Diagnostic> = {}): Diagnostic => ({
  severity: "error",
  summary,
  detail,
  ...more,
});

test.each<[string, Diagnostic, string[]]>([
  [
    "returns each line of a validation",
    error(
      "Invalid value for variable",
      "a: 1 is not valid.\nb: 2 is not valid.\n\nThis was checked by the validation rule at files/w/main.tf:1,2-3.",
    ),
    ["a: 1 is not valid.", "b: 2 is not valid."],
  ],
  [
    "returns a value of the wrong type, without the place in the reduced files",
    error(
      "Invalid value for input variable",
      "The given value is not suitable for module.workspace.var.size declared at files/w/v.tf:3,1-16: a number is required.",
    ),
    ['The given value is not suitable for the variable "size": a number is required.'],
  ],
  [
    "returns a syntax error in a variable file",
    error("Invalid expression", "Expected the start of an expression.", {
      file: "../../../w/environments/dev.tfvars",
      line: 3,
    }),
    ["environments/dev.tfvars:3: Invalid expression. Expected the start of an expression."],
  ],
  [
    "ignores an error that the reduction caused",
    error("Invalid for_each argument", "x", { file: "main.tf" }),
    [],
  ],
  ["ignores a warning", { ...error("Invalid value for variable", "x"), severity: "warning" }, []],
])("%s", (_, diagnostic, problems) => {
  expect(problemsIn([diagnostic], files)).toStrictEqual(problems);
});
