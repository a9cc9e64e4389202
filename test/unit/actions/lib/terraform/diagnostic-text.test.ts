import { expect, test } from "@jest/globals";
import { parseDiagnosticText } from "../../../../../actions/lib/terraform/diagnostic-text.ts";

test("reads Terraform's errors for people, with and without a frame", () => {
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

test("a cause that the S3 backend quotes belongs to its error", () => {
  const output = `Error: Cannot assume IAM Role

  on main.tf line 2, in terraform:
   2:   backend "s3" {

IAM Role (arn:aws:iam::999900001111:role/harbour) cannot be assumed.

Error: operation error STS: AssumeRole, https response error StatusCode: 403, api error AccessDenied: no


Error: operation error ECR: DescribeRepositories, api error RepositoryNotFoundException: none

  with data.aws_ecr_repository.pier,
  on main.tf line 9, in data "aws_ecr_repository" "pier":
`;
  expect(
    parseDiagnosticText(output).map(({ summary, detail, line }) => [summary, detail, line]),
  ).toStrictEqual([
    [
      "Cannot assume IAM Role",
      "IAM Role (arn:aws:iam::999900001111:role/harbour) cannot be assumed.\n\nError: operation error STS: AssumeRole, https response error StatusCode: 403, api error AccessDenied: no",
      2,
    ],
    [
      "operation error ECR: DescribeRepositories, api error RepositoryNotFoundException: none",
      "",
      9,
    ],
  ]);
});

test("colours are removed", () => {
  const output = "\u001B[31m╷\u001B[0m\n\u001B[31m│\u001B[0m \u001B[1mError: \u001B[0mthe crane\n";
  expect(parseDiagnosticText(output)[0]?.summary).toBe("the crane");
});

test("other text has no diagnostics", () => {
  expect(parseDiagnosticText("Terraform has been successfully initialized!")).toStrictEqual([]);
});
