import { expect, test } from "@jest/globals";
import {
  reduceFile,
  sourcesIn,
} from "../../../../../../actions/lib/terraform/known-values/reduce.ts";

const reduce = (text: string, options: { validates?: boolean; modules?: string[] } = {}) =>
  reduceFile(text, {
    validates: options.validates ?? true,
    hasModule: (source) => (options.modules ?? ["./m"]).includes(source),
  });

const VALID = `  validation {
    condition     = var.a > 0
    error_message = "a: \${var.a} is not valid, see docs.example.com."
  }
`;
const UNKNOWABLE = `  validation {
    condition     = var.a < data.x.y.z
    error_message = "no"
  }
`;

test("variables keep the validations that the tool can check", () => {
  const text = `variable "a" {\n  type = number\n${VALID}${UNKNOWABLE}}\n`;
  expect(reduce(text)).toBe(`variable "a" {\n  type = number\n${VALID}  \n\n\n\n}\n`);
  expect(reduce(text, { validates: false })).toBe(
    'variable "a" {\n  type = number\n  \n\n\n\n  \n\n\n\n}\n',
  );
});

test("locals that need anything else are unknown, and lines keep their numbers", () => {
  expect(reduce("locals {\n  a = var.b\n  c = merge(\n    aws_x.y.z,\n  )\n  d = 1\n}\n")).toBe(
    "locals {\n  a = var.b\n  c = (jsondecode(timestamp())\n\n)\n  d = 1\n}\n",
  );
});

test("calls of local modules stay, with their known arguments", () => {
  const call = `module "w" {
  source     = "./m"
  for_each   = { for k, w in var.w : k => w }
  image      = "\${local.r}/\${aws_x.y}"
  given      = each.value
  depends_on = [aws_x.y]
  providers  = { aws = aws.other }
}
`;
  expect(reduce(call)).toBe(`module "w" {
  source     = "./m"
  for_each   = { for k, w in var.w : k => w }
  image      = (jsondecode(timestamp()))
  given      = each.value
  ${""}
  ${""}
}
`);
  expect(sourcesIn(call)).toStrictEqual(["./m"]);
});

test.each([
  ["from a registry", 'module "w" {\n  source = "org/m/aws"\n}\n'],
  ["that cannot be read", 'module "w" {\n  source = "./other"\n}\n'],
  ["with unknown instances", 'module "w" {\n  source = "./m"\n  count = data.x.y.z\n}\n'],
  ["without a source", 'module "w" {\n  a = 1\n}\n'],
])("a call of a module %s is dropped", (_, call) => {
  expect(reduce(call).trim()).toBe("");
});

test.each([
  'terraform {\n  backend "s3" {}\n}\n',
  'provider "aws" {\n  region = var.a\n}\n',
  'resource "aws_x" "y" {\n  lifecycle {\n    precondition {\n      condition = false\n    }\n  }\n}\n',
  'data "x" "y" {}\n',
  'output "a" {\n  value = aws_x.y\n}\n',
  'check "a" {\n}\n',
  "moved {\n  from = a.b\n  to = a.c\n}\n",
])("drops a block, but keeps its lines: %j", (text) => {
  expect(reduce(text)).toBe(text.replaceAll(/[^\n]/g, ""));
});
