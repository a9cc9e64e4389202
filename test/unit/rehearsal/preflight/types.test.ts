import { describe, expect, test } from "@jest/globals";
import {
  declaredTypes,
  unservedTypes,
  type Declared,
} from "../../../../rehearsal/preflight/types.ts";
import { anyText } from "../../../support/any-text.ts";
import fc from "../../../support/fast-check.ts";

const FILE = `# resource "aws_commented" "x" {
resource "aws_vpc" "this" {}
  data "aws_ami" "node" {
}
resource "random_pet" "name" {}
resource "terraform_data" "x" {}
resource "aws_sqs_queue" "a" {}
resource "aws_sqs_queue" "b" {}
`;

const served = {
  resources: new Set(["aws_vpc"]),
  data: new Set(["aws_vpc"]),
  mirrored: new Set<string>(),
};
const names = (declared: Declared[]) =>
  declared.map(({ kind, type, line }) => `${kind} ${type} ${line}`);

describe("types of Terraform files", () => {
  test("are found with their line", () => {
    expect(names(declaredTypes("main.tf", FILE)).slice(0, 2)).toStrictEqual([
      "resource aws_vpc 2",
      "data aws_ami 3",
    ]);
  });

  test("that are not served are listed once; Terraform's own types are served", () => {
    expect(names(unservedTypes(declaredTypes("main.tf", FILE), served))).toStrictEqual([
      "data aws_ami 3",
      "resource random_pet 5",
      "resource aws_sqs_queue 7",
    ]);
  });

  test("of a provider in a mirror are served", () => {
    const mirrored = new Set(["aws", "random"]);
    expect(unservedTypes(declaredTypes("main.tf", FILE), { ...served, mirrored })).toStrictEqual(
      [],
    );
  });

  test("of data sources are not served by resources of the same name", () => {
    const data = declaredTypes("a.tf", 'data "aws_ami" "x" {\n');
    const resources = new Set(["aws_ami"]);
    expect(unservedTypes(data, { ...served, resources })).toHaveLength(1);
  });

  test("of ephemeral resources and provider functions are not served by a replayed provider", () => {
    const text = `ephemeral "aws_vpc" "key" {
}
locals {
  # provider::aws::commented("x")
  arn = provider::aws::arn_parse(var.arn)
  text = provider::terraform::encode_tfvars(var.all)
}
`;
    const declared = declaredTypes("main.tf", text);
    expect(names(unservedTypes(declared, served))).toStrictEqual([
      "ephemeral aws_vpc 1",
      "function provider::aws::arn_parse 5",
    ]);
    const mirrored = new Set(["aws"]);
    expect(unservedTypes(declared, { ...served, mirrored })).toStrictEqual([]);
  });

  test("in JSON syntax are found with the line of their name", () => {
    const text = `{
  "resource": { "aws_vpc": { "this": {} },
    "aws_sqs_queue": { "a": {} } },
  "data": [{ "aws_ami": { "node": {} } }],
  "ephemeral": { "random_password": { "x": {} } }
}`;
    expect(names(unservedTypes(declaredTypes("main.tf.json", text), served))).toStrictEqual([
      "resource aws_sqs_queue 3",
      "data aws_ami 4",
      "ephemeral random_password 5",
    ]);
    expect(declaredTypes("main.tf.json", "{")).toStrictEqual([]);
    expect(declaredTypes("main.tf.json", '["resource"]')).toStrictEqual([]);
  });

  test("are found on their line, whatever the text before them", () => {
    fc.assert(
      fc.property(anyText(), fc.nat(5), (noise, before) => {
        const text = `${noise.replaceAll("\n", "")}\n`.repeat(before) + 'resource "a_b" "c" {\n';
        const found = declaredTypes("x.tf", text).filter(({ type }) => type === "a_b");
        expect(found.at(-1)?.line).toBe(before + 1);
      }),
    );
  });
});
