import { describe, expect, test } from "@jest/globals";
import {
  calledModules,
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

  test("are found on their line, whatever the text before them", () => {
    fc.assert(
      fc.property(anyText(), fc.nat(5), (noise, before) => {
        const text = `${noise.replaceAll("\n", "")}\n`.repeat(before) + 'resource "a_b" "c" {\n';
        const found = declaredTypes("x.tf", text).filter(({ type }) => type === "a_b");
        expect(found.at(-1)?.line).toBe(before + 1);
      }),
    );
  });

  test("may be in called modules, which are those with a path as their source", () => {
    const text =
      'module "a" {\n  source = "../modules/a"\n}\nmodule "b" {\n  source = "x/y/aws"\n}\n';
    expect(calledModules(text)).toStrictEqual(["../modules/a"]);
  });
});
