import { expect, test } from "@jest/globals";
import { parseDiagnosticText } from "../../../../../actions/lib/terraform/diagnostic-text.ts";

test("terraform's errors for people, with and without their frame", () => {
  const framed = `Initializing the backend...
╷
│ Warning: Deprecated
╵
╷
│ Error: validating provider credentials
│ 
│   with provider["registry.terraform.io/hashicorp/aws"],
│   on main.tf line 3, in provider "aws":
│    3: provider "aws" {
│ 
│ The first line,
│ the second line.
╵
`;
  const expected = [
    { severity: "warning", summary: "Deprecated", detail: "" },
    {
      severity: "error",
      summary: "validating provider credentials",
      detail: "The first line,\nthe second line.",
      address: 'provider["registry.terraform.io/hashicorp/aws"]',
      context: 'provider "aws"',
      file: "main.tf",
      line: 3,
    },
  ];
  expect(parseDiagnosticText(framed)).toStrictEqual(expected);
  expect(parseDiagnosticText(framed.replaceAll(/^[│╷╵] ?/gm, ""))).toStrictEqual(expected);
});

test("other text has none", () => {
  expect(parseDiagnosticText("Terraform has been successfully initialized!")).toStrictEqual([]);
});
