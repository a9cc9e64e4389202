import { expect, test } from "@jest/globals";
import { isLocal, moduleCalls } from "../../../../rehearsal/preflight/modules.ts";

const FILE = `terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}
module "vpc" {
  source  = "terraform-aws-modules/vpc/aws" # the network
  version = "~> 6.0"
}
module "own" { source = "./own" }
module "git" {
  providers = { aws = aws.other }
  # source = "./commented"
  source = "git::https://example.com/modules.git//queue?ref=v1"
}
resource "aws_s3_object" "x" {
  source = "files/page.html"
}
module "last" {
  source = "../last"
}
`;

test("the calls of a file have source and line; the sources of other blocks do not count", () => {
  expect(moduleCalls("main.tf", FILE)).toStrictEqual([
    { source: "terraform-aws-modules/vpc/aws", file: "main.tf", line: 7 },
    { source: "./own", file: "main.tf", line: 10 },
    { source: "git::https://example.com/modules.git//queue?ref=v1", file: "main.tf", line: 14 },
    { source: "../last", file: "main.tf", line: 20 },
  ]);
});

test("modules of the repository are paths; terraform downloads the others", () => {
  expect(
    moduleCalls("main.tf", FILE)
      .filter(isLocal)
      .map(({ source }) => source),
  ).toStrictEqual(["./own", "../last"]);
});

test("JSON syntax is read too; a file that cannot be read has no calls", () => {
  const text =
    '{ "module": { "a": { "source": "x/y/aws" },\n "b": { "source": "../b" }, "c": 1 } }';
  expect(moduleCalls("main.tf.json", text)).toStrictEqual([
    { source: "x/y/aws", file: "main.tf.json", line: 1 },
    { source: "../b", file: "main.tf.json", line: 2 },
  ]);
  expect(moduleCalls("main.tf.json", "{")).toStrictEqual([]);
});
